"""The WSGI entry point that gunicorn serves."""

import os
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from editions.response_cache import ResponseCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eurohpc_portal.settings")

if settings.ROLE == "follower":
    raise ImproperlyConfigured("ROLE=follower serves no pages: it runs `manage.py follow`.")

application: WSGIApplication = get_wsgi_application()

if settings.ROLE == "public":
    application = ResponseCache(
        application, room=settings.RESPONSE_CACHE_MB * 2**20, tracking=settings.TRACKING_PARAMETERS
    )
