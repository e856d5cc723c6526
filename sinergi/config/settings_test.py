"""Settings of the tests: the same system, with its data in a throw-away folder and secrets that open nothing."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("SINERGI_DATA", tempfile.mkdtemp(prefix="sinergi-test-"))

from sinergi.config.settings import *  # noqa: F403
from sinergi.config.settings import DATABASES

# Argon2 is made to be slow; the tests that are about passwords use it, the others need not wait for it.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    # A file, not memory: threads of the live server and child processes must see the same database.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["SINERGI_DATA"], "test.sqlite3")}  # noqa: PTH118
else:
    DATABASES["default"]["OPTIONS"] = {}
