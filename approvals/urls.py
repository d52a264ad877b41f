"""The addresses of the desks. An action's is ``/plans/<reference>/<its name>/``, as the plan's page links it."""

from django.urls import URLPattern, path

from approvals.views import assembly, closing, opinions, ranking, review, scoring, worksheet

urlpatterns: list[URLPattern] = [
    path("plans/<str:reference>/receive/", opinions.receive_page, name="plan_receive"),
    path("plans/<str:reference>/opinions/", opinions.opinions_page, name="plan_opinions"),
    path("plans/<str:reference>/open_review/", review.open_review_page, name="plan_open_review"),
    path("plans/<str:reference>/screen/", review.screen_page, name="plan_screen"),
    path("plans/<str:reference>/return/", review.return_page, name="plan_return"),
    path("plans/<str:reference>/accept/", review.accept_page, name="plan_accept"),
    path("plans/<str:reference>/waive/", review.waive_page, name="plan_waive"),
    path("plans/<str:reference>/gather/", closing.gather_page, name="plan_gather"),
    path("plans/<str:reference>/worksheet/", worksheet.worksheet_page, name="plan_worksheet"),
    path("plans/<str:reference>/worksheet/split/<int:line>/", worksheet.split_page, name="plan_split"),
    path("plans/<str:reference>/worksheet/scores/", scoring.scores_page, name="plan_scores"),
    path("plans/<str:reference>/worksheet/criteria/", scoring.criteria_page, name="plan_criteria"),
    path("plans/<str:reference>/worksheet/ranking/", ranking.ranking_page, name="plan_ranking"),
    path("plans/<str:reference>/worksheet/integration/", ranking.integration_page, name="plan_integration"),
    path("plans/<str:reference>/worksheet/lay/", ranking.lay_page, name="plan_lay"),
    path("plans/<str:reference>/hear/", closing.hear_page, name="plan_hear"),
    path("plans/<str:reference>/assemble/", assembly.assemble_page, name="plan_assemble"),
    path("plans/<str:reference>/ask_again/", assembly.ask_again_page, name="plan_ask_again"),
    path("plans/<str:reference>/resolve/", closing.resolve_page, name="plan_resolve"),
    path("plans/<str:reference>/endorse/", closing.endorse_page, name="plan_endorse"),
    path("plans/<str:reference>/send_back/", closing.send_back_page, name="plan_send_back"),
    path("plans/<str:reference>/answer/", closing.answer_page, name="plan_answer"),
]
