"""A filled embedded system goes over to PostgreSQL, by the real command."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.support.installations import Installation, fresh_installations

LIST = Path(__file__).resolve().parents[2] / "data" / "agreements" / "agreements.csv"
SERVER = os.environ.get("DATABASE_URL", "")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not SERVER, reason="needs a PostgreSQL server: scripts/postgres.sh"),
]

FILL = """
from tests.support.world import build
from django.utils import timezone
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.audit.services import readings
world = build()
readings.note(world.person, ["nik"], by=Actor.system("uji"), at=timezone.now(), purpose="uji “pindah”\\t\\\\N")
from django.contrib.sessions.backends.db import SessionStore
s = SessionStore(); s["rahasia"] = 1; s.create()
"""
# Everything that any row says, in words that do not depend on the database.
SAID = """
import hashlib, json
from django.apps import apps
from django.core import serializers
for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.db_table):
    if model._meta.db_table in {"django_session", "access_opensession", "access_remembered", "audit_verification"}:
        continue
    rows = model._default_manager.order_by("pk").iterator(chunk_size=500)
    digest = hashlib.sha256()
    for row in rows:
        values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
        digest.update(json.dumps(values, default=str, sort_keys=True).encode())
    print(model._meta.db_table, model._default_manager.count(), digest.hexdigest())
"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An embedded system with one of everything, and a sealed chain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL")
        with fresh_installations(tmp_path_factory.mktemp("origin")) as fresh:
            made = fresh()
            made.run("init", "--admin", "admin@contoh.example")
            made.run("import", "agreements", LIST, "--confirm")
            made.python(FILL)
            made.run("audit", "seal")
            yield made


@pytest.fixture
def empty() -> Iterator[str]:
    """The address of a new, empty database."""
    name = f"sinergi_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def over_there(origin: Installation, address: str) -> Installation:
    """The same data folder, on the other database."""
    return Installation(origin.data, origin.environment | {"DATABASE_URL": address}, origin.code)


def test_everything_goes_over_says_the_same_and_goes_on(origin: Installation, empty: str) -> None:
    there = over_there(origin, empty)
    report = origin.json("move", "--to", empty)
    assert report["audit"]["intact"]
    assert report["rows"] == sum(report["tables"].values()) > 1_000
    assert there.python(SAID) == origin.python(SAID)
    assert there.json("audit", "verify")["last"] == origin.json("audit", "verify")["last"]
    # life goes on there: what was imported is known, new rows get keys that nobody has, nobody is signed in
    again = there.json("import", "agreements", LIST, "--confirm")
    assert again["created"] == 0 < again["unchanged"]
    assert there.python(GO_ON).split() == ["0"]
    assert there.json("audit", "verify")["intact"]
    assert (
        origin.python("from django.contrib.sessions.models import Session; print(Session.objects.count())").strip()
        == "1"
    )


GO_ON = """
from django.contrib.sessions.models import Session
from sinergi.foundation.institutions.services import founding
from tests.support.factories import NOW, SYSTEM
founding.found("Yayasan Contoh Sesudah Pindah", category="masyarakat_sipil", by=SYSTEM, at=NOW)
print(Session.objects.count())
"""


def test_a_database_that_is_not_empty_is_left_alone(origin: Installation, empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE TABLE penting (isi text)")
        connection.execute("INSERT INTO penting VALUES ('tetap')")
    assert "tidak kosong" in origin.run("move", "--to", empty, status=1)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall() == [
            ("penting",)
        ]


@pytest.mark.parametrize(
    ("column", "said"),
    [("recorded_at", "tidak terbaca"), ("name", "PostgreSQL menolak")],
    ids=["by us", "by the server"],
)
def test_what_broke_off_left_no_row(origin: Installation, empty: str, tmp_path: Path, column: str, said: str) -> None:
    """One row cannot be taken: nothing of the others is there."""
    broken = Installation(tmp_path / "data", origin.environment | {"SINERGI_DATA": str(tmp_path / "data")}, origin.code)
    shutil.copytree(origin.data, broken.data)
    with closing(sqlite3.connect(broken.data / "sinergi.sqlite3")) as connection:
        connection.execute(f"UPDATE institutions_institution SET {column} = 'a' || char(0) WHERE id = 1")
        connection.commit()
    told = broken.run("move", "--to", empty, status=1)
    assert said in told
    assert "Tidak ada baris" in told
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT count(*) FROM audit_entry").fetchone() == (0,)


def test_nothing_is_moved_under_a_running_system(origin: Installation, empty: str) -> None:
    worker = origin.start("worker")
    try:
        from tests.journeys.test_backup_and_restore import WORKED, wait_until

        wait_until(lambda: "working" in origin.python(WORKED))
        assert "Hentikan" in origin.run("move", "--to", empty, status=1)
    finally:
        worker.terminate()
        worker.communicate()


@pytest.mark.parametrize("address", ["postgresql://127.0.0.1:1/tiada", "bukan alamat"])
def test_an_address_that_leads_nowhere_is_refused_in_one_sentence(origin: Installation, address: str) -> None:
    said = origin.run("move", "--to", address, status=1)
    assert "sinergi: " in said
    assert "Traceback" not in said
