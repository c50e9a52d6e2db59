"""The WSGI entry point that gunicorn serves."""

import os
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from editions.response_cache import ResponseCache
from eurohpc_portal import configuration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eurohpc_portal.settings")

configuration.stop_at(configuration.unfit_to_serve(settings.ROLE, settings.STATIC_ROOT, settings.DEBUG))

application: WSGIApplication = get_wsgi_application()

if settings.ROLE == "public":
    application = ResponseCache(
        application, room=settings.RESPONSE_CACHE_MB * 2**20, tracking=settings.TRACKING_PARAMETERS
    )
