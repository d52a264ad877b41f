"""Every address of the site, and how it answers nine people of the field and a passer-by; tests compare with it.

The answers are those to GET on one day of the cast's world: the leader's council has submitted and was accepted, its
district is compiling, and its province still waits. A row's ``about`` says which record stands in the address.
200: here it is; 302: on to signing in, or to where it leads; 403: seen, but another office's work; 404: not there or
not to be seen; 405: only forms send here; 409: not its turn, and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PERSONAS = (
    "leader",
    "other_leader",
    "lao_planner",
    "coordinator",
    "other_coordinator",
    "provincial_officer",
    "governor",
    "agency",
    "stranger",
)
VISITOR = "visitor"
SIGN_IN = 302

_SEE_THE_COUNCILS = {"leader", "lao_planner", "coordinator", "provincial_officer", "governor"}
_SEE_WHO_CAME = {"leader", "coordinator", "provincial_officer"}
_SEE_THE_DISTRICTS = {"coordinator", "provincial_officer", "governor"}
_SEE_THE_PROVINCES = {"provincial_officer", "governor"}


@dataclass(frozen=True, slots=True)
class Answers:
    """How one address answers, by persona; ``about`` says which record of the cast stands in it."""

    answers: Mapping[str, int]
    about: str = ""
    methods: tuple[str, ...] = field(default=("GET", "POST"))


def _all(status: int, visitor: int) -> dict[str, int]:
    return {**dict.fromkeys(PERSONAS, status), VISITOR: visitor}


def _some(may: set[str], see: set[str]) -> dict[str, int]:
    """200 for who may, 403 for who only sees, 404 for others; a passer-by signs in first."""
    answers = {name: 200 if name in may else 403 if name in see else 404 for name in PERSONAS}
    return {**answers, VISITOR: SIGN_IN}


def _council(*may: str, about: str = "council") -> Answers:
    return Answers(_some(set(may), _SEE_THE_COUNCILS), about)


def _district(*may: str) -> Answers:
    return Answers(_some(set(may), _SEE_THE_DISTRICTS), "district")


def _province(*may: str) -> Answers:
    return Answers(_some(set(may), _SEE_THE_PROVINCES), "province")


PUBLIC = Answers(_all(200, 200), methods=("GET",))
PEOPLE = Answers(_all(200, SIGN_IN))
SEEN = Answers(_some(_SEE_THE_COUNCILS, set()), "council", ("GET",))
# The owner's steps, which the offices above record from signed paper.
OWNERS = _council("leader", "coordinator", "provincial_officer")
BALLOT_SEEN = Answers(_some(_SEE_THE_COUNCILS, set()), "ballot", ("GET",))
BALLOT_OWNERS = _council("leader", "coordinator", "provincial_officer", about="ballot")
NOT_SIGNED = Answers(
    {**_council().answers, **dict.fromkeys(("leader", "coordinator", "provincial_officer"), 409)}, "paper"
)
REVIEWERS = _council("coordinator")
DISTRICTS = _district("coordinator")
PROVINCES = _province("provincial_officer")
_OVERSEE = {"coordinator", "other_coordinator", "provincial_officer", "governor", "stranger"}
OVERSEEN = Answers(_some(_OVERSEE, set()), methods=("GET",))  # each their own district or province
# Lists of other bodies' plans: their own, and those of a province for its office.
OUTSIDE = Answers(
    {
        **_all(403, SIGN_IN),
        **dict.fromkeys(("provincial_officer", "agency", "lao_planner", "stranger"), 200),
        **dict.fromkeys(("coordinator", "other_coordinator"), 200),
    },
    methods=("GET",),
)
OUTSIDE_AGENCY = Answers(
    {
        **OUTSIDE.answers,
        **dict.fromkeys(("lao_planner", "stranger", "coordinator", "other_coordinator"), 404),
    },
    methods=("GET",),
)

ROUTES: dict[str, Answers] = {
    # For everybody
    "front": PUBLIC,
    "check": PUBLIC,
    "check_code": Answers(_all(200, 200), "paper", ("GET",)),
    "status": Answers(_all(404, 404), "council", ("GET",)),  # not yet public, and without the code of its papers
    "province": Answers(_all(404, 404), "province", ("GET",)),  # not yet public
    "province_xlsx": Answers(_all(404, 404), "province", ("GET",)),
    "country": PUBLIC,  # what is announced, for everybody
    "country_xlsx": PUBLIC,
    "source": PUBLIC,
    "source_archive": PUBLIC,
    "sign_in": Answers(_all(302, 200)),
    "account_login": Answers(_all(302, 200)),
    "card_sign_in": Answers(_all(200, 200)),
    "unlock": Answers(_all(302, 302)),  # nothing is locked
    "sign_out": Answers(_all(405, 405)),
    "set_language": Answers(_all(302, 302)),
    # Working without a network
    "service_worker": PUBLIC,
    "web_manifest": PUBLIC,
    "offline": PUBLIC,
    "unsent": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "unsent_pass": Answers(_all(200, SIGN_IN), methods=("GET",)),  # 401 for scripts
    # For everybody in an office
    "choose_office": PEOPLE,
    "delegation": PEOPLE,
    "delegation_end": Answers({**_all(404, SIGN_IN), "leader": 200}, "deputy"),
    "inbox": PEOPLE,
    "plans": PEOPLE,
    **dict.fromkeys(("figures", "figures_xlsx", "figures_lines", "figures_lines_xlsx"), OVERSEEN),
    "calendar": PEOPLE,
    "calendar_overdue_xlsx": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "calendar_feed": Answers(_all(404, 404), methods=("GET",)),  # a secret that nobody has
    "papers": PEOPLE,
    "crest": PEOPLE,
    "crest_picture": Answers(_all(404, SIGN_IN), methods=("GET",)),  # nobody has uploaded one
    "papers_waiting": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "papers_many": Answers(_all(200, SIGN_IN), "step"),
    "registers": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "register": Answers({**_all(404, SIGN_IN), "leader": 200}, "register", ("GET",)),
    "register_xlsx": Answers({**_all(404, SIGN_IN), "leader": 200}, "register", ("GET",)),
    "register_print": Answers({**_all(404, SIGN_IN), "leader": 200}, "register", ("GET",)),
    "commitments": Answers(
        {**_all(403, SIGN_IN), "provincial_officer": 200, "agency": 200, "stranger": 200}, methods=("GET",)
    ),
    "commitments_xlsx": Answers(
        {**_all(403, SIGN_IN), "provincial_officer": 200, "agency": 200, "stranger": 200}, methods=("GET",)
    ),
    "pin": PEOPLE,
    # The cards of the office holders below
    "cards": Answers(
        {
            **_all(403, SIGN_IN),
            **dict.fromkeys(("coordinator", "other_coordinator", "provincial_officer", "stranger"), 200),
        }
    ),
    "card_revoke": Answers(
        {
            **_all(403, SIGN_IN),
            "coordinator": 200,
            "other_coordinator": 404,
            "provincial_officer": 200,
            "stranger": 404,
        },
        "card",
    ),
    # The register of bodies, of the province whose office asks
    "bodies": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 200}),
    "body": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "body"),
    "hand_over": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "office"),
    "password": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "office"),
    "open_province": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 200}),
    "annotated_workbook": Answers(_all(404, SIGN_IN), "workbook", ("GET",)),
    "province_workbook": Answers(
        {**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "province", ("GET",)
    ),
    "obligations": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "obligations_xlsx": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "obligation": Answers(_all(404, SIGN_IN), "commitment"),
    "obligation_evidence": Answers(_all(404, SIGN_IN), "commitment", ("GET",)),
    "commitment": Answers(_all(404, SIGN_IN), "commitment"),  # there is none before the governor has endorsed
    # A paper of the council
    "paper": Answers(_some(_SEE_THE_COUNCILS, set()), "paper", ("GET",)),
    "paper_file": Answers(_some(_SEE_THE_COUNCILS, set()), "rendition", ("GET",)),
    "paper_docx": Answers(_some(_SEE_THE_COUNCILS, set()), "paper", ("GET",)),
    "paper_xlsx": Answers(_some(_SEE_THE_COUNCILS, set()), "paper", ("GET",)),
    "paper_sign": _council("leader", "coordinator", "provincial_officer", about="paper"),
    "paper_esign": _council("leader", about="paper"),
    "paper_number": NOT_SIGNED,
    "paper_send": NOT_SIGNED,
    "paper_receive": _council(about="paper"),
    "paper_endorse": _council(about="paper"),  # it goes no route
    "paper_route": _council("leader", about="paper"),
    "paper_again": _council("leader", about="paper"),
    "paper_void": _council("leader", about="paper"),
    "paper_progress": Answers(_some(_SEE_THE_COUNCILS, set()), "paper", ("GET",)),
    "open_cycle": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 200}),
    "assessments": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 200}, methods=("GET",)),
    "assessment_list": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "form"),
    "form_templates": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 200}, methods=("GET",)),
    "form_template": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "form"),
    "form_preview": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "form", ("GET",)),
    "plan_extend": DISTRICTS,
    # A plan and its parts
    "plan": SEEN,
    "plan_lines": SEEN,
    "plan_versions": SEEN,
    "plan_process": SEEN,
    "plan_history": SEEN,
    "plan_archive": SEEN,
    "plan_meetings": SEEN,
    "plan_papers": SEEN,
    "plan_issue": Answers(_some(_SEE_THE_COUNCILS, set()), "council"),
    "proposal": SEEN,
    "meeting": SEEN,
    # Proposals in Excel and on paper
    "plan_workbook": SEEN,
    "blank_form": SEEN,
    "blank_form_docx": SEEN,
    "plan_import": OWNERS,
    "sheet_import": Answers(_all(404, SIGN_IN)),  # nobody has uploaded one
    "sheet_import_columns": Answers(_all(404, SIGN_IN)),
    "sheet_import_marked": Answers(_all(404, SIGN_IN), methods=("GET",)),
    "sheet_import_drop": Answers(_all(405, 405)),
    "plan_confirm_entry": _council("leader"),
    # The owner's steps
    "plan_meeting": OWNERS,
    "meeting_resolution": OWNERS,
    "meeting_certify": OWNERS,
    # Forums: meetings to come, minutes, photographs, and what people say
    "plan_call": OWNERS,
    "plan_series": OWNERS,
    "called": Answers(_some(_SEE_THE_COUNCILS, set()), "called", ("GET",)),
    "called_cancel": _council("leader", "coordinator", "provincial_officer", about="called"),
    "called_door": Answers(_some(_SEE_WHO_CAME, set()), "called", ("GET",)),
    "called_door_code": Answers(_some(_SEE_WHO_CAME, set()), "called", ("GET",)),
    "door": Answers(_all(200, 200), "called"),  # on its day, which this is
    "meeting_minutes": OWNERS,
    "meeting_check": OWNERS,
    "meeting_photo": OWNERS,
    "meeting_photo_file": Answers(_some(_SEE_WHO_CAME, set()), "council", ("GET",)),  # of a sheet that people signed
    "meeting_photo_remove": Answers(_some(_SEE_WHO_CAME, set()), "council"),
    "plan_ideas": SEEN,
    "plan_collect": _council("leader"),
    "plan_one_idea": _council("leader"),
    "plan_sort_ideas": _council("leader"),
    "plan_draft_ideas": OWNERS,
    "plan_draft": OWNERS,
    "proposal_edit": OWNERS,
    "proposal_remove": OWNERS,
    "plan_draft_short": OWNERS,
    "plan_draft_quick": OWNERS,
    "proposal_saved": OWNERS,
    "proposal_write": OWNERS,
    "proposal_write_step": OWNERS,
    "proposal_check": OWNERS,
    "proposal_attachments": OWNERS,
    "attachment_file": Answers(_all(404, SIGN_IN), "council", ("GET",)),  # nobody has attached one
    "attachment_remove": Answers(
        {**_council().answers, **dict.fromkeys(("leader", "coordinator", "provincial_officer"), 404)}, "council"
    ),
    "planning_dates": Answers(
        {
            **_all(403, SIGN_IN),
            **dict.fromkeys(("coordinator", "other_coordinator", "provincial_officer", "stranger"), 200),
        }
    ),
    "planning_names": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "province"),
    "planning_rules": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "province"),
    "unit_prices": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 200}, methods=("GET",)),
    "unit_price": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "province"),
    "strategy_trees": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 200}, methods=("GET",)),
    "strategy_tree": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "province"),
    "strategy_list": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "province"),
    "plan_adopt": OWNERS,
    "plan_submit": OWNERS,
    "plan_reopen": OWNERS,
    "plan_recall": OWNERS,
    "plan_withdraw": OWNERS,
    "plan_withdraw_lines": OWNERS,
    "plan_answer_remarks": OWNERS,
    # Ballots; the one of the tour was opened, with slips for phones, and its plan has been submitted since
    "plan_ballots": SEEN,
    "plan_ballot": OWNERS,
    "ballot": BALLOT_SEEN,
    "plan_change_ballot": BALLOT_OWNERS,
    "plan_discard_ballot": BALLOT_OWNERS,
    "plan_open_ballot": BALLOT_OWNERS,
    "plan_cast_votes": BALLOT_OWNERS,
    "plan_clear_votes": BALLOT_OWNERS,
    "plan_enter_counts": BALLOT_OWNERS,
    "plan_issue_slips": BALLOT_OWNERS,
    "plan_close_ballot": BALLOT_OWNERS,
    "plan_annul_ballot": BALLOT_OWNERS,
    "plan_order_by_ballot": Answers(_all(404, SIGN_IN), "ballot"),  # not counted yet, nor are the next three
    "ballot_compare": Answers(_all(404, SIGN_IN), "ballot"),
    "ballot_file": Answers(_all(404, SIGN_IN), "ballot", ("GET",)),
    "ballot_table": Answers(_all(404, SIGN_IN), "ballot", ("GET",)),
    "vote": Answers(_all(200, 200), "ballot"),
    "vote_done": Answers(_all(200, 200), "ballot", ("GET",)),
    "vote_qr": Answers(_all(200, 200), "ballot", ("GET",)),
    # Beside the plan: its order, its area, charters, plans that nobody above gathers, amendments, lines for agencies
    "plan_area": SEEN,
    "plan_related": SEEN,
    "plan_charters": SEEN,
    "charter": Answers(_some(_SEE_THE_COUNCILS, set()), "charter", ("GET",)),
    "public_charter": Answers(_all(200, 200), "charter", ("GET",)),
    "plan_order": OWNERS,
    "plan_profile": OWNERS,
    "plan_open_plan": OWNERS,
    "plan_amend": OWNERS,
    "plan_amend_lines": OWNERS,
    "plan_drop": OWNERS,
    "plan_send": OWNERS,
    "plan_extract": OWNERS,
    "plan_settle": OWNERS,
    "plan_charter": OWNERS,
    "charter_edit": _council("leader", "coordinator", "provincial_officer", about="charter"),
    "charter_adopt": _council("leader", "coordinator", "provincial_officer", about="charter"),
    "charter_renew": _council("leader", "coordinator", "provincial_officer", about="charter"),
    "proposal_cite": OWNERS,
    "extract": Answers({**SEEN.answers, "agency": 200}, "extract", ("GET",)),
    # The agency itself, and who records its letter.
    "extract_answer": Answers(
        {**_council().answers, **dict.fromkeys(("agency", "coordinator", "provincial_officer"), 200)}, "extract"
    ),
    # The desks
    "plan_receive": _council("coordinator", "provincial_officer"),
    "plan_opinions": _council("lao_planner", "coordinator", "provincial_officer"),
    "plan_open_review": REVIEWERS,
    "plan_screen": REVIEWERS,
    "plan_return": REVIEWERS,
    "plan_accept": REVIEWERS,
    "plan_take_in": REVIEWERS,
    "plan_waive": REVIEWERS,
    "plan_close_remarks": REVIEWERS,
    "plan_assign": REVIEWERS,
    "plan_line_check": Answers(_some({"coordinator"}, _SEE_THE_DISTRICTS), "district"),
    "plan_approvals": Answers(_some(_SEE_THE_DISTRICTS, set()), "district"),
    "approvers": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "province"),
    "plan_stand_back": Answers(_some(_SEE_THE_COUNCILS, set()), "council"),
    "plan_gather": DISTRICTS,
    "plan_worksheet": DISTRICTS,
    "plan_bulk": DISTRICTS,
    "plan_filters": DISTRICTS,
    "plan_split": DISTRICTS,
    "plan_merge": Answers({**_district().answers, "coordinator": 302}, "district"),  # nothing was ticked
    "plan_undo": DISTRICTS,
    "plan_scores": DISTRICTS,
    "plan_scorers": DISTRICTS,
    "plan_score_alone": Answers(_all(404, SIGN_IN), "district"),  # nobody was appointed to score
    "plan_criteria": DISTRICTS,
    "plan_ranking": DISTRICTS,
    "plan_envelopes": _district("coordinator", "provincial_officer"),
    "plan_amounts": Answers({**_district().answers, "coordinator": 404}, "district"),  # nothing is taken in yet
    "plan_scenarios": DISTRICTS,
    "plan_pairs": DISTRICTS,
    "plan_fairness": Answers(_some(_SEE_THE_DISTRICTS, set()), "district", ("GET",)),
    "plan_fairness_xlsx": Answers(_some(_SEE_THE_DISTRICTS, set()), "district", ("GET",)),
    # The desk's lists in Excel
    "desk_sheet": Answers(_district("coordinator").answers, "district", ("GET",)),
    "desk_sheet_upload": DISTRICTS,
    "desk_sheet_found": Answers({**_district().answers, "coordinator": 404}, "district"),  # nobody has uploaded one
    "desk_sheet_marked": Answers({**_district().answers, "coordinator": 404}, "district", ("GET",)),
    "desk_sheet_drop": Answers(_all(405, 405)),
    "plan_integration": Answers({**_province().answers, "provincial_officer": 302}, "province"),  # still gathering
    "plan_ceiling": Answers(_province("provincial_officer").answers, "province", ("GET",)),
    "plan_ceiling_xlsx": Answers(_province("provincial_officer").answers, "province", ("GET",)),
    "plan_strategy": Answers({**_province().answers, "provincial_officer": 302}, "province"),
    "plan_match": Answers({**_province().answers, "provincial_officer": 302}, "province"),
    "plan_matrix": Answers({**_province().answers, "provincial_officer": 302}, "province", ("GET",)),
    "plan_matrix_xlsx": Answers({**_province().answers, "provincial_officer": 302}, "province", ("GET",)),
    "outside_lists": OUTSIDE,
    "outside_list": OUTSIDE_AGENCY,
    "outside_list_xlsx": OUTSIDE_AGENCY,
    "outside_upload": Answers(OUTSIDE_AGENCY.answers),
    "plan_lay": DISTRICTS,
    "plan_resolve": _district("coordinator", "provincial_officer"),  # from the signed resolution
    "plan_hear": PROVINCES,
    "hearing": Answers(_all(200, 200), "hearing"),
    "plan_hearing": PROVINCES,
    "plan_hearing_notice": PROVINCES,
    "plan_hearing_comment": PROVINCES,
    "plan_assemble": PROVINCES,  # from the signed resolution of the councils' meeting
    "plan_ask_again": _province(),
    "plan_choices": Answers({**_province().answers, "governor": 409}, "province"),  # still gathering
    "plan_endorse": _province("governor"),
    "plan_send_back": _province("governor"),
    "plan_answer": PROVINCES,
    "plan_draft_above": _council("leader"),
    # Councils whose projects the district compiles read the whole draft, as its network does; those of others do not.
    "plan_objections": Answers(
        {**_district("coordinator", "provincial_officer", "governor").answers, "leader": 200, "other_leader": 200},
        "district",
    ),
    # Petitions of the councils' provincial meeting; nobody has begun one
    "petitions": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "petitions_xlsx": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "petition_new": Answers(_all(403, SIGN_IN)),
    **dict.fromkeys(
        ("plan_petition_edit", "plan_petition_resolve", "plan_petition_send", "plan_petition_receive"),
        Answers(_all(404, SIGN_IN), "council"),
    ),
    "plan_petition_answer": Answers(_all(404, SIGN_IN), "council"),
    "public_petitions": Answers(_all(404, 404), "province", ("GET",)),
    "appeals": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "appeals_xlsx": Answers(_all(200, SIGN_IN), methods=("GET",)),
    "plan_appeal": OWNERS,
    "appeal": Answers(_all(404, SIGN_IN), "council"),  # nobody has appealed yet
    "appeal_file": Answers(_all(404, SIGN_IN), "council", ("GET",)),
    "plan_forward": PROVINCES,
    "plan_funding": PROVINCES,
    "plan_proclaim": PROVINCES,
    # Drafting together; the leader's draft is accepted by now, and nobody was invited to it
    "search": PEOPLE,
    "invitations": PEOPLE,
    "readiness_list": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 404}, "province"),
    "agency_readiness": Answers(
        {**_all(403, SIGN_IN), "agency": 200, "provincial_officer": 200, "stranger": 404}, "province"
    ),
    "plan_similar": SEEN,
    "plan_carry_over": OWNERS,
    "proposal_lineage": SEEN,
    "proposal_together": _council("leader", "coordinator"),
    "proposal_suggest": _council(),
    "proposal_comments": _council("leader"),
    "proposal_invite": _council(),
    "proposal_versions": SEEN,
    "proposal_readiness": _council("leader", "coordinator"),
}
