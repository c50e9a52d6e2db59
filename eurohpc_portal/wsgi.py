"""The WSGI entry point that gunicorn serves."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eurohpc_portal.settings")

if settings.ROLE == "follower":
    raise ImproperlyConfigured("ROLE=follower serves no pages: it runs `manage.py follow`.")

application = get_wsgi_application()
