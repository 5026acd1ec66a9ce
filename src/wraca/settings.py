"""Every setting, read from the environment once. Domains receive values; none of them imports this.

`WRACA_X_FILE` names a file that holds the value of `WRACA_X`, for secrets. A bad value stops the start with the value
and the choices. The list for readers is docs/settings.md.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import secrets
import sys
import tempfile
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import lazy

PACKAGE = Path(__file__).parent


def env_text(name: str, default: str = "") -> str:
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as cause:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {cause.strerror}") from cause
    return os.environ.get(name, default)


def env_bool(name: str, default: bool) -> bool:
    value = env_text(name).lower()
    if value not in {"", "1", "0", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; give one of: 1, 0, true, false, yes, no")
    return default if value == "" else value in {"1", "true", "yes"}


def env_int(name: str, default: int, *, least: int, most: int) -> int:
    value = env_text(name)
    if value and not (re.fullmatch(r"-?[0-9]{1,9}", value) and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} is {value!r}; give a whole number from {least} to {most}")
    return int(value) if value else default


def split_address(name: str, value: str) -> SplitResult:
    try:
        return urlsplit(value)
    except ValueError as cause:
        raise ImproperlyConfigured(f"{name} is not an address: {cause}") from cause


# The data folder ------------------------------------------------------------------------------------------------------

DATA = Path(env_text("WRACA_DATA", ".wraca")).absolute()
POSTGRES_FOLDER = DATA / "postgres"
LAKE_FOLDER = DATA / "lake"
GENERATIONS_FOLDER = DATA / "generations"
PHOTOGRAPHS_FOLDER = DATA / "photographs"

ENGINE = env_text("WRACA_ENGINE", "duckdb")
if ENGINE != "duckdb" and not re.fullmatch(r"spark://\S+|local\[([1-9][0-9]*|\*)\]", ENGINE):
    raise ImproperlyConfigured(f"WRACA_ENGINE is {ENGINE!r}; give one of: duckdb, spark://HOST:PORT, local[N]")
ENGINE_MEMORY_MB = env_int("WRACA_ENGINE_MEMORY_MB", 6144, least=256, most=1_000_000)


def socket_folder(data: Path) -> Path:
    """Where the embedded PostgreSQL listens. Unix allows a socket path of 107 bytes; a longer one moves to a private
    temporary folder named after the data folder."""
    beside = data / "run"
    if len(os.fsencode(beside)) <= 85:
        return beside
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    user = os.getuid() if hasattr(os, "getuid") else 0
    return Path(tempfile.gettempdir()) / f"wraca-{user}-{name}"


DATABASE_URL = env_text("WRACA_DATABASE_URL")
EMBEDDED = not DATABASE_URL
SOCKET_FOLDER = socket_folder(DATA)


def _database(url: str) -> dict:
    if not url:
        return {"HOST": str(SOCKET_FOLDER), "USER": "wraca", "NAME": "wraca"}
    parts = split_address("WRACA_DATABASE_URL", url)
    if parts.query:
        # Ignored without a word, ?sslmode=verify-full would promise what is not kept.
        raise ImproperlyConfigured("WRACA_DATABASE_URL takes no options after ?; set them by PGSSLMODE and its like")
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("WRACA_DATABASE_URL must look like postgresql://user:password@host:5432/name")
    try:
        port = parts.port
    except ValueError as cause:
        raise ImproperlyConfigured("WRACA_DATABASE_URL has a port that is not a number from 1 to 65535") from cause
    return {
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "NAME": unquote(parts.path.lstrip("/")),
    }


DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_database(DATABASE_URL),
        "CONN_MAX_AGE": None,
        # Without it, a restarted database gives one error per thread.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c timezone=UTC -c idle_in_transaction_session_timeout=600000"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def make_data_folder() -> None:
    """Of its owner alone. Made by root, the account that then runs the embedded database may pass through it."""
    if DATA.exists():
        return
    DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        import pwd

        with contextlib.suppress(KeyError, OSError):
            os.chown(DATA, -1, pwd.getpwnam("nobody").pw_gid)
            DATA.chmod(0o710)


@functools.cache
def _secret_key() -> str:
    """From the environment, else one made once per data folder, readable by its owner only."""
    if key := env_text("WRACA_SECRET_KEY"):
        return key
    path = DATA / "secret_key"
    try:
        if not path.exists():
            make_data_folder()
            fresh = path.with_name(f".secret_key.{os.getpid()}")
            with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(48))
            # Two starts at once: the first link wins, both read the same key.
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text(encoding="utf-8")
    except OSError:
        # `wraca doctor` and `--help` still run on a read-only folder; the server refuses to start on it.
        return secrets.token_urlsafe(48)


#: Lazy: `wraca --help` must not make a data folder.
SECRET_KEY = lazy(_secret_key, str)()
DEBUG = env_bool("WRACA_DEBUG", False)

# The web --------------------------------------------------------------------------------------------------------------

HOST = env_text("WRACA_HOST", "127.0.0.1")
PORT = env_int("WRACA_PORT", 8765, least=1, most=65535)
#: The address under which people reach it, e.g. https://crm.example.com; cookies become Secure when it is https.
PUBLIC_URL = env_text("WRACA_PUBLIC_URL")
_public = split_address("WRACA_PUBLIC_URL", PUBLIC_URL)
if PUBLIC_URL and (_public.scheme not in {"http", "https"} or not _public.hostname):
    raise ImproperlyConfigured(f"WRACA_PUBLIC_URL is {PUBLIC_URL!r}; give an address like https://crm.example.com")
ALLOWED_HOSTS = [h for h in env_text("WRACA_ALLOWED_HOSTS").split(",") if h] or [
    "127.0.0.1",
    "localhost",
    "[::1]",
    HOST,
    *([_public.hostname] if _public.hostname else []),
]
#: Who may read /metrics from another machine: `Authorization: Bearer …`.
METRICS_TOKEN = env_text("WRACA_METRICS_TOKEN")


def _smtp(url: str) -> dict | None:
    """The server that mail is handed to; without encryption only on this machine, or where there is no password."""
    if not url:
        return None
    parts = split_address("WRACA_SMTP_URL", url)
    known = {"smtps": ("tls", 465), "smtp+starttls": ("starttls", 587), "smtp": ("plain", 25)}
    if parts.scheme not in known or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured("WRACA_SMTP_URL must look like smtp+starttls://user:password@host:587 or smtps://…")
    security, usual_port = known[parts.scheme]
    try:
        port = parts.port or usual_port
    except ValueError as cause:
        raise ImproperlyConfigured("WRACA_SMTP_URL has a port that is not a number from 1 to 65535") from cause
    if security == "plain" and parts.password and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ImproperlyConfigured(
            "WRACA_SMTP_URL would send its password unencrypted; use smtp+starttls:// or smtps://"
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise ImproperlyConfigured("WRACA_SMTP_URL has a user or a password with letters that are not ASCII")
    return {"host": parts.hostname, "port": port, "security": security, "user": user, "password": password}


#: The mail server; None: nothing is sent. The sample shop's mail never goes there.
SMTP = _smtp(env_text("WRACA_SMTP_URL"))
HTTPS = _public.scheme == "https"
#: Only then is what stands in X-Forwarded-For and -Proto believed: anybody can send them.
BEHIND_PROXY = env_bool("WRACA_BEHIND_PROXY", HTTPS)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if HTTPS:
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL.rstrip("/")]
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "wraca_session"
CSRF_COOKIE_NAME = "wraca_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "wraca.events",
    "wraca.shop",
    "wraca.staff",
    "wraca.customers",
    "wraca.catalogue",
    "wraca.orders",
    "wraca.segments",
    "wraca.messages",
    "wraca.surveys",
    "wraca.connectors",
    "wraca.jobs",
    "wraca.console",
    "wraca.portal",
]
AUTH_USER_MODEL = "staff.User"
PROCRASTINATE_ON_APP_READY = "wraca.console.tasks.register"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wraca.console.security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wraca.console.plain.RefuseNul",
    "wraca.console.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wraca.console.access.FirstRunAndLogin",
]
ROOT_URLCONF = "wraca.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "console" / "templates", PACKAGE / "api" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wraca.console.context.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "wraca.console.shell.errors.forged"
LOGIN_URL = "console:log-in"
LOGIN_REDIRECT_URL = "console:today"

STATIC_URL = "/static/"
# Served from the package by the finders: nothing is collected.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# Languages, time ------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pl", "Polski")]
LOCALE_PATHS = sorted(PACKAGE.glob("**/locale"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["wraca.console.formats"]

# Logs hold ids, never names, addresses or bodies.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {
        "lost_database": {"()": "wraca.kit.lost_database.LostDatabaseInOneLine"},
        "tokens": {"()": "wraca.kit.quiet_paths.PathsWithoutTokens"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "stream": sys.stderr,
            "filters": ["lost_database", "tokens"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "DEBUG" if DEBUG else "WARNING"},
    "loggers": {
        "wraca": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        # The server of the sample's mailbox: it would name addresses.
        "mail": {"level": "ERROR"},
        # Django warns of every 4xx, which a mistyped address or a scanner makes by the thousand; a 5xx is an error.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        # A traceback for every scanner that calls by number; the answer says what to set.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
