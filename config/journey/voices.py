"""What councils and the public say beside the plans, and what they are answered: a few of each, whatever the size."""

from __future__ import annotations

from datetime import timedelta

from approvals.appeals import APPEALABLE, rebuffed_lines
from approvals.hearings import comments_on
from approvals.models import Appeal, HearingNotice, Objection
from approvals.petitions import MeasureDraft, PetitionAnswerDraft, PetitionDraft
from approvals.verbs.appeals import AppealAnswer, answer_appeal, file_appeal
from approvals.verbs.assembly import Votes
from approvals.verbs.hearings import (
    CommentDraft,
    NoticeDraft,
    announce_hearing,
    answer_comments,
    record_comment,
    say_in_public,
    show_comments,
)
from approvals.verbs.objections import answer_objection, object_to_draft
from approvals.verbs.petitions import (
    answer_petition,
    draft_petition,
    receive_petition,
    resolve_petition,
    send_petition,
)
from config.journey import papers
from config.journey.councils import meeting_of, officers_of
from config.journey.desks import resolve
from config.journey.people import fixture
from config.journey.world import World
from directory import clock
from directory.acting import Acting
from directory.models import Body, Tenure
from directory.powers import BodyKind, Role
from proposals.drafts import MeetingDraft
from proposals.models import Attendance, Level, Meeting, Plan, PlanKind

APPEALS = 2  # one that is granted, one that is not
BY_THE_SYSTEM = frozenset({"late", "over_ceiling", "taken_by_lao"})  # what nobody answered by hand


def object_and_answer(world: World, plan: Plan, *, objected: int = 127, answered: int = 128) -> None:
    """A source council objects to a district's draft, and is answered before the committee meets."""
    with world.day(objected):
        objection = object_to_a_draft(world, plan)
    with world.day(answered):
        answer_the_objection(world, plan, objection)


def object_to_a_draft(world: World, plan: Plan) -> Objection:
    """A council whose projects lie on a district's worksheet objects to the draft before ก.บ.อ. meets."""
    source = world.plans(Level.SUBDISTRICT, parent=plan, gathered_at__isnull=False)[0]
    _writer, chair = officers_of(world, source)
    object_to_draft(plan=plan, text=fixture("voices")["objection"]["text"], by=chair)
    return Objection.objects.filter(plan=plan).latest("pk")


def answer_the_objection(world: World, plan: Plan, objection: Objection) -> None:
    """The coordinator answers it for all to see."""
    text = fixture("voices")["objection"]["answer"]
    answer_objection(plan=plan, objection_id=objection.pk, text=text, by=world.coordinator(plan))


def announce_the_hearing(world: World, plan: Plan, *, opens: int, closes: int) -> HearingNotice:
    """The province announces when and where its draft is heard, shows it, and takes comments for some days.

    Both days are counted from today.
    """
    words, today = fixture("voices")["hearing"], clock.today()
    notice = NoticeDraft(
        title=f"{words['title']}{plan.area.full_name}",
        held_on=today + timedelta(days=closes),
        place=f"ศาลากลาง{plan.area.full_name}",
        opens_on=today + timedelta(days=opens),
        closes_on=today + timedelta(days=closes),
        text=words["text"],
        shows_draft=True,
    )
    return announce_hearing(plan=plan, draft=notice, by=world.officer())


def say_something(notice: HearingNotice) -> None:
    """What people write on the public page, by themselves."""
    for number, said in enumerate(fixture("voices")["hearing"]["written"]):
        draft = CommentDraft(said["text"], name=said.get("name", ""), about=said.get("about", ""))
        say_in_public(code=notice.code, draft=draft, key=f"{notice.code}-{number}")


def answer_the_public(world: World, plan: Plan, notice: HearingNotice) -> None:
    """What was said in the hall is written down; what is of the plan is shown, and answered by topic."""
    officer, words = world.officer(), fixture("voices")["hearing"]
    said = words["spoken"]
    record_comment(plan=plan, draft=CommentDraft(**said), said_on=clock.today(), by=officer)
    hidden = {
        number: each["hidden_because"] for number, each in enumerate(words["written"], 1) if "hidden_because" in each
    }
    shown = [number for number in comments_on(notice).values_list("number", flat=True) if number not in hidden]
    show_comments(plan=plan, numbers=shown, shown=True, by=officer)
    for number, reason in hidden.items():
        show_comments(plan=plan, numbers=[number], shown=False, reason=reason, by=officer)
    for answer in words["answers"]:
        answer_comments(plan=plan, **answer, by=officer)


def appeal_on(world: World, *, day: int) -> list[Appeal]:
    """A few councils appeal, of the district in which somebody who decided nothing may answer them."""
    with world.day(day):
        (district,) = world.plans(Level.DISTRICT, district_code=world.irregular.acting_signer)
        return appeal(world, world.plans(Level.SUBDISTRICT, parent=district))


def answer_on(world: World, appeals: list[Appeal], *, day: int) -> None:
    """They are answered."""
    with world.day(day):
        answer_appeals(world, appeals)
    world.progress("สภาอุทธรณ์และอำเภอตอบ", 1, 1)


