"""The WSGI entry point that gunicorn serves."""

import os
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from editions.response_cache import ResponseCache
from eurohpc_portal import configuration
from eurohpc_portal.observing import Observed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eurohpc_portal.settings")

configuration.stop_at(configuration.unfit_to_serve(settings.ROLE, settings.STATIC_ROOT, settings.DEBUG))

application: WSGIApplication = get_wsgi_application()
cache = None
tell = None

if settings.ROLE == "public":
    application = cache = ResponseCache(
        application, room=settings.RESPONSE_CACHE_MB * 2**20, tracking=settings.TRACKING_PARAMETERS
    )

if settings.METRICS_PORT:
    from eurohpc_portal.metrics import Telling

    tell = Telling(cache)

application = Observed(application, slow=settings.SLOW_REQUEST_MS / 1000, tell=tell)
