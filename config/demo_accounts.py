"""The accounts of a demonstration: for each kind of office the holder with the most fitting work, and a password.

The list lies in VAR_DIR, readable by its owner only, so that it can be printed again. It exists in demo mode alone:
`manage.py check --deploy` refuses a deployment in which it is found (`config.checks`).
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from approvals.appeals import appeals_waiting_for
from approvals.approvers import plans_to_approve
from approvals.objections import objections_waiting_for
from directory import clock
from directory.acting import Acting
from directory.mandates import mandate_of
from directory.models import Tenure, User
from directory.powers import BodyKind, Power, Role
from directory.queries import inside
from directory.verbs.people import new_password
from documents.models import Document, PaperState
from proposals.models import Plan, PlanLine, PlanState
from tracking.models import Commitment
from tracking.obligations import waiting_obligations
from workflow.inbox import waiting_for

FILE_NAME = "demo_accounts.json"
OF_MAKE_DEMO = Path("var") / "demo"  # under BASE_DIR
WRITING, PAPERS, COMMITMENTS = "write", "papers", "commitments"
APPROVALS, APPEALS, OBJECTIONS, OBLIGATIONS = "approvals", "appeals", "objections", "obligations"
MOST_COUNTED = 50
WORDS = {
    APPROVALS: gettext_lazy("แผนที่รอความเห็นชอบของท่าน"),
    APPEALS: gettext_lazy("อุทธรณ์ที่รอคำตอบ"),
    OBJECTIONS: gettext_lazy("ข้อคัดค้านร่างที่รอคำตอบ"),
    OBLIGATIONS: gettext_lazy("เงื่อนไขของโครงการที่รอท่าน"),
    WRITING: gettext_lazy("แผนที่กำลังเขียน"),
    PAPERS: gettext_lazy("หนังสือรอลงนาม"),
    COMMITMENTS: gettext_lazy("รายการรอรายงานผลครั้งแรก"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of office, the user name of its account, and the work by which its holder is chosen, dearest first.

    ``another`` asks for a second holder in another body.
    """

    office: str
    title: Any
    username: str
    body: str
    role: str
    wants: tuple[str, ...]
    another: bool = False


KINDS = (
    Kind(
        "council chair",
        gettext_lazy("ประธานสภาฯ"),
        "council-chair",
        BodyKind.COUNCIL,
        Role.CHAIR,
        ("adopt draft",),
    ),
    Kind(
        "council secretary",
        gettext_lazy("เลขานุการสภาฯ"),
        "council-secretary",
        BodyKind.COUNCIL,
        Role.SECRETARY,
        ("write draft", WRITING, PAPERS),
    ),
    Kind(
        "another council's chair",
        gettext_lazy("ประธานสภาฯ อีกแห่ง"),
        "other-council-chair",
        BodyKind.COUNCIL,
        Role.CHAIR,
        ("adopt returned", "submit adopted"),
        another=True,
    ),
    Kind(
        "subdistrict committee secretary",
        gettext_lazy("เลขานุการ ก.บ.ต."),
        "subdistrict-secretary",
        BodyKind.SUBDISTRICT_COMMITTEE,
        Role.SECRETARY,
        ("receive",),
    ),
    Kind("LAO planner", gettext_lazy("นักวิเคราะห์ อปท."), "lao-planner", BodyKind.LAO, Role.PLANNER, ("opinion",)),
    Kind(
        "district coordinator",
        gettext_lazy("ผู้ประสานอำเภอ"),
        "coordinator",
        BodyKind.DISTRICT_OFFICE,
        Role.COORDINATOR,
        ("decide", "technical"),
    ),
    Kind(
        "another district's coordinator",
        gettext_lazy("ผู้ประสานอีกอำเภอ"),
        "other-coordinator",
        BodyKind.DISTRICT_OFFICE,
        Role.COORDINATOR,
        ("technical", "decide", "submit", PAPERS),
        another=True,
    ),
    Kind(
        "district committee chair",
        gettext_lazy("ประธาน ก.บ.อ."),
        "district-chair",
        BodyKind.DISTRICT_COMMITTEE,
        Role.CHAIR,
        ("adopt",),
    ),
    Kind(
        "provincial officer",
        gettext_lazy("เจ้าหน้าที่จังหวัด"),
        "provincial-officer",
        BodyKind.PROVINCIAL_OFFICE,
        Role.OFFICER,
        ("vet",),
    ),
    Kind(
        "head of the provincial office",
        gettext_lazy("หัวหน้าสำนักงานจังหวัด"),
        "provincial-chief",
        BodyKind.PROVINCIAL_OFFICE,
        Role.CHIEF,
        (APPROVALS, APPEALS),
    ),
    Kind(
        "provincial committee chair",
        gettext_lazy("ประธาน ก.บ.จ."),
        "governor",  # in a province they are one person
        BodyKind.PROVINCIAL_COMMITTEE,
        Role.CHAIR,
        ("adopt", PAPERS),
    ),
    Kind(
        "governor",
        gettext_lazy("ผู้ว่าราชการจังหวัด"),
        "governor",
        BodyKind.GOVERNOR,
        Role.GOVERNOR,
        ("endorse",),
    ),
    Kind(
        "agency officer",
        gettext_lazy("เจ้าหน้าที่หน่วยงาน"),
        "agency-officer",
        BodyKind.AGENCY,
        Role.OFFICER,
        (OBLIGATIONS, COMMITMENTS),
    ),
)