def petition(world: World, *, resolved: int, handed_over: int, answered: int) -> None:
    """The councils' provincial meeting proposes to the governor, who answers every council."""
    plan = hand_in(world, resolved=resolved, handed_over=handed_over)
    with world.day(answered):
        answer_the_petition(world, plan)
    world.progress("ที่ประชุมสภาเสนอต่อผู้ว่าราชการจังหวัด", 1, 1)


def hand_in(world: World, *, resolved: int, handed_over: int) -> Plan:
    """The councils' provincial meeting resolves on a petition, and the governor's office receives it."""
    with world.day(resolved):
        plan = propose_to_the_governor(world)
        papers.keep_papers(world, plan=plan)
    with world.day(handed_over):
        plan = hand_over_the_petition(world, plan)
        papers.keep_papers(world, plan=plan)
    return plan


def appeal(world: World, plans: list[Plan], count: int = APPEALS) -> list[Appeal]:
    """Owners appeal against what the level above answered for their projects, one each, as long as there are such."""
    grounds, filed = fixture("voices")["appeals"], list[int]()
    for plan in plans:
        turned_away = [each for each in rebuffed_lines(plan) if each.fate.kind in APPEALABLE]
        answered = [each for each in turned_away if each.fate.reason_code not in BY_THE_SYSTEM]
        if len(filed) == count or not answered:
            continue
        of_a_district = plan.level == Level.DISTRICT
        chair = world.acting(plan.owner, "chair") if of_a_district else officers_of(world, plan)[1]
        line_id = answered[0].row.line_id
        file_appeal(plan=plan, line_id=line_id, grounds=grounds[len(filed) % len(grounds)]["grounds"], by=chair)
        filed.append(line_id)
    everything = ("plan__owner__secretariat", "above__owner__secretariat", "plan__cycle", "fate__decision")
    return list(Appeal.objects.filter(line__in=filed).select_related(*everything).order_by("pk"))


def answer_appeals(world: World, appeals: list[Appeal]) -> None:
    """The chief, in whose absence somebody else led ก.บ.อ., answers them: the first is granted, the others are not.

    What was granted stands in an amendment of the district's plan, which its committee adopts with its papers.
    """
    for waiting, words in zip(appeals, fixture("voices")["appeals"], strict=False):
        answer = AppealAnswer(words["outcome"], words["reason_code"], words["reason"])
        chief = _own_chief(waiting.above.owner)
        answer_appeal(appeal=waiting, answer=answer, seen=waiting.revision, by=chief)
        for amendment in world.plans(Level.DISTRICT, kind=PlanKind.AMENDMENT, pk=waiting.amendment_id):
            chair = world.acting(amendment.owner, "chair")
            text = f"เห็นชอบการเพิ่มเติมแผนพัฒนา{amendment.area.full_name} ตามผลอุทธรณ์ที่รับไว้"
            writer = world.coordinator(amendment)
            resolve(world, amendment, amendment.version_on_desk, writer, chair, text=text)


def _own_chief(committee: Body) -> Acting:
    """Who holds the office of the chief of a district, though somebody acts there too."""
    held = Tenure.objects.current(clock.today()).filter(
        office__body=committee.secretariat, office__role=Role.CHIEF, acting=Tenure.Acting.HOLDER
    )
    tenure = held.select_related("user", "office__body").get()
    return Acting(tenure.user, tenure.office, tenure)


def propose_to_the_governor(world: World) -> Plan:
    """The councils' provincial meeting writes a petition about one of their plans, and resolves on it (P11)."""
    words = fixture("voices")["petition"]
    assembly = Body.objects.get(kind=BodyKind.ASSEMBLY, area=world.province)
    about = world.plans(Level.SUBDISTRICT)[:1]
    draft = PetitionDraft(words["subject"], words["text"], references=[plan.reference for plan in about])
    secretary, chair = world.acting(assembly, "secretary"), world.acting(assembly, "chair")
    plan = draft_petition(cycle=world.cycle, assembly=assembly, draft=draft, by=secretary)
    sitting = meeting_of(world, plan, Meeting.Kind.PROVINCIAL, f"การประชุม{assembly.name}")
    votes = Votes(words["resolution"], votes_for=_present(sitting))
    return resolve_petition(plan=plan, seen=plan.revision, draft=sitting, votes=votes, by=chair)


def _present(sitting: MeetingDraft) -> int:
    return sum(each.presence == Attendance.Presence.PRESENT for each in sitting.attendances)


def hand_over_the_petition(world: World, plan: Plan) -> Plan:
    """It is sent (P12), and the governor's office receives it."""
    chair = world.acting(plan.owner, "chair")
    sent = send_petition(plan=plan, seen=plan.revision, by=chair)
    return receive_petition(plan=sent, seen=sent.revision, by=world.officer())


def answer_the_petition(world: World, plan: Plan) -> None:
    """The governor takes it up, says who does what until when, and every council is written to (P13)."""
    words = fixture("voices")["petition"]
    office = Body.objects.get(kind=BodyKind.PROVINCIAL_OFFICE, area=world.province)
    measure = MeasureDraft(words["measure"], office.name, clock.today() + timedelta(days=90))
    answer = PetitionAnswerDraft("accepts", words["answer"], [measure])
    governor = Body.objects.get(kind=BodyKind.GOVERNOR, area=world.province)
    answer_petition(plan=plan, seen=plan.revision, draft=answer, by=world.acting(governor, "governor"))
