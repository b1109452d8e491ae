"""Settings. Everything that differs between machines comes from the environment or `.env`.

`.env.example` names every variable; a test keeps the two equal.
"""

from pathlib import Path
from typing import Any

import environ
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

from jourcase.keystore.wrapping import read_keks

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(env.path("JOURCASE_ENV_FILE", default=str(BASE_DIR / ".env"))())

# Demonstration: invented people, printed log-ins, plain http on loopback. Never with real data.
DEMO = env.bool("JOURCASE_DEMO", default=False)
# Practice for the basic training, in databases of its own. One password for all of a course.
PRACTICE = env.bool("JOURCASE_PRACTICE", default=False)
PRACTICE_PASSWORD = env.str("JOURCASE_PRACTICE_PASSWORD", default="")
# Where the practice is, for the menu of the jour's own Jourcase.
PRACTICE_URL = env.str("JOURCASE_PRACTICE_URL", default="")
DEBUG = False

SECRET_KEY = env.str("JOURCASE_SECRET_KEY")
LOOKUP_KEY = env.str("JOURCASE_LOOKUP_KEY")
ALLOWED_HOSTS = env.list("JOURCASE_HOSTS", default=["localhost", "127.0.0.1"])
HELP_PHONE = env.str("JOURCASE_HELP_PHONE", default="")
STODCENTRUM_PHONE = env.str("JOURCASE_STODCENTRUM_PHONE", default="")

if len(SECRET_KEY) < 40 or len(LOOKUP_KEY) < 40:
    raise ImproperlyConfigured(
        "JOURCASE_SECRET_KEY och JOURCASE_LOOKUP_KEY ska vara minst 40 tecken. "
        "`make run` skapar dem i filen .env."
    )
try:
    # Key-encryption keys: never in a database. Without one nothing starts.
    KEKS = read_keks(env.str("JOURCASE_KEKS"))
except ValueError as error:
    raise ImproperlyConfigured(f"JOURCASE_KEKS: {error}") from None

if PRACTICE and not DEMO and len(PRACTICE_PASSWORD) < 12:
    raise ImproperlyConfigured(
        "JOURCASE_PRACTICE_PASSWORD ska vara minst 12 tecken. Deltagarna får det av kursledaren."
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "jourcase.keystore",
    "jourcase.kernel",
    "jourcase.outbox",
    "jourcase.agreement",
    "volunteers",
    "cases",
    "contacts",
    "reporting",
    "jourcase.backup",
    "jourcase.doctor",
]

