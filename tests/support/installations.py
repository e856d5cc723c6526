"""Whole installations of their own, run as an operator would: the real command in a process, on the database under test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings


@dataclass(frozen=True)
class Installation:
    """A data folder, and on PostgreSQL a database, that nothing else uses. `code` is the tree whose command is run."""

    data: Path
    environment: dict[str, str]
    code: Path = Path(settings.CODE)

    def start(self, *arguments: object, **options: Any) -> subprocess.Popen[str]:
        return self._start("-m", "sinergi.config.command", *arguments, **options)

    def run(self, *arguments: object, status: int = 0, **options: Any) -> str:
        """What the command printed, after it ended with this status."""
        return self._ended(self.start(*arguments, **options), status)

    def json(self, *arguments: object, status: int = 0) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.run(*arguments, "--json", status=status).partition("\n--\n")[0])
        return document

    def python(self, script: str) -> str:
        """What a piece of Python prints that finds Django set up."""
        return self._ended(self._start("-c", f"import django; django.setup()\n{script}"), 0).partition("\n--\n")[0]

    def _start(self, *arguments: object, **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            env=self.environment,
            cwd=self.code,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    @staticmethod
    def _ended(process: subprocess.Popen[str], status: int) -> str:
        output, errors = process.communicate()
        assert process.returncode == status, f"status {process.returncode}: {output}{errors}"
        return f"{output}\n--\n{errors}"


type Fresh = Callable[..., Installation]


@contextmanager
def fresh_installations(folder: Path) -> Iterator[Fresh]:
    """Makes installations under `folder`; their databases are dropped at the end."""
    server = os.environ.get("DATABASE_URL", "")
    databases: list[str] = []

    def fresh(code: Path = Path(settings.CODE)) -> Installation:
        name = f"sinergi_{uuid.uuid4().hex[:12]}"
        data = folder / name
        data.mkdir(parents=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SINERGI_")}
        environment = kept | {"SINERGI_DATA": str(data), "DJANGO_SETTINGS_MODULE": "sinergi.config.settings"}
        if server:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            databases.append(name)
            environment["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        return Installation(data, environment, code)

    yield fresh
    for name in databases:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