@dataclass(frozen=True, slots=True)
class Account:
    """One row of the list.

    ``office`` is the English name of its kind, ``waits`` what waited when the list was made, and ``kept_as`` how the
    database keeps the password: while that is the same, so is the password.
    """

    office: str
    username: str
    password: str
    area: str
    title: str
    waits: str
    kept_as: str

    def as_json(self) -> dict[str, str]:
        """What programs read."""
        return {name: getattr(self, name) for name in ("office", "username", "password", "area")}


@dataclass(slots=True)
class Work:
    """What waits for an office: how many of each sort, and the words for the sorts.

    A sort is the name of a flow's step, that name with the plan's state, or one of `WORDS`. A step that cannot be done
    yet, since its plan has no line, counts for nobody.
    """

    counts: Counter[str]
    words: str


def work_of(by: Acting) -> Work:
    """The steps of the inbox, and all else that it shows: what to write, sign, agree to, answer, fulfil and report."""
    counts: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    tasks = list(waiting_for(by))
    plans = Plan.objects.in_bulk([int(task.plan_id) for task in tasks])
    for task in tasks:
        plan = plans[int(task.plan_id)]
        shown[str(task.flow_task.task_title)] += 1
        if PlanLine.objects.filter(version=plan.current_version_id).exists():
            counts.update({task.flow_task.name: 1, f"{task.flow_task.name} {plan.state}": 1})
    for sort, number in _without_a_step(by):
        counts[sort] += number
        if sort in WORDS and number:
            shown[str(WORDS[sort])] = number
    return Work(counts, " · ".join(f"{title} {number}" for title, number in shown.items()))


def _without_a_step(by: Acting) -> Iterator[tuple[str, int]]:
    mandate = mandate_of(by)
    if Power.WRITE_PLAN in mandate.own:
        own = Plan.objects.filter(owner=by.body, state__in=[PlanState.DRAFT, PlanState.RETURNED])
        yield WRITING, own.count()
        with_lines = Exists(PlanLine.objects.filter(version=OuterRef("current_version")))
        yield "write draft", own.filter(with_lines, state=PlanState.DRAFT).count()
    if Power.KEEP_PAPERS in mandate.own:
        kept = Q(issuer=by.body) | Q(issuer__secretariat=by.body)  # a secretariat keeps its committee's papers
        yield PAPERS, Document.objects.filter(kept, state=PaperState.PREPARED, superseded_by__isnull=True).count()
    yield APPROVALS, len(plans_to_approve(by, MOST_COUNTED))
    yield APPEALS, appeals_waiting_for(by).count()
    yield OBJECTIONS, objections_waiting_for(by).count()
    yield OBLIGATIONS, waiting_obligations(by).count()
    if by.body.kind == BodyKind.AGENCY:
        yield COMMITMENTS, Commitment.objects.filter(agency=by.body, updates__isnull=True).count()


