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
NOT_SIGNED = Answers(
    {**_council().answers, **dict.fromkeys(("leader", "coordinator", "provincial_officer"), 409)}, "paper"
)
REVIEWERS = _council("coordinator")
DISTRICTS = _district("coordinator")
PROVINCES = _province("provincial_officer")

ROUTES: dict[str, Answers] = {
    # For everybody
    "front": PUBLIC,
    "check": PUBLIC,
    "check_code": Answers(_all(200, 200), "paper", ("GET",)),
    "status": Answers(_all(404, 404), "council", ("GET",)),  # not yet public, and without the code of its papers
    "province": Answers(_all(404, 404), "province", ("GET",)),  # not yet public
    "source": PUBLIC,
    "source_archive": PUBLIC,
    "sign_in": Answers(_all(302, 200)),
    "account_login": Answers(_all(302, 200)),
    "sign_out": Answers(_all(405, 405)),
    "set_language": Answers(_all(302, 302)),
    # For everybody in an office
    "choose_office": PEOPLE,
    "inbox": PEOPLE,
    "plans": PEOPLE,
    "papers": PEOPLE,
    "commitments": Answers(
        {**_all(403, SIGN_IN), "provincial_officer": 200, "agency": 200, "stranger": 200}, methods=("GET",)
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
    "commitment": Answers(_all(404, SIGN_IN), "commitment"),  # there is none before the governor has endorsed
    # A paper of the council
    "paper": Answers(_some(_SEE_THE_COUNCILS, set()), "paper", ("GET",)),
    "paper_file": Answers(_some(_SEE_THE_COUNCILS, set()), "rendition", ("GET",)),
    "paper_sign": _council("leader", "coordinator", "provincial_officer", about="paper"),
    "paper_number": NOT_SIGNED,
    "paper_send": NOT_SIGNED,
    "paper_receive": _council(about="paper"),
    "open_cycle": Answers({**_all(403, SIGN_IN), "provincial_officer": 200, "stranger": 200}),
    "plan_extend": DISTRICTS,
    # A plan and its parts
    "plan": SEEN,
    "plan_lines": SEEN,
    "plan_versions": SEEN,
    "plan_history": SEEN,
    "plan_meetings": SEEN,
    "plan_papers": SEEN,
    "proposal": SEEN,
    "meeting": SEEN,
    # The owner's steps
    "plan_meeting": OWNERS,
    "meeting_resolution": OWNERS,
    "meeting_certify": OWNERS,
    "plan_draft": OWNERS,
    "proposal_edit": OWNERS,
    "proposal_remove": OWNERS,
    "plan_adopt": OWNERS,
    "plan_submit": OWNERS,
    "plan_reopen": OWNERS,
    "plan_recall": OWNERS,
    "plan_withdraw": OWNERS,
    "plan_withdraw_lines": OWNERS,
    "plan_answer_remarks": OWNERS,
    # The desks
    "plan_receive": _council("coordinator", "provincial_officer"),
    "plan_opinions": _council("lao_planner", "coordinator", "provincial_officer"),
    "plan_open_review": REVIEWERS,
    "plan_screen": REVIEWERS,
    "plan_return": REVIEWERS,
    "plan_accept": REVIEWERS,
    "plan_waive": REVIEWERS,
    "plan_gather": DISTRICTS,
    "plan_worksheet": DISTRICTS,
    "plan_split": DISTRICTS,
    "plan_scores": DISTRICTS,
    "plan_criteria": DISTRICTS,
    "plan_ranking": DISTRICTS,
    "plan_integration": Answers({**_province().answers, "provincial_officer": 302}, "province"),  # still gathering
    "plan_lay": DISTRICTS,
    "plan_resolve": _district("coordinator", "provincial_officer"),  # from the signed resolution
    "plan_hear": PROVINCES,
    "plan_endorse": _province("governor"),
    "plan_send_back": _province("governor"),
    "plan_answer": PROVINCES,
}
