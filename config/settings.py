"""Prasan's switches. Each part of a deployment is chosen by an environment variable; none is needed to develop.

Without SECRET_KEY this is a development machine: DEBUG is on and a key of its own lies under var/.
`manage.py check --deploy` tells what a real deployment still lacks.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from config.secret import own_key

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent

# Workbooks are read by defusedxml, which refuses document types and entities. Once lxml is installed, openpyxl would
# take that instead, and read them.
os.environ["OPENPYXL_LXML"] = "False"

# Everything that a run writes lies here.
VAR_DIR = (BASE_DIR / env.str("VAR_DIR", default="var")).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- What kind of machine is this? ---

SECRET_KEY_FROM_ENVIRONMENT = bool(env.str("SECRET_KEY", default=""))
SECRET_KEY = env.str("SECRET_KEY", default="") or own_key(VAR_DIR / "secret_key")
DEBUG = env.bool("DEBUG", default=not SECRET_KEY_FROM_ENVIRONMENT)

# Demo data exists only in demo mode: papers and check pages are marked ตัวอย่าง and mail goes to files.
PRASAN_DEMO = env.bool("PRASAN_DEMO", default=False)

# Where the public reaches this site; printed on papers and in their QR codes.
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
# Whoever uses the program over a network may have its source (AGPL-3.0, section 13): the link at the foot of each page.
SOURCE_URL = env.str("SOURCE_URL", default=f"{PUBLIC_BASE_URL}/source/")
SERVED_BY_HTTPS = urlsplit(PUBLIC_BASE_URL).scheme == "https"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(PUBLIC_BASE_URL).hostname or "127.0.0.1"])

# A file outside the database in which the heads of all event chains are written down; none unless named.
ANCHOR_FILE = env.str("ANCHOR_FILE", default="")

# Where keys.toml names the key of each office that signs electronically; and who stamps the time, if anybody does.
SIGNING_DIR = Path(env.str("SIGNING_DIR", default=str(VAR_DIR / "signing")))
TSA_URL = env.str("TSA_URL", default="")

# --- The house, from the ground floor up ---

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",  # development serves static files as production does
    "pages.apps.PagesConfig",
    "django.forms",  # its templates, which ours override one by one
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "guardian",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "viewflow.workflow",  # headless: its models and nodes, none of its pages
    "directory.apps.DirectoryConfig",
    "workflow.apps.WorkflowConfig",
    "documents.apps.DocumentsConfig",
    "proposals.apps.ProposalsConfig",
    "approvals.apps.ApprovalsConfig",
    "tracking.apps.TrackingConfig",
    "portal.apps.PortalConfig",
    "config.apps.DeploymentConfig",
]

# The lower floors reach the plan by this name, and know nothing more about it.
WORKFLOW_PLAN_MODEL = "proposals.Plan"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pages.middleware.ThaiFirstMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "directory.middleware.ActingMiddleware",
    "directory.middleware.LockMiddleware",
    "directory.middleware.AnswersMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

_VIEWFLOW = find_spec("viewflow")
_ORIGINS_OF_VIEWFLOW = [_VIEWFLOW.origin] if _VIEWFLOW and _VIEWFLOW.origin else []
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "directory.context.page",
                "portal.context.navigation",
            ],
        },
    },
    {
        # Viewflow's own template of a definition in BPMN; its other pages are never rendered.
        "NAME": "viewflow",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(Path(module).parent / "templates") for module in _ORIGINS_OF_VIEWFLOW],
    },
]

FORM_RENDERER = "pages.forms.Renderer"

# --- The database ---

_database: dict[str, Any] = (
    env.db_url("DATABASE_URL")
    if env.str("DATABASE_URL", default="")
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "db.sqlite3")}
)
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        # Takes the one write lock at BEGIN; a lock that is upgraded later fails with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON;",
        **_database.get("OPTIONS", {}),
    }
else:
    _database = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **_database}
    _database["OPTIONS"] = {
        "connect_timeout": 10,
        "options": "-c lock_timeout=20s",  # nobody waits longer for a desk than on SQLite
        **_database.get("OPTIONS", {}),
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and powers ---

AUTH_USER_MODEL = "directory.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "inbox"
ACCOUNT_ADAPTER = "directory.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}  # the form turns a phone number into the user name that belongs to it
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
# Sign-in: failures of one name, whether it exists or not, and attempts from one address; both end by themselves.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/15m/key", "pin": "5/d/key"}
PUBLIC_PAGES_RATE = env.str("PUBLIC_PAGES_RATE", default="120/m")
GUESSES_RATE = env.str("GUESSES_RATE", default="20/m")  # codes that lead nowhere
DOOR_RATE = env.str("DOOR_RATE", default="120/m")  # a whole hall may come from one address
BALLOTS_RATE = env.str("BALLOTS_RATE", default="600/m")  # a hall of voters behind one address
COMMENTS_RATE = env.str("COMMENTS_RATE", default="30/h")  # a village office may send those of a whole meeting
SLIP_GUESSES_RATE = env.str("SLIP_GUESSES_RATE", default="60/m")  # slips that do not exist
RATELIMIT_USE_CACHE = "limits"

# A printed card waits so long for its first use, and the phone that it opened stays signed in so long after its last.
ACCESS_CARD_DAYS = env.int("ACCESS_CARD_DAYS", default=30)
ACCESS_CARD_SESSION_DAYS = env.int("ACCESS_CARD_SESSION_DAYS", default=30)
PIN_LOCK_MINUTES = env.int("PIN_LOCK_MINUTES", default=5)  # without use, where the person has set a PIN

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "directory.backends.AreaBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: no account for people who have not signed in
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # directory.backends.AreaBackend stands in place of guardian's own backend

# --- What several processes share ---

# One server keeps failed sign-ins in its database and counts visitors in each process; CACHE_URL names a Redis.
CACHES: dict[str, Any] = (
    {"default": env.cache_url("CACHE_URL"), "limits": env.cache_url("CACHE_URL")}
    if env.str("CACHE_URL", default="")
    else {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
        "limits": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"},
    }
)

# --- Language and time ---

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

# --- Files and mail ---

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [folder for folder in [BASE_DIR / "static"] if folder.is_dir()]
MEDIA_ROOT = VAR_DIR / "files"  # official papers and uploads: served by views that ask who is looking, never by URL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "pages.storage.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
LARGEST_ATTACHMENT = env.int("LARGEST_ATTACHMENT_MB", default=10) * 1024 * 1024  # beside a proposal, each file
MOST_ATTACHMENTS = env.int("MOST_ATTACHMENTS", default=12)
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

if DEBUG or PRASAN_DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"prasan@{urlsplit(PUBLIC_BASE_URL).hostname}")

# --- Behaviour towards browsers ---

SECURE_SSL_REDIRECT = SERVED_BY_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SERVED_BY_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_BY_HTTPS
SECURE_HSTS_PRELOAD = SERVED_BY_HTTPS
if env.bool("BEHIND_TLS_PROXY", default=False):  # only behind a proxy that sets this header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits count the visitor's own address, which the proxy adds last
RATELIMIT_IP_META_KEY = "directory.sign_in.address_of"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SERVED_BY_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SERVED_BY_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL] if SERVED_BY_HTTPS else []
CSRF_FAILURE_VIEW = "directory.answers.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# Pictures of maps, where somebody in charge has chosen who serves them; none unless named. {z}, {x} and {y} stand for
# the tile, as in https://tiles.example.go.th/{z}/{x}/{y}.png; browsers then tell that server which places they show.
MAP_TILES_URL = env.str("MAP_TILES_URL", default="")
MAP_TILES_ATTRIBUTION = env.str("MAP_TILES_ATTRIBUTION", default="")
_MAP_TILES_FROM = [f"{urlsplit(MAP_TILES_URL).scheme}://{urlsplit(MAP_TILES_URL).netloc}"] if MAP_TILES_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_MAP_TILES_FROM],  # the style sheet's own arrows and ticks are data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000  # a worksheet of 600 lines and their scores

# --- Log: to standard error; who runs the service decides where it goes ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "pyhanko": {"level": "ERROR"},  # a signature that one need not trust is an answer, not an event
    },
}
