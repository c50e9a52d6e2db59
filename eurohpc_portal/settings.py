"""Settings, read from the environment. Every variable is described in docs/configuration.md."""

from __future__ import annotations

import logging
import sys
import tomllib
from pathlib import Path
from typing import Any

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvValidationError
from marshmallow.validate import OneOf, Range

from eurohpc_portal import logs, secret_keys

BASE_DIR = Path(__file__).resolve().parent.parent

# Not eager: it collects the variables that cannot be read, and names all of them at once below.
env = Env(eager=False)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("HTTPS", False)
HSTS_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
ROLE = env.str("ROLE", "editor", validate=OneOf(["public", "editor", "follower"]))
DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var")
EDITIONS_DIR = Path(env.str("EDITIONS_DIR", "") or DATA_DIR / "editions")
DATABASES: dict[str, dict[str, Any]]
if ROLE == "public":
    # The public process has one database, and it is the current edition, opened read-only.
    # Pages read the edition in memory: a query is a mistake, and raises ImproperlyConfigured.
    DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
elif ROLE == "follower":
    DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
else:
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR.absolute()}/editing.sqlite3")}
RESPONSE_CACHE_MB = env.int("RESPONSE_CACHE_MB", 0 if DEBUG else 32, validate=Range(min=0))
COMPUTE_SHARE = env.float("COMPUTE_SHARE", 0.2 if HTTPS else 0, validate=Range(min=0, max=1))
STATIC_ROOT = Path(env.str("STATIC_ROOT", "") or BASE_DIR / "var" / "static")
SITE_NAME = env.str("SITE_NAME", "AI Factories Directory")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
KEEPER = env.str("KEEPER", "")
ENVIRONMENT = env.str("ENVIRONMENT", "production" if HTTPS else "")
PUBLISH = env.str("PUBLISH", "manual", validate=OneOf(["automatic", "manual"]))
PUBLIC_URL = env.str("PUBLIC_URL", "").rstrip("/")
EDITORS_URL = env.str("EDITORS_URL", "").rstrip("/")
SECOND_FACTOR = env.str(
    "SECOND_FACTOR", "required" if HTTPS else "optional", validate=OneOf(["optional", "required"])
)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 60, validate=Range(min=2))
SESSION_HOURS = env.int("SESSION_HOURS", 12, validate=Range(min=1))
PROXIES = env.int("PROXIES", 1 if HTTPS else 0, validate=Range(min=0))
STYLEGUIDE = env.bool("STYLEGUIDE", DEBUG)
LOG_LEVEL = env.log_level("LOG_LEVEL", logging.INFO)
LOG_FORMAT = env.str("LOG_FORMAT", "json" if HTTPS else "text", validate=OneOf(["json", "text"]))
SLOW_REQUEST_MS = env.int("SLOW_REQUEST_MS", 1000, validate=Range(min=0))
METRICS_PORT = env.int("METRICS_PORT", 0, validate=Range(min=0, max=65535))
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
COMMIT = env.str("COMMIT", "")
# For gunicorn.conf.py.
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", 2, validate=Range(min=1))
WEB_THREADS = env.int("WEB_THREADS", 4, validate=Range(min=1))

try:
    env.seal()
except EnvValidationError as error:
    unreadable: dict[str, Any] = {name: " ".join(texts) for name, texts in error.error_messages.items()}  # type: ignore[union-attr]
    if "DATABASE_URL" in unreadable:
        # The error's own text may hold the password.
        unreadable["DATABASE_URL"] = "It must be like postgres://user:password@host/name."
    for name, text in sorted(unreadable.items()):
        sys.stderr.write(f"{name} cannot be used: {text}\n")
    sys.exit(3)

if not SECRET_KEY:
    # Nothing on a public page is signed. Editors' sessions outlast a restart.
    try:
        SECRET_KEY = (
            secret_keys.kept_key(DATA_DIR / "secret-key") if ROLE == "editor" else secret_keys.random_key()
        )
    except OSError as error:
        sys.exit(f"SECRET_KEY is not set, and none can be kept in {DATA_DIR}: {error.strerror}.")

INSTALLED_APPS = [
    "eurohpc_portal",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "directory",
    "factories",
    "antennas",
    "explore",
    "opendata",
    "editions",
    "rest_framework",
    "drf_spectacular",
]

# The licence of the compilation; facts themselves are free, and sources are credited where they stand.
DATA_LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}

# Data is read without an account, in one format, and by the same strict filters as the pages.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "opendata.problem_details.error_response",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    # It is a file of each edition, and says nothing of the installation that wrote it.
    "TITLE": "AI Factories Directory",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Words of a list stand where they are used: their names would be guesses.
    "POSTPROCESSING_HOOKS": [],
    # Its check writes the description when no database is there; ours holds real records, and has tests.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}

