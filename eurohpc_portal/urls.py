"""All addresses of the public site."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from eurohpc_portal import errors
from eurohpc_portal.styleguide import styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("factories/", include("factories.urls")),
    path("antennas/", include("antennas.urls")),
    path("data/editions/", include("editions.urls")),
    path("", include("opendata.urls")),
    path("", include("explore.urls")),
]

if settings.ROLE == "editor":
    from django.contrib import admin

    urlpatterns.append(path("admin/", admin.site.urls))
elif settings.EDITORS_URL:
    urlpatterns.append(
        re_path(r"^admin/", RedirectView.as_view(url=f"{settings.EDITORS_URL}/admin/"), name="editors")
    )

if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
