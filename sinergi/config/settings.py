"""Settings, read from the environment once. docs/howto/settings.md lists every variable.

`SINERGI_DATA` is the one folder that holds what is not code: the embedded database, files, secrets made on this machine.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import fontpkg_plus_jakarta_sans
from django.utils.csp import CSP
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from sinergi.config import identity_provider, mail, population_register, secrets

# Whatever Sinergi writes is for its own user only: the database holds personal data.
os.umask(0o077)

CODE = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("SINERGI_DATA", CODE / "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)

_secrets = secrets.load(DATA, os.environ)
SECRET_KEY = _secrets.secret_key
FIELD_KEYS = _secrets.field_keys
INDEX_KEY, *OLD_INDEX_KEYS = _secrets.index_keys

DEBUG = False
PRODUCTION = os.environ.get("SINERGI_PRODUCTION") == "1"
ALLOWED_HOSTS = os.environ.get("SINERGI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SINERGI_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "sinergi.foundation.audit",
    "sinergi.foundation.queue",
    "sinergi.foundation.calendar",
    "sinergi.foundation.files",
    "sinergi.foundation.institutions",
    "sinergi.foundation.access",
    "sinergi.foundation.imports",
    "sinergi.domain.agreements",
    "sinergi.domain.people",
    "sinergi.domain.identity",
    "sinergi.domain.activities",
    "sinergi.domain.evaluation",
    "sinergi.interfaces.web",
]

MIDDLEWARE = [
    "sinergi.interfaces.web.shell.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sinergi.interfaces.web.shell.middleware.PrivateMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sinergi.interfaces.web.shell.middleware.ActorMiddleware",
    "sinergi.interfaces.web.shell.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sinergi.config.urls"
WSGI_APPLICATION = "sinergi.config.wsgi.application"

_WEB = CODE / "sinergi" / "interfaces" / "web"
COTTON_DIR = "components"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sinergi.interfaces.web.shell.context.shell",
            ],
        },
    }
]
# contrib packages bring templates of their own: the cotton loader reads ours first.
FORM_RENDERER = "sinergi.interfaces.web.shell.widgets.WidgetRenderer"


def _database() -> dict[str, object]:
    """SQLite under `SINERGI_DATA` unless `DATABASE_URL` names a PostgreSQL (postgresql://user:password@host:port/name)."""
    url = os.environ.get("DATABASE_URL", "")
    if url:
        try:
            given = conninfo_to_dict(url)
        except ProgrammingError:
            raise SystemExit(
                "DATABASE_URL tidak terbaca; tulis postgresql://pengguna:sandi@tuan-rumah:port/nama."
            ) from None
        tls: dict[str, object] = {name: given[name] for name in ("sslmode", "sslrootcert") if name in given}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": given.get("dbname", ""),
            "USER": given.get("user", ""),
            "PASSWORD": given.get("password", ""),
            "HOST": given.get("host", ""),
            "PORT": given.get("port", ""),
            # Five seconds without a connection are an answer too: /health must not hang when the database is gone.
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 5}} | tls,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "sinergi.sqlite3",
        # Seconds. To open it anew for every page takes a tenth of the time of the page.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


DATABASES = {"default": _database()}

# Only tries of codes are counted in it; they count for all processes of the site together (ADR 0019).
CACHES = {"default": {"BACKEND": "sinergi.interfaces.web.sign_in.shared.SharedCache"}}

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "masuk"
LOGIN_REDIRECT_URL = "beranda"
LOGOUT_REDIRECT_URL = "masuk"
# How long the link lives by which somebody chooses a new password.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60

# How many proxies stand before the site and add to X-Forwarded-For; 0: the address is that of the connection.
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SINERGI_PROXIES", "0"))