# What an edition is made of. `editions` knows no noun of the directory: it is told.
EDITION_APPS = ("reference", "factories", "antennas")
EDITION_LEAVES_OUT = ("reference.LoadedRecord",)
EDITION_PRIVATE_FIELDS = ("editor_note",)
EDITION_PREPARES = ("directory.text_search.rebuild",)
EDITION_FILE_NAME = "ai-factories-directory-edition-{number}"
CHANGE_LOG = "directory.change_log.by_record"
EDITION_METADATA = "opendata.dataset.metadata"
EDITION_VIEWS = ("opendata.sql_views.add",)
EDITION_FILES = ("opendata.edition_files.write",)
EDITION_CHECKS = (
    "directory.validation.facts_are_cited",
    "antennas.validation.antennas_are_linked",
    "antennas.validation.sites_have_their_own_slug",
    "factories.validation.factories_are_there",
)

if ROLE == "editor":
    INSTALLED_APPS += [
        "editorial.apps.EditorsAdminConfig",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        # After auth: it hands out the permissions that auth makes.
        "editorial.apps.EditorialConfig",
        "django_otp",
        "django_otp.plugins.otp_totp",
        "axes",
    ]

# No session, authentication or message middleware: a public page needs none and sets no cookie. CSRF
# protection is on as everywhere, and idle: only reading is allowed, and no page asks for a token.
# What gives an answer its headers stands before all that may answer: a file, a redirection and a refusal have
# them too, and the proxy need only look for one of them.
PUBLIC_MIDDLEWARE = [
    "eurohpc_portal.request_log.note_route",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "eurohpc_portal.middleware.public_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "eurohpc_portal.canonical_address.canonical_address",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "eurohpc_portal.middleware.reading_only",
    "eurohpc_portal.health.first",
    "eurohpc_portal.compute_limit.compute_limit",
    "editions.middleware.current_edition",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

# The editors' process: the admin, and every public page as a preview of what is not published yet.
EDITOR_MIDDLEWARE = [
    "eurohpc_portal.request_log.note_route",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "eurohpc_portal.middleware.editors_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "eurohpc_portal.health.first",
    "editorial.middleware.readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "editorial.sessions.limited",
    "django.contrib.messages.middleware.MessageMiddleware",
    "eurohpc_portal.compute_limit.compute_limit",
    "axes.middleware.AxesMiddleware",
    "editorial.preview.preview",
]

MIDDLEWARE = PUBLIC_MIDDLEWARE if ROLE == "public" else EDITOR_MIDDLEWARE

# What other sites add to an address that leads here: it asks for nothing, and is redirected away.
TRACKING_PARAMETERS = ("utm_", "mtm_", "fbclid", "gclid")

ROOT_URLCONF = "eurohpc_portal.urls"
WSGI_APPLICATION = "eurohpc_portal.wsgi.application"
APPEND_SLASH = True

# Public pages, and the pages of the same look in the editors' process.
TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {
            "environment": "eurohpc_portal.jinja.environment",
            "context_processors": ["eurohpc_portal.context.site"],
        },
    },
]
if ROLE == "editor":
    # The admin.
    TEMPLATES += [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [BASE_DIR / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "eurohpc_portal.context.site",
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
                "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            },
        },
    ]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    secret_keys.make_private(Path(DATABASES["default"]["NAME"]))
    # Two writers wait for each other instead of failing half-way.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
    )
elif ROLE == "editor":
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that went away without a word is noticed within a minute.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        **DATABASES["default"].get("OPTIONS", {}),
    }
elif ROLE == "follower":
    # A server that takes the connection and says nothing is given up soon; and nothing is ever written.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"connect_timeout": 2, "options": "-c default_transaction_read_only=on"}
    )

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
# With one language there is nothing to look up, and a list asks for sixty texts.
USE_I18N = len(LANGUAGES) > 1
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
# Health checks are exempt from the redirect to HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|version)$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and HSTS_SUBDOMAINS
SECURE_HSTS_PRELOAD = HTTPS and HSTS_PRELOAD
# Both bind other sites of the domain, for years: the operator decides.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# Editors' accounts and sessions. The public process has neither.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "editorial.middleware.csrf_failure"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# A record with a hundred citations is a form of a thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Too many failures are refused before the next password is hashed. An account is locked for one address only:
# nobody elsewhere can lock an editor out, and one visitor behind a shared address does not lock all. What an
# address can try with ever new names is bounded by the limit on computing. Signing in does not forgive.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "eurohpc_portal.client_address.client_address"
AXES_LOCKOUT_CALLABLE = "editorial.middleware.locked_out"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

OTP_TOTP_ISSUER = SITE_NAME

LOGGING = logs.logging_config(LOG_FORMAT, LOG_LEVEL, ROLE)
