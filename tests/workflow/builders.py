"""The least rows on which a chain of events can hang, and one row of every table whose history is never edited."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.db import connection

from directory import clock
from directory.acting import DEADLINE, Acting, OnBehalf
from directory.models import Area, Body, Office, Tenure, User
from documents.models import Document, Rendition, StoredFile
from proposals.models import (
    BudgetItem,
    BudgetLine,
    Cycle,
    Decision,
    Fate,
    Indicator,
    Line,
    Meeting,
    Opinion,
    Plan,
    PlanLine,
    PlanVersion,
    Proposal,
    ProposalVersion,
    Resolution,
    Share,
)
from tracking.models import Commitment, CommitmentUpdate
from workflow import journal
from workflow.models import EventItem

MOMENT = datetime(2026, 11, 20, 3, 30, 15, 123456, tzinfo=UTC)
SOME_HASH = "ab" * 32


def area(code="370101"):
    level = {2: "province", 4: "district", 6: "subdistrict"}[len(code)]
    parent = area(code[:-2]) if len(code) > 2 else None
    return Area.objects.get_or_create(code=code, defaults={"level": level, "parent": parent, "name_th": f"ที่ {code}"})[0]


def body(code="council-bung"):
    return Body.objects.get_or_create(code=code, defaults={"kind": "council", "name": f"สภา {code}", "area": area()})[0]


def office(code="council-bung"):
    group = Group.objects.get_or_create(name=f"chair {code}")[0]
    return Office.objects.get_or_create(body=body(code), role="chair", defaults={"title": "ประธาน", "group": group})[0]


def user(name="somchai"):
    return User.objects.get_or_create(username=name, defaults={"full_name": f"คุณ{name}"})[0]


def acting(name="somchai", behalf=None):
    """Somebody who acts; the tenure is not stored, since nothing here asks for it."""
    person, post = user(name), office()
    return Acting(person, post, Tenure(user=person, office=post, starts=date(2026, 1, 1)), behalf)


def cycle():
    return Cycle.objects.get_or_create(
        province=area("37"), target_year=2572, defaults={"round_start": 2571, "opened_at": MOMENT}
    )[0]


def plan(number=1, *, events=0):
    """A plan with its own theme, and with a chain of events if any are wanted."""
    new = Plan.objects.create(
        reference=f"2572-370101-{number:04}-K",
        cycle=cycle(),
        owner=body(),
        level="subdistrict",
        theme=f"ด้านที่ {number}",
        area=area(),
        district_code="3701",
        province_code="37",
        flow="council-1",
        created_at=MOMENT,
    )
    extend(new, events)
    return new


def extend(the_plan, events):
    """Append events of every sort in turn: a person's, a bulk action with rows, the system's, one from signed paper."""
    behalf = OnBehalf(body("council-other"), 7, date(2026, 11, 1), "นายสมชาย ใจดี")
    sorts = [
        {"verb": "adopt", "by": acting(), "source": "draft", "target": "adopted", "note": "มติเอกฉันท์"},
        {"verb": "freeze", "by": acting(), "items": [(12, "draft", "adopted"), (7, "draft", "adopted"), (30, "", "")]},
        {"verb": "remind", "by": DEADLINE, "data": {"deadline": 4, "ครั้งที่": 1}},
        {"verb": "submit", "by": acting(behalf=behalf), "source": "adopted", "target": "submitted", "note": "ส่งกระดาษ"},
    ]
    for number in range(events):
        with clock.at(MOMENT):
            journal.append(the_plan, record=the_plan, **sorts[number % len(sorts)])
    if events:
        the_plan.save(update_fields=["event_count", "event_head"])


def triggers_off(*tables):
    """Let the test's transaction do what the database refuses to everybody else."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                continue
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


def history():
    """One row of every guarded table, by the model's name; versions are frozen, and open ones lie beside them."""
    rows = SimpleNamespace(plan=plan(1, events=4))
    rows.event, rows.eventitem = rows.plan.events.first(), EventItem.objects.first()
    _write_proposals(rows)
    _write_decision(rows)
    _write_papers(rows)
    commitment = Commitment.objects.create(
        line=rows.line, title="ถนน", agency=body(), province_code="37", amount=5, funding_source="pao", year=2572,
        updated_on=MOMENT.date(),
    )  # fmt: skip
    rows.commitmentupdate = CommitmentUpdate.objects.create(
        commitment=commitment, status="waiting", reported_on=MOMENT.date()
    )
    return rows


def _write_proposals(rows):
    moments = {"created_at": MOMENT, "updated_at": MOMENT}
    proposal = Proposal.objects.create(
        reference="2572-370101-0001-A", plan=rows.plan, owner=body(), area=area(), province_code="37", **moments
    )
    rows.line, rows.other_line = (Line.objects.create(plan=rows.plan, number=n, proposal=proposal) for n in (1, 2))
    for number, prefix, frozen_at in [(1, "", MOMENT), (2, "open_", None)]:
        words = ProposalVersion.objects.create(
            proposal=proposal,
            number=number,
            title="ถนน",
            content_hash=SOME_HASH,
            created_at=MOMENT,
            frozen_at=frozen_at,
        )
        version = PlanVersion.objects.create(
            plan=rows.plan, number=number, created_at=MOMENT, frozen_at=frozen_at, hash=SOME_HASH
        )
        own = {
            "proposalversion": words,
            "budgetline": BudgetLine.objects.create(version=words, year=2572, source="pao", amount=5),
            "budgetitem": BudgetItem.objects.create(
                version=words, position=1, item="ลูกรัง", unit="คัน", quantity=5, unit_price=1, year=2572, source="pao"
            ),
            "indicator": Indicator.objects.create(version=words, name="ระยะทาง", target="2 กม."),
            "planversion": version,
            "planline": PlanLine.objects.create(
                version=version, line=rows.line, proposal_version=words, work_class="self", asked=5, proposed=5
            ),
        }
        vars(rows).update({prefix + name: row for name, row in own.items()})


def _write_decision(rows):
    meeting = Meeting.objects.create(
        body=body(), plan=rows.plan, kind="council", title="ประชุม", number=1, year=2569, held_on=MOMENT.date(),
        starts_at="09:00", ends_at="12:00", place="ศาลา", members_count=9, quorum=5,
    )  # fmt: skip
    on_version = {"version": rows.planversion, "version_hash": SOME_HASH}
    rows.resolution = Resolution.objects.create(meeting=meeting, text="รับรอง", votes_for=9, **on_version)
    rows.decision = Decision.objects.create(plan=rows.plan, act="adopt", decided_at=MOMENT, **on_version)
    rows.fate = Fate.objects.create(line=rows.line, decision=rows.decision, kind="carried", asked=5)
    rows.share = Share.objects.create(fate=rows.fate, source=rows.line, target=rows.other_line, asked=5)
    rows.opinion = Opinion.objects.create(
        line=rows.line, version=rows.planversion, body=body(), kind="supports", given_at=MOMENT
    )


def _write_papers(rows):
    rows.storedfile = StoredFile.objects.create(
        sha256=SOME_HASH, size=3, content_type="application/pdf", created_at=MOMENT
    )
    rows.document = Document.objects.create(
        kind="D01", title="หนังสือ", plan=rows.plan, issuer=body(), snapshot="{}", snapshot_hash=SOME_HASH,
        check_code="ABCD-1234", prepared_at=MOMENT,
    )  # fmt: skip
    rows.rendition = Rendition.objects.create(
        document=rows.document, kind="scan", file=rows.storedfile, created_at=MOMENT
    )
