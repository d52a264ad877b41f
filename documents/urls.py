"""The addresses of papers."""

from django.urls import path

from documents import views

urlpatterns = [
    path("papers/", views.papers, name="papers"),
    path("papers/<str:check_code>/", views.paper, name="paper"),
    path("papers/<str:check_code>/sign/", views.paper_sign, name="paper_sign"),
    path("papers/<str:check_code>/number/", views.paper_number, name="paper_number"),
    path("papers/<str:check_code>/send/", views.paper_send, name="paper_send"),
    path("papers/<str:check_code>/receive/", views.paper_receive, name="paper_receive"),
    path("papers/<str:check_code>/files/<int:rendition>/", views.paper_file, name="paper_file"),
    path("plans/<str:reference>/papers/", views.plan_papers, name="plan_papers"),
]
