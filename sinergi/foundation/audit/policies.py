from __future__ import annotations

from sinergi.foundation.audit.choices import VIEW

CAPABILITIES = {VIEW: "Membaca jejak audit"}
