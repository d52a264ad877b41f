"""The addresses of commitments, and of what was asked, carried and funded."""

from django.urls import path

from tracking import fairness_views, obligation_views, views

urlpatterns = [
    path("plans/<str:reference>/fairness/", fairness_views.fairness, name="plan_fairness"),
    path("plans/<str:reference>/fairness.xlsx", fairness_views.fairness_xlsx, name="plan_fairness_xlsx"),
    path("commitments/", views.commitments, name="commitments"),
    path("commitments.xlsx", views.commitments_xlsx, name="commitments_xlsx"),
    path("commitments/<int:pk>/", views.commitment, name="commitment"),
    path("obligations/", obligation_views.obligations, name="obligations"),
    path("obligations.xlsx", obligation_views.obligations_xlsx, name="obligations_xlsx"),
    path("obligations/<int:pk>/", obligation_views.obligation, name="obligation"),
    path("obligations/evidence/<int:pk>/", obligation_views.obligation_evidence, name="obligation_evidence"),
]
