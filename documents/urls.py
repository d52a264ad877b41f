"""The addresses of papers."""

from django.urls import path

from documents.views import crests, issuing, many, papers, registers, route, signing, working_copies

urlpatterns = [
    path("papers/", papers.papers, name="papers"),
    path("papers/waiting/", many.papers_waiting, name="papers_waiting"),
    path("papers/many/<slug:step>/", many.papers_many, name="papers_many"),
    path("papers/crest/", crests.crest, name="crest"),
    path("papers/crest/picture/", crests.crest_picture, name="crest_picture"),
    path("papers/<str:check_code>/", papers.paper, name="paper"),
    path("papers/<str:check_code>/sign/", papers.paper_sign, name="paper_sign"),
    path("papers/<str:check_code>/esign/", signing.paper_esign, name="paper_esign"),
    path("papers/<str:check_code>/number/", papers.paper_number, name="paper_number"),
    path("papers/<str:check_code>/send/", papers.paper_send, name="paper_send"),
    path("papers/<str:check_code>/receive/", papers.paper_receive, name="paper_receive"),
    path("papers/<str:check_code>/endorse/", route.paper_endorse, name="paper_endorse"),
    path("papers/<str:check_code>/route/", route.paper_route, name="paper_route"),
    path("papers/<str:check_code>/again/", route.paper_again, name="paper_again"),
    path("papers/<str:check_code>/void/", route.paper_void, name="paper_void"),
    path("papers/<str:check_code>/progress/", papers.paper_progress, name="paper_progress"),
    path("papers/<str:check_code>/files/<int:rendition>/", papers.paper_file, name="paper_file"),
    path("papers/<str:check_code>/docx/", working_copies.paper_docx, name="paper_docx"),
    path("papers/<str:check_code>/xlsx/", working_copies.paper_xlsx, name="paper_xlsx"),
    path("registers/", registers.registers, name="registers"),
    path("registers/<slug:body>/<slug:side>/<int:year>/", registers.register, name="register"),
    path("registers/<slug:body>/<slug:side>/<int:year>/xlsx/", registers.register_xlsx, name="register_xlsx"),
    path("registers/<slug:body>/<slug:side>/<int:year>/print/", registers.register_print, name="register_print"),
    path("plans/<str:reference>/papers/", papers.plan_papers, name="plan_papers"),
    path("plans/<str:reference>/papers/issue/", issuing.plan_issue, name="plan_issue"),
]
