"""The site's settings: this one file, read from the environment.

What an operator may set stands in SETTINGS; everything below it follows from those values.
Without any, the site is served on loopback from an SQLite file. docs/operating.md tells the rest.
"""

import hashlib
import os
import sqlite3
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from . import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

_database = env.database(BASE_DIR)

SETTINGS = [
    env.Setting(
        "DATABASE_URL",
        _database,
        "sqlite:///var/db.sqlite3",
        "Where the record is kept. Special characters in a password are percent-encoded.",
    ),
    env.Setting(
        "REPLICA_URLS",
        lambda text: [_database(url) for url in env.comma_list(text)],
        "",
        "Read-only copies of the database, with commas between; they answer public pages.",
    ),
    env.Setting(
        "CACHE_URL",
        env.cache,
        "locmemcache://",
        "Where computed values are kept for a while; a shared one where several servers run.",
    ),
    env.Setting(
        "SECRET_KEY",
        lambda text: env.secret_key(text) if text else "",
        "",
        "Signs sessions. Left out, one is made at first start and kept in var/secret_key.",
    ),
    env.Setting(
        "ALLOWED_HOSTS",
        env.hosts,
        "127.0.0.1,localhost,[::1]",
        "Host names to answer to. Naming one that is not loopback turns on HTTPS everywhere.",
    ),
    env.Setting(
        "CSRF_TRUSTED_ORIGINS",
        env.origins,
        "",
        "Origins whose forms are accepted, where a proxy changes host or port on the way.",
    ),
    env.Setting(
        "TRUST_PROXY",
        env.boolean,
        "off",
        "Believe X-Forwarded-Proto and the last address of X-Forwarded-For. Only behind a proxy "
        "that always sets both itself.",
    ),
    env.Setting(
        "DEBUG", env.boolean, "off", "Show errors with their source. Refused when not local."
    ),
    env.Setting(
        "LOG_LEVEL",
        env.one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
        "INFO",
        "The least severe messages that go to the error output.",
    ),
    env.Setting(
        "REVIEW_BY_ANOTHER",
        env.boolean,
        "on",
        "Nobody publishes a draft of their own where somebody else could.",
    ),
    env.Setting(
        "TWO_STEPS",
        env.one_of("OPTIONAL", "REQUIRED"),
        "OPTIONAL",
        "REQUIRED asks every member of staff for a code besides the password, whatever owners say.",
    ),
    env.Setting(
        "API_RATE",
        env.rate,
        "120/minute",
        "How many requests to the API one network address may make; off for no limit.",
    ),
    env.Setting("PORT", env.port, "8000", "The port on 127.0.0.1 that the site listens on."),
]

_values = env.read(SETTINGS, os.environ, BASE_DIR / ".env")

ALLOWED_HOSTS: list[str] = _values["ALLOWED_HOSTS"]
# Only this machine's browsers can reach the site: no certificate exists for loopback names, so
# HTTPS would only lock its user out.
LOCAL = all(env.is_loopback(host) for host in ALLOWED_HOSTS)

DEBUG: bool = _values["DEBUG"]
if DEBUG and not LOCAL:
    # Error pages with DEBUG on show settings and source to whoever causes an error.
    raise ImproperlyConfigured(
        "Settings: DEBUG: on is for loopback only; turn it off, or ALLOWED_HOSTS back to loopback"
    )

PORT: int = _values["PORT"]
SECRET_KEY: str = _values["SECRET_KEY"] or env.kept_secret(VAR_DIR / "secret_key")
CSRF_TRUSTED_ORIGINS: list[str] = _values["CSRF_TRUSTED_ORIGINS"]

ROOT_URLCONF = "liangjiang_site.urls"
WSGI_APPLICATION = "liangjiang_site.wsgi.application"

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",  # before staticfiles, whose runserver it replaces
    "liangjiang_site.apps.DeskConfig",  # django.contrib.admin, with a site of our own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",  # for its copy of the script; it needs nothing else
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tables2",
    "simple_history",
    "tree_queries",
    "investments",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Above WhiteNoise, so that static files carry the headers too.
    "investments.middleware.SecurityHeadersMiddleware",
    "investments.middleware.OpenDataMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "investments.middleware.ReadingDateMiddleware",
    "liangjiang_site.replicas.ReplicaMiddleware",
    "investments.middleware.ConditionalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # Last: puts its own answer in the place of that of a sign-in that is locked.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database ----------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _with_options(config: dict[str, Any]) -> dict[str, Any]:
    """Add what keeps data safe under several writers; options given in the address win."""
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"].endswith("sqlite3"):
        config["NAME"].parent.mkdir(parents=True, exist_ok=True)
        # Without IMMEDIATE a third of the transactions of eight writers failed at once, whatever
        # the timeout; with it none did.
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 20)
        # FULL: what was said to be saved survives a power cut.
        pragmas = ["PRAGMA synchronous=FULL"]
        # Before 3.51.3 a write-ahead log can be reset under a reader and corrupt the file.
        if sqlite3.sqlite_version_info >= (3, 51, 3):
            pragmas.append("PRAGMA journal_mode=WAL")
        options.setdefault("init_command", "; ".join(pragmas))
    else:
        # Connecting costs milliseconds; the check replaces a connection that the server dropped.
        config.setdefault("CONN_MAX_AGE", 60)
        config.setdefault("CONN_HEALTH_CHECKS", True)
        options.setdefault("connect_timeout", 10)
        # Compiling the counts of a list's filters took ten times as long as reading them.
        options.setdefault("options", "-c jit=off")
    return config


