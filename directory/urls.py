"""Signing in, choosing an office, working without a network, and the register of bodies."""

from django.urls import path

from directory import card_sign_in, card_views, delegation_views, offline, pin_pages, sign_in, views

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),  # the name that allauth asks for
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("card/", card_sign_in.card_sign_in, name="card_sign_in"),
    path("cards/", card_views.cards, name="cards"),
    path("cards/<int:pk>/revoke/", card_views.card_revoke, name="card_revoke"),
    path("pin/", pin_pages.pin, name="pin"),
    path("unlock/", pin_pages.unlock, name="unlock"),
    path("delegation/", delegation_views.delegation, name="delegation"),
    path("delegation/<int:pk>/end/", delegation_views.delegation_end, name="delegation_end"),
    path("office/", sign_in.choose_office, name="choose_office"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("app.webmanifest", offline.web_manifest, name="web_manifest"),
    path("offline/", offline.offline, name="offline"),
    path("unsent/", offline.unsent, name="unsent"),
    path("unsent/pass/", offline.unsent_pass, name="unsent_pass"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<str:code>/", views.body, name="body"),
    path("offices/<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("offices/<int:pk>/terms/<int:tenure>/password/", views.password, name="password"),
    path("provinces/open/", views.open_province, name="open_province"),
    path("provinces/open/<str:ticket>/", views.annotated_workbook, name="annotated_workbook"),
    path("provinces/<str:code>/workbook/", views.province_workbook, name="province_workbook"),
]
