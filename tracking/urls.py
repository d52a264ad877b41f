"""The addresses of commitments."""

from django.urls import path

from tracking import views

urlpatterns = [
    path("commitments/", views.commitments, name="commitments"),
    path("commitments/<int:pk>/", views.commitment, name="commitment"),
]
