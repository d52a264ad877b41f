"""The addresses of the council's side: meetings, proposals, and what an owner does with its plan."""

from django.urls import path

from proposals.views import cycles, drafting, meetings, plan

urlpatterns = [
    path("cycles/open/", cycles.open_cycle_page, name="open_cycle"),
    path("plans/<str:reference>/extend/", cycles.extend_page, name="plan_extend"),
    path("plans/<str:reference>/meetings/", meetings.meetings, name="plan_meetings"),
    path("plans/<str:reference>/meeting/", meetings.record_meeting_page, name="plan_meeting"),
    path("plans/<str:reference>/meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("plans/<str:reference>/meetings/<int:pk>/resolution/", meetings.resolution_page, name="meeting_resolution"),
    path("plans/<str:reference>/meetings/<int:pk>/certify/", meetings.certify_page, name="meeting_certify"),
    path("plans/<str:reference>/draft/", drafting.draft_page, name="plan_draft"),
    path("plans/<str:reference>/proposals/<str:proposal_reference>/", drafting.proposal, name="proposal"),
    path("plans/<str:reference>/proposals/<str:proposal_reference>/edit/", drafting.edit_page, name="proposal_edit"),
    path(
        "plans/<str:reference>/proposals/<str:proposal_reference>/remove/", drafting.remove_page, name="proposal_remove"
    ),
    path("plans/<str:reference>/adopt/", plan.adopt_page, name="plan_adopt"),
    path("plans/<str:reference>/submit/", plan.submit_page, name="plan_submit"),
    path("plans/<str:reference>/reopen/", plan.reopen_page, name="plan_reopen"),
    path("plans/<str:reference>/recall/", plan.recall_page, name="plan_recall"),
    path("plans/<str:reference>/withdraw/", plan.withdraw_page, name="plan_withdraw"),
    path("plans/<str:reference>/withdraw_lines/", plan.withdraw_lines_page, name="plan_withdraw_lines"),
    path("plans/<str:reference>/answer_remarks/", plan.answer_remarks_page, name="plan_answer_remarks"),
]
