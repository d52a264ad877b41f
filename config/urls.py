"""The addresses of the site: each room names its own."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", set_language, name="set_language"),
    path("", include("directory.urls")),
    path("", include("documents.urls")),
    path("", include("proposals.urls")),
    path("", include("approvals.urls")),
    path("", include("tracking.urls")),
    path("", include("portal.urls")),
]

handler400 = "directory.answers.bad_request"
handler403 = "directory.answers.forbidden"
handler404 = "directory.answers.not_found"
handler500 = "directory.answers.server_error"
