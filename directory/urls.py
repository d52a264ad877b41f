"""Signing in, choosing an office, and the register of bodies."""

from django.urls import path

from directory import sign_in, views

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),  # the name that allauth asks for
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("office/", sign_in.choose_office, name="choose_office"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<str:code>/", views.body, name="body"),
    path("offices/<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("offices/<int:pk>/terms/<int:tenure>/password/", views.password, name="password"),
    path("provinces/open/", views.open_province, name="open_province"),
    path("provinces/open/<str:ticket>/", views.annotated_workbook, name="annotated_workbook"),
    path("provinces/<str:code>/workbook/", views.province_workbook, name="province_workbook"),
]
