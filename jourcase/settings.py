"""Settings. Everything that differs between machines comes from the environment or `.env`.

`.env.example` names every variable; a test keeps the two equal.
"""

from pathlib import Path

import environ
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(env.path("JOURCASE_ENV_FILE", default=str(BASE_DIR / ".env"))())

# Demonstration: invented people, printed log-ins, plain http on loopback. Never with real data.
DEMO = env.bool("JOURCASE_DEMO", default=False)
DEBUG = False

SECRET_KEY = env.str("JOURCASE_SECRET_KEY")
LOOKUP_KEY = env.str("JOURCASE_LOOKUP_KEY")
ALLOWED_HOSTS = env.list("JOURCASE_HOSTS", default=["localhost", "127.0.0.1"])
HELP_PHONE = env.str("JOURCASE_HELP_PHONE", default="")

if len(SECRET_KEY) < 40 or len(LOOKUP_KEY) < 40:
    raise ImproperlyConfigured(
        "JOURCASE_SECRET_KEY och JOURCASE_LOOKUP_KEY ska vara minst 40 tecken. "
        "`make run` skapar dem i filen .env."
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "phonenumber_field",
    "csp",
    "jourcase.kernel",
    "jourcase.agreement",
    "volunteers",
    "cases",
    "contacts",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jourcase.middleware.PrivateAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jourcase.middleware.PlainAnswers",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "volunteers.middleware.RoleGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "jourcase.urls"
WSGI_APPLICATION = "jourcase.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jourcase.shell.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "libraries": {"swedish": "jourcase.kernel.templatetags.swedish"},
        },
    }
]

# Form widgets of our own stand among the templates.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -----------------------------------------------------------------------------
# The embedded default is one SQLite file; production is PostgreSQL through DATABASE_URL.
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'jourcase.sqlite3'}")
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: with Django's defaults parallel writers fail; IMMEDIATE and WAL save them all.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    }
    # Measured: opening the file and reading its schema anew costs each request 2 ms.
    _database["CONN_MAX_AGE"] = 600
    # A file, not memory: the tests' threads and processes must meet in one database.
    _database["TEST"] = {"NAME": str(BASE_DIR / "var" / "test.sqlite3")}
else:
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})["server_side_binding"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and sessions --------------------------------------------------------------------
AUTH_USER_MODEL = "volunteers.User"
AUTHENTICATION_BACKENDS = ["volunteers.backends.PeopleBackend"]
LOGIN_URL = "volunteers:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "volunteers:login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "jourcase.errors.csrf_failure"
MESSAGE_TAGS = {
    message_levels.SUCCESS: "saved",
    message_levels.WARNING: "warn",
    message_levels.ERROR: "warn",
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Transport ------------------------------------------------------------------------------
# The demonstration runs on plain http on this machine; everything else is https only.
_https = not DEMO
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-sessionid" if _https else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if _https else "csrftoken"
CSRF_COOKIE_HTTPONLY = False
CSRF_TRUSTED_ORIGINS = env.list("JOURCASE_ORIGINS", default=[])
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
if env.bool("JOURCASE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Not "no-referrer": browsers then send "Origin: null" with plain forms, which the CSRF check must
# refuse. Nothing is sent to other sites either way.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# --- Language, time, static files -------------------------------------------------------------
LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["jourcase.formats"]
PHONENUMBER_DEFAULT_REGION = "SE"
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Tasks ----------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("JOURCASE_REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "check-promises": {"task": "contacts.check_promises", "schedule": 24 * 3600},
    "end-forgotten-claims": {"task": "contacts.end_forgotten_claims", "schedule": 600},
}

# --- Composition: what lies below names what lies above only here ------------------------------
# Called by the case services, in their transaction, when a fact of a case has changed.
CASE_PROMISE_WRITER = "contacts.services.promise_columns.refresh"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