def busiest_province() -> str:
    """The code of the demonstration's province in which most steps wait; empty where none waits anywhere."""
    plans = ContentType.objects.get_for_model(Plan)
    waiting = Task.objects.filter(
        status=STATUS.NEW, process__status=PROCESS.NEW, process__artifact_content_type=plans
    ).values_list("process__artifact_object_id", flat=True)
    demo = dict(Plan.objects.filter(cycle__is_demo=True).values_list("pk", "province_code"))
    found = Counter(demo[int(pk)] for pk in waiting if int(pk) in demo)
    return found.most_common(1)[0][0] if found else ""


def chosen(province_code: str) -> Iterator[tuple[Kind, Acting, Work]]:
    """The holder of each kind of office in a province with the most fitting work; a kind that nobody holds is left out.

    Of equals the first is taken, by the codes of their bodies.
    """
    taken: set[int] = set()
    for kind in KINDS:
        best: tuple[tuple[int, ...], Acting, Work] | None = None
        for by in _holders(province_code, kind):
            if kind.another and by.body.pk in taken:
                continue
            work = work_of(by)
            fitting = (*(work.counts[sort] for sort in kind.wants), sum(work.counts.values()))
            if best is None or fitting > best[0]:
                best = fitting, by, work
        if best is not None:
            taken.add(best[1].body.pk)
            yield kind, best[1], best[2]


def _holders(province_code: str, kind: Kind) -> Iterator[Acting]:
    tenures = Tenure.objects.current(clock.today()).filter(
        inside(province_code, "office__body__area"),
        office__body__kind=kind.body,
        office__body__ended_on__isnull=True,
        office__role=kind.role,
        user__is_demo=True,
        user__is_active=True,
    )
    for tenure in tenures.select_related("user", "office__body__area").order_by("office__body__code", "pk"):
        yield Acting(tenure.user, tenure.office, tenure)


@transaction.atomic
def make_accounts(province_code: str) -> list[Account]:
    """Give each chosen holder a readable user name and a new password; somebody who holds two of the offices, one."""
    rows = list(chosen(province_code))
    users: dict[int, User] = {}
    for kind, by, _work in rows:
        if by.user.pk not in users:
            users[by.user.pk] = by.user
            by.user.username = _free_username(kind.username, by.user)
            by.user.save(update_fields=["username"])
    passwords = {pk: new_password() for pk in users}
    with ThreadPoolExecutor() as pool:  # a hash takes most of a second on purpose
        list(pool.map(lambda pk: users[pk].set_password(passwords[pk]), users))
    for user in users.values():
        user.save(update_fields=["password"])
    return [_account(kind, by, work, users[by.user.pk], passwords[by.user.pk]) for kind, by, work in rows]


def _account(kind: Kind, by: Acting, work: Work, user: User, password: str) -> Account:
    return Account(
        office=kind.office,
        username=user.username,
        password=password,
        area=f"{by.body.area_id} {by.body.area.full_name}",
        title=str(kind.title),
        waits=work.words or _("ไม่มี"),
        kept_as=user.password,
    )


def _free_username(wanted: str, user: User) -> str:
    number, name = 1, wanted
    while User.objects.filter(username=name).exclude(pk=user.pk).exists():
        number += 1
        name = f"{wanted}-{number}"
    return name


def still_fit(accounts: list[Account]) -> bool:
    """Whether every account of a list is there and has the password that it was given."""
    kept_as = {user.username: user.password for user in User.objects.filter(is_active=True, is_demo=True)}
    return all(kept_as.get(account.username) == account.kept_as for account in accounts)


def kept_list(folder: Path) -> list[Account]:
    """The list that lies in a folder; empty where there is none, or none that can be read."""
    try:
        rows = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        return [Account(**{field.name: str(row[field.name]) for field in fields(Account)}) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def keep_rows(rows: list[dict[str, Any]], path: Path) -> None:
    """Write a list, whole or not at all, for its owner's eyes only."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp answers mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(rows, file, ensure_ascii=False, indent=1)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def accounts_of_this_demo() -> list[Account]:
    """The kept list while it fits, else a new one, kept; empty where nothing waits in any demonstration."""
    present = kept_list(settings.VAR_DIR)
    if present and still_fit(present):
        return present
    province_code = busiest_province()
    if not province_code:
        return []
    accounts = make_accounts(province_code)
    keep_rows([asdict(account) for account in accounts], settings.VAR_DIR / FILE_NAME)
    return accounts
