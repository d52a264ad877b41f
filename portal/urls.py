"""The inbox, a plan's page and its parts, and the public pages."""

from django.urls import path

from portal.views import calendar, dashboard, entries, inbox, plan, public, source

urlpatterns = [
    path("", public.front, name="front"),
    path("status/<str:reference>/", public.status, name="status"),
    path("check/", public.check, name="check"),
    path("check/<str:code>", public.check_code, name="check_code"),  # as the QR codes on papers have it
    path("provinces/<str:code>/<int:year>/", public.province, name="province"),
    path("provinces/<str:code>/petitions/", public.petitions, name="public_petitions"),
    path("provinces/<str:code>/<int:year>/lines.xlsx", public.province_xlsx, name="province_xlsx"),
    path("charters/<str:reference>/", public.charter, name="public_charter"),
    path("source/", source.about, name="source"),
    path("source/prasan.tar.gz", source.archive, name="source_archive"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/overdue.xlsx", calendar.overdue_xlsx, name="calendar_overdue_xlsx"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("figures/", dashboard.figures, name="figures"),
    path("figures/country/", public.country, name="country"),
    path("figures/country.xlsx", public.country_xlsx, name="country_xlsx"),
    path("figures.xlsx", dashboard.figures_xlsx, name="figures_xlsx"),
    path("figures/lines/", dashboard.figures_lines, name="figures_lines"),
    path("figures/lines.xlsx", dashboard.figures_lines_xlsx, name="figures_lines_xlsx"),
    path("plans/", inbox.plans, name="plans"),
    path("plans/<str:reference>/", plan.plan, name="plan"),
    path("plans/<str:reference>/lines/", plan.lines, name="plan_lines"),
    path("plans/<str:reference>/versions/", plan.versions, name="plan_versions"),
    path("plans/<str:reference>/history/", plan.history, name="plan_history"),
    path("plans/<str:reference>/process/", plan.process, name="plan_process"),
    path("plans/<str:reference>/confirm_entry/", entries.confirm_entry_page, name="plan_confirm_entry"),
    path("plans/<str:reference>/archive/", plan.archive, name="plan_archive"),
]
