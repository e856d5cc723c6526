"""The composition root of the `sinergi` command. What needs neither site nor database starts without them."""

from __future__ import annotations

import sys


def main() -> None:
    # Where the register is there is no Sinergi site to set up, and nobody waits for Django before a look-up.
    if sys.argv[1:2] == ["linkage"]:
        from sinergi.interfaces.cli.linkage import linkage

        linkage(args=sys.argv[2:], prog_name="sinergi linkage")
    else:
        from sinergi.config.site_command import main as with_site

        with_site()


if __name__ == "__main__":
    main()
