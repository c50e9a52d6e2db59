"""The WSGI application that gunicorn serves."""

import os
import sys
from functools import partial
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from editions.page_cache import PageCache
from eurohpc_portal import checks, metrics
from eurohpc_portal.request_log import RequestLog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eurohpc_portal.settings")

if settings.ROLE == "follower":
    sys.exit("ROLE=follower serves no pages: it runs `manage.py follow`.")

application: WSGIApplication = get_wsgi_application()
checks.exit_unless_servable()

cache = None
if settings.ROLE == "public":
    application = cache = PageCache(application, max_bytes=settings.RESPONSE_CACHE_MB * 2**20)

metrics.BUILD.labels(settings.VERSION, settings.COMMIT, settings.ROLE).set(1)
application = RequestLog(
    application, slow=settings.SLOW_REQUEST_MS / 1000, record=partial(metrics.record_request, cache)
)
