"""The addresses of commitments, and of what was asked, carried and funded."""

from django.urls import path

from tracking import fairness_views, views

urlpatterns = [
    path("plans/<str:reference>/fairness/", fairness_views.fairness, name="plan_fairness"),
    path("plans/<str:reference>/fairness.xlsx", fairness_views.fairness_xlsx, name="plan_fairness_xlsx"),
    path("commitments/", views.commitments, name="commitments"),
    path("commitments/<int:pk>/", views.commitment, name="commitment"),
]