# ATOMIC_REQUESTS stays off: with IMMEDIATE it would make every reader wait for the writers.
# What writes opens its own transaction.
DATABASES = {"default": _with_options(_values["DATABASE_URL"])}
for _number, _replica in enumerate(_values["REPLICA_URLS"], 1):
    DATABASES[f"replica_{_number}"] = _with_options(_replica) | {"TEST": {"MIRROR": "default"}}

DATABASE_ROUTERS = ["liangjiang_site.replicas.ReplicaRouter"] if len(DATABASES) > 1 else []

CACHES = {"default": _values["CACHE_URL"]}

# Dependency order by name: sources first, what refers to them after.
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- Languages and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "liangjiang_site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Static files ------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Of its package, whose other parts nobody asks for.
STATICFILES_DIRS = [
    (
        "swagger-ui",
        Path(str(files("drf_spectacular_sidecar")))
        / "static/drf_spectacular_sidecar/swagger-ui-dist",
    )
]
# Every page names the hashed ones; compressing the others too takes twice as long.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Maps for debugging others' scripts are seldom read and take as long as the scripts.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names carry a hash of the content, so that browsers may keep files for ever.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- The record as a package ------------------------------------------------------------------


def package_dir(database: dict[str, Any]) -> Path:
    """Where `manage.py build_package` puts its versions. Another database has another folder: what
    is tried there must not stand at this site's addresses."""
    if database["NAME"] == VAR_DIR / "db.sqlite3":
        return VAR_DIR / "package"
    where = [str(database.get(part, "")) for part in ("ENGINE", "HOST", "PORT", "NAME")]
    return VAR_DIR / f"package-{hashlib.sha256(repr(where).encode()).hexdigest()[:8]}"


PACKAGE_DIR = package_dir(DATABASES["default"])

# --- People who sign in ------------------------------------------------------------------------

REVIEW_BY_ANOTHER: bool = _values["REVIEW_BY_ANOTHER"]

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses first
    "django.contrib.auth.backends.ModelBackend",
]

# A name is locked for the address that failed with it, never for others: whoever knows a name
# cannot keep its owner out, and who shares an address is not locked with a neighbour.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
# What is tried while locked neither counts nor makes it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "investments.actions.locks.Handler"
AXES_CLIENT_IP_CALLABLE = "investments.actions.locks.address"
AXES_LOCKOUT_CALLABLE = "investments.views.sign_in.locked"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "next"]
AXES_ENABLE_ADMIN = False  # owners have a page that says it in words
AXES_DISABLE_ACCESS_LOG = True  # where somebody signed in from is nobody's business
AXES_VERBOSE = False

TWO_STEPS_REQUIRED: bool = _values["TWO_STEPS"] == "REQUIRED"
TRUST_PROXY: bool = _values["TRUST_PROXY"]
OTP_TOTP_ISSUER = "Liangjiang Investment"

# Four hours without a page of the desk end a session: longer than lunch, shorter than a night.
SESSION_COOKIE_AGE = 4 * 3600

# In the order in which they are declared.
SPECTACULAR_SETTINGS = {"SORT_OPERATIONS": False, "SORT_OPERATION_PARAMETERS": False}

# Requests and seconds, None without a limit; see investments/api/throttling.py.
API_RATE: tuple[int, int] | None = _values["API_RATE"]

# An admin form with its inlines has some ten fields a row; the default of 1,000 refuses to save
# an event with a hundred statements.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Browser security --------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

if LOCAL:
    # These ask for HTTPS, which loopback has not; see LOCAL.
    SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
    if DEBUG:
        SILENCED_SYSTEM_CHECKS.append("security.W018")  # refused above wherever it could harm
else:
    SECURE_SSL_REDIRECT = True
    # A monitor on the same machine asks over plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The prefix makes browsers refuse such a cookie from a neighbouring subdomain.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# Nothing is loaded from another host, and nothing inline runs.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

# --- Logging -----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _values["LOG_LEVEL"]},
    # Django's own handlers say the same a second time, or by mail.
    "loggers": {
        "django": {"handlers": [], "level": _values["LOG_LEVEL"], "propagate": True},
        # A traceback for every scan of the network that guesses host names; the answer is 400.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Four lines for each sign-in that went well.
        "axes": {"level": "WARNING"},
        # Says at every HEAD request that it left the body out, as it should.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
