"""Settings, read from the environment. Every variable is described in docs/configuration.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError
from marshmallow.validate import OneOf

from eurohpc_portal import stylesheets

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()

DATABASES: dict[str, dict[str, Any]]

try:
    DEBUG = env.bool("DEBUG", False)
    SECRET_KEY = env.str("SECRET_KEY", "")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
    HTTPS = env.bool("HTTPS", False)
    ROLE = env.str("ROLE", "editor", validate=OneOf(["public", "editor", "follower"]))
    EDITIONS_DIR = Path(env.str("EDITIONS_DIR", str(BASE_DIR / "var" / "editions")))
    if ROLE == "public":
        # The public process has one database, and it is the current edition, opened read-only.
        DATABASES = {"default": {"ENGINE": "editions.backend", "NAME": "edition", "CONN_MAX_AGE": None}}
    elif ROLE == "follower":
        DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
    else:
        DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{BASE_DIR}/var/editing.sqlite3")}
    STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
    SITE_NAME = env.str("SITE_NAME", "AI Factories Directory")
    CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
    STYLEGUIDE = env.bool("STYLEGUIDE", DEBUG)
    LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
except EnvError as error:
    raise ImproperlyConfigured(f"The environment holds a value this site cannot use: {error}") from error

if not SECRET_KEY:
    if HTTPS:
        raise ImproperlyConfigured(
            "HTTPS is on, so this is a public site: set SECRET_KEY to at least 50 random characters."
        )
    # Nothing on a public page is signed; a value known to everybody is enough on one's own machine.
    SECRET_KEY = "not-secret-for-local-use-only-" + "0123456789" * 3

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "reference",
    "factories",
    "antennas",
    "explore",
    "editions",
]

# What an edition is made of. `editions` knows no noun of the directory: it is told.
EDITION_APPS = ("reference", "factories", "antennas")
EDITION_LEAVES_OUT = ("reference.LoadedRecord",)
EDITION_BLANKS = ("editor_note",)
EDITION_PREPARES = ("reference.textsearch.rebuild",)
EDITION_CHECKS = ("reference.checks.facts_are_cited", "antennas.checks.antennas_are_linked")

# No session, authentication or message middleware: a public page needs none and sets no cookie. CSRF
# protection is on as everywhere, and idle: only reading is allowed, and no page asks for a token.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "eurohpc_portal.middleware.public_headers",
    "eurohpc_portal.middleware.reading_only",
    "eurohpc_portal.middleware.conditional",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

if ROLE == "public":
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.middleware.common.CommonMiddleware"), "editions.middleware.current_edition"
    )

ROOT_URLCONF = "eurohpc_portal.urls"
WSGI_APPLICATION = "eurohpc_portal.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": ["eurohpc_portal.context.site"],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "reference.templatetags.show",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])
            ],
        },
    }
]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # Two writers wait for each other instead of failing half-way.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
    )
elif ROLE == "editor":
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
elif ROLE == "follower":
    # A server that takes the connection and says nothing is given up soon; and nothing is ever written.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"connect_timeout": 2, "options": "-c default_transaction_read_only=on"}
    )

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "eurohpc_portal.staticfiles.BundlingStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STYLESHEETS = stylesheets.STYLESHEETS if DEBUG else (stylesheets.BUNDLE,)

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
CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
