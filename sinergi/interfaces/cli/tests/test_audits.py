"""`sinergi audit`: intact or broken, in words and for machines."""

from __future__ import annotations

from sinergi.foundation.audit.models import Entry, Seal
from sinergi.foundation.audit.tests.test_chain import behind_the_guards
from sinergi.interfaces.cli import audits  # noqa: F401  (it adds itself to the app)
from sinergi.interfaces.cli.tests.conftest import Run, as_json, sentence


def test_what_is_not_sealed_yet_is_no_break_but_told(run: Run) -> None:
    written = Entry.objects.count()
    document = as_json(run("audit", "verify", "--json"))
    assert (document["intact"], document["seals"], document["last"], document["broken"]) == (True, 0, None, None)
    assert document["unsealed"]["count"] == written
    assert document["unsealed"]["oldest_at"].startswith("2026-03-02T03:00:00")
    assert f"{written} catatan belum bersegel, yang tertua sejak 02-03-2026 10:00:00." in run("audit", "verify").stdout


def test_sealing_by_hand_takes_everything_and_verifies(run: Run) -> None:
    written = Entry.objects.count()
    assert as_json(run("audit", "seal", "--json")) == {"seals": 1, "rows": written}
    assert run("audit", "seal").stdout == "0 catatan disegel dalam 0 segel.\n"
    said = run("audit", "verify").stdout
    assert f"Rantai utuh: 1 segel, {written} catatan dan pembacaan." in said
    assert f"1:{Seal.objects.get().sha256}" in said


def test_the_first_broken_link_is_named_and_the_status_says_it(run: Run) -> None:
    run("audit", "seal")
    first, second = Entry.objects.order_by("pk")[:2]
    behind_the_guards("UPDATE audit_entry SET action = 'lain' WHERE id IN (%s, %s)", first.pk, second.pk)
    text = f"Catatan nomor {first.pk} (segel nomor 1): isinya bukan lagi isi yang dicatat."
    assert as_json(run("audit", "verify", "--json"), status=1)["broken"] == {
        "why": "row_changed", "seal": 1, "kind": "entry", "row": first.pk, "text": text,
    }  # fmt: skip
    said = run("audit", "verify")
    assert (said.exit_code, said.stdout.startswith(f"Rantai putus. {text}")) == (1, True)


def test_a_seal_noted_outside_is_compared(run: Run) -> None:
    run("audit", "seal")
    seal = Seal.objects.get()
    assert run("audit", "verify", "--noted", f"1:{seal.sha256}").exit_code == 0
    said = run("audit", "verify", "--noted", f"2:{seal.sha256}")
    assert "Segel nomor 2: segel berbeda dari yang dicatat di luar sistem." in said.stdout
    assert said.exit_code == 1
    assert "tidak terbaca" in sentence(run("audit", "verify", "--noted", "dua"))