MIDDLEWARE = [
    "jourcase.health.Health",
    "jourcase.request_log.RequestLog",
    "jourcase.refused.RefusedRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jourcase.middleware.PrivateAnswers",
    "jourcase.readable.ReadableRequests",
    "jourcase.middleware.KeyRing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "volunteers.middleware.Acting",
    "jourcase.middleware.PlainAnswers",
    "volunteers.login.gate.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "volunteers.login.gate.SecondFactorGate",
    "volunteers.login.locking.ScreenLock",
    "volunteers.middleware.RoleGate",
    "volunteers.ceilings.ReadingCeilings",
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

# --- Databases ----------------------------------------------------------------------------
# The embedded default is SQLite files; production is PostgreSQL through the environment. The keys
# are in a database of their own, with backups of their own: security rests on that.
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'jourcase.sqlite3'}"),
    "keys": env.db("KEYS_DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'keys.sqlite3'}"),
}
DATABASE_ROUTERS = ["jourcase.keystore.router.KeystoreRouter"]
for _alias, _database in DATABASES.items():
    # Measured: opening the file and reading its schema anew costs each request 2 ms.
    _database["CONN_MAX_AGE"] = 600
    if _database["ENGINE"] == "django.db.backends.sqlite3":
        # Measured: with Django's defaults parallel writers fail; IMMEDIATE and WAL save them all.
        _database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
            ),
        }
        # A file, not memory: the tests' threads and processes must meet in one database.
        _database["TEST"] = {"NAME": str(BASE_DIR / "var" / f"test-{_alias}.sqlite3")}
    else:
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
    {"NAME": "volunteers.login.guessable.GuessablePassphraseValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Saving a session moves this end; the eight hours are kept by `volunteers.login.gate`.
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

# What a log-in consists of: volunteers/login and docs/decisions/0040. Of allauth's own pages none
# is reachable: no sign-up, no e-mail addresses, no reset by e-mail.
ACCOUNT_ADAPTER = "volunteers.login.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "volunteers.login.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Limits are counted here, for all processes together. In the database, so that nothing else has
# to be up for a log-in; many entries, since culling would forget what was counted.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Transport ------------------------------------------------------------------------------
# The demonstration runs on plain http on this machine; everything else is https only.
_https = not DEMO
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
# The practice has names of its own: both may be open in one browser.
_cookie = ("__Host-" if _https else "") + ("practice-" if PRACTICE else "")
SESSION_COOKIE_NAME = f"{_cookie}sessionid"
CSRF_COOKIE_NAME = f"{_cookie}csrftoken"
# Marks a computer that others use too: volunteers/login/locking.py.
SHARED_COOKIE_NAME = f"{_cookie}shared"
CSRF_COOKIE_HTTPONLY = False
CSRF_TRUSTED_ORIGINS = env.list("JOURCASE_ORIGINS", default=[])
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
if env.bool("JOURCASE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The last address in X-Forwarded-For is the one that the proxy itself has seen.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
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
FILE_UPLOAD_HANDLERS = ["jourcase.readable.NoFiles"]

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
# What is done by the clock (seconds between turns), through the outbox: with or without Celery.
PERIODIC_TASKS: dict[str, dict[str, Any]] = {
    "check-promises": {"task": "contacts.check_promises", "schedule": 24 * 3600},
    "end-forgotten-claims": {"task": "contacts.end_forgotten_claims", "schedule": 600},
    "put-reminders": {"task": "contacts.put_reminders", "schedule": 300},
    "remind-board": {"task": "reporting.remind_board", "schedule": 6 * 3600},
    # Once a day whatever the schedule says: asked every hour, so that no restart misses a day.
    "anchor-audit-log": {"task": "kernel.anchor_audit_log", "schedule": 3600},
    "verify-audit-log": {"task": "kernel.verify_audit_log", "schedule": 24 * 3600},
    "throw-stale-drafts": {"task": "cases.throw_stale_drafts", "schedule": 24 * 3600},
    "fill-name-lookups": {"task": "cases.fill_name_lookups", "schedule": 300},
    "forget-old-merges": {"task": "cases.forget_old_merges", "schedule": 3600},
    "sweep-outbox": {"task": "outbox.sweep", "schedule": 24 * 3600},
    "forget-old-logins": {"task": "volunteers.forget_old_logins", "schedule": 24 * 3600},
}
if not (DEMO or PRACTICE):
    # What is due is erased soon after midnight, and what was cut off does not lie long. Invented
    # people stay, so that there is something to look at.
    PERIODIC_TASKS["gallra"] = {"task": "cases.gallra", "schedule": 3600}
# Celery's beat keeps no schedule of its own, and nothing depends on it.
CELERY_BEAT_SCHEDULE = {"outbox-round": {"task": "outbox.round", "schedule": 15}}
# The web workers drain the outbox themselves, so that nothing else has to run. 0 = they do not.
OUTBOX_TIMER_SECONDS = 5.0

# --- Mail -----------------------------------------------------------------------------------
# Without a server no mail is written at all. A mail never holds more than "log in".
# In practice no mail leaves, whatever else is set.
MAIL_IS_SENT = bool(env.str("JOURCASE_SMTP_URL", default="")) and not PRACTICE
if MAIL_IS_SENT:
    _smtp = env.email_url("JOURCASE_SMTP_URL")
    vars().update({name: said for name, said in _smtp.items() if said is not None})
DEFAULT_FROM_EMAIL = env.str("JOURCASE_MAIL_FROM", default="jourcase@localhost")
EMAIL_TIMEOUT = 10

# --- Audit ----------------------------------------------------------------------------------
# Where the audit log ended each day, written outside the database.
AUDIT_ANCHOR_FILE = env.str(
    "JOURCASE_AUDIT_ANCHOR", default=str(BASE_DIR / "var" / "audit-anchors.jsonl")
)

# --- Backups and health ---------------------------------------------------------------------
# age keys that may read the backups. The private ones are never on this machine.
BACKUP_RECIPIENTS = env.list("JOURCASE_BACKUP_RECIPIENTS", default=[])
BACKUP_DIR = str(BASE_DIR / env.str("JOURCASE_BACKUP_DIR", default="var/backups/data"))
KEYS_BACKUP_DIR = str(BASE_DIR / env.str("JOURCASE_KEYS_BACKUP_DIR", default="var/backups/keys"))
# Keys shortly: what is erased is gone for good when the last copy of its key is.
BACKUP_DAYS = env.int("JOURCASE_BACKUP_DAYS", default=90)
KEYS_BACKUP_DAYS = env.int("JOURCASE_KEYS_BACKUP_DAYS", default=14)
if BACKUP_RECIPIENTS:
    PERIODIC_TASKS["backup"] = {"task": "backup.make_all", "schedule": 24 * 3600}
# Who may ask /livez and /readyz: with the secret, or (without one) this machine itself.
HEALTH_TOKEN = env.str("JOURCASE_HEALTH_TOKEN", default="")

# --- Composition: what lies below names what lies above only here ------------------------------
# Called by the case services, in their transaction, when a fact of a case has changed.
CASE_PROMISE_WRITER = "contacts.services.promise_columns.refresh"
CASE_PROMISES_TOGETHER = "contacts.services.promise_columns.written_together"
# Called when a case is erased, in its transaction: what hangs on it above moves over or goes.
CASE_DETACHERS = ["contacts.services.erasure.detach"]
# What is coming in a case: shown before it is closed, and cancelled in the closing's transaction.
CASE_AGENDA = "contacts.services.agenda_closing.AGENDA"
# The role of a person, for what they do outside a page.
AUDIT_ROLE_OF = "volunteers.access.role_code_of"

# --- Log --------------------------------------------------------------------------------------
# Everything, whoever logs it, passes one formatter with an allow-list: jourcase/logs.py.
LOGGING_CONFIG = "jourcase.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "jourcase.logs.JsonLines"}},
    "handlers": {"lines": {"()": "jourcase.logs.LineHandler", "formatter": "lines"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "jourcase": {"level": "INFO"},
        # Django's own handlers are taken away: one of them mails tracebacks with all they hold.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        # Refusals stand in the line of the request and in the audit log; here only our own faults.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        # The web server's own, in the worker processes.
        "_granian": {"handlers": [], "level": "WARNING", "propagate": True},
        "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