# Lockout (ADR 0013): by address of mail and of network together, so that a stranger cannot lock out a user elsewhere.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "sinergi.interfaces.web.sign_in.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "sinergi.interfaces.web.sign_in.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Second factor, passkeys and the identity provider are allauth's; users, passwords and invitations are ours.
ACCOUNT_ADAPTER = "sinergi.interfaces.web.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "sinergi.interfaces.web.sign_in.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "sinergi.interfaces.web.sign_in.forms.CodeForm",
    "reauthenticate": "sinergi.interfaces.web.sign_in.forms.CodeAgainForm",
    "activate_totp": "sinergi.interfaces.web.sign_in.forms.ActivateForm",
    "edit_webauthn": "sinergi.interfaces.web.sign_in.forms.PasskeyNameForm",
    "add_webauthn": "sinergi.interfaces.web.sign_in.forms.PasskeyForm",
    "authenticate_webauthn": "sinergi.interfaces.web.sign_in.forms.PasskeyConfirmForm",
    "login_webauthn": "sinergi.interfaces.web.sign_in.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "sinergi.interfaces.web.sign_in.forms.PasskeyAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Sinergi"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "sinergi.interfaces.web.sign_in.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
_provider = identity_provider.read(os.environ)
SOCIALACCOUNT_PROVIDERS = _provider.providers
IDENTITY_PROVIDER_NAME = _provider.name
IDENTITY_PROVIDER_USERS = _provider.policy

# The account at the population register, and the one at the sandbox (docs/howto/dukcapil.md).
POPULATION_REGISTER = population_register.read(os.environ)
# Files of keys with which people files are sealed, and with which the registry's answers are checked.
SEAL_KEY = os.environ.get("SINERGI_SEAL_KEY", "")
REGISTRY_KEY = os.environ.get("SINERGI_REGISTRY_KEY", "")

MAILERS = mail.mailers(os.environ.get("SINERGI_MAIL", ""))
MAIL_LEAVES = bool(os.environ.get("SINERGI_MAIL"))
# An installation without mail is meant to be possible: passwords are then handed over on paper.
SILENCED_SYSTEM_CHECKS = [] if MAIL_LEAVES else ["mail.W001"]
DEFAULT_FROM_EMAIL = os.environ.get("SINERGI_MAIL_FROM", "sinergi@localhost")
# The address of the site as mail names it.
SITE_URL = os.environ.get("SINERGI_URL", CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "http://localhost:8000")
CSRF_FAILURE_VIEW = "sinergi.interfaces.web.shell.views.forged"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # asked by machines beside us, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # The answer to the sign-in button leads to the identity provider; browsers hold redirects of forms to this, too.
    "form-action": [CSP.SELF, *_provider.origins],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [CODE / "sinergi" / "locale"]
LANGUAGE_COOKIE_NAME = "bahasa"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [_WEB / "static", ("fonts", Path(fontpkg_plus_jakarta_sans.__file__).parent / "files")]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

FILES_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "sinergi.interfaces.web.shell.uploads.VeiledUploadHandler",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _log_format() -> str:
    chosen = os.environ.get("SINERGI_LOG_FORMAT", "text")
    if chosen not in {"text", "json"}:
        raise SystemExit(f"SINERGI_LOG_FORMAT tidak dikenal: {chosen}. Pakai text atau json.")
    return chosen


# Logs name what happened and where, never whose data it was: see interfaces/web/shell/logs.py.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "sinergi.interfaces.web.shell.logs.TextFormatter"},
        "json": {"()": "sinergi.interfaces.web.shell.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _log_format()}},
    "root": {"handlers": ["console"], "level": os.environ.get("SINERGI_LOG", "WARNING")},
    "loggers": {
        # Refusals are answers, not news.
        "django.request": {"level": "ERROR"},
        # It names users and addresses; who was locked out stands in its table and is forgotten after the cool-off.
        "axes": {"level": "CRITICAL"},
        "sinergi": {"level": os.environ.get("SINERGI_LOG", "INFO")},
    },
}
