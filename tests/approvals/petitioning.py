"""A petition of the councils' provincial meeting on each stage of its way, for tests."""

from __future__ import annotations

from datetime import timedelta

from approvals.petitions import MeasureDraft, PetitionAnswerDraft, PetitionDraft
from approvals.verbs.assembly import Votes
from approvals.verbs.petitions import (
    answer_petition,
    draft_petition,
    receive_petition,
    resolve_petition,
    send_petition,
)
from directory.acting import Acting
from proposals.models import Plan
from tests.approvals.self_managed import an_assembly, sitting
from tests.cast import DAY_ONE, World

IN_FAVOUR = Votes("ให้เสนอต่อผู้ว่าราชการจังหวัด", 7)
WORDS = PetitionDraft("แหล่งน้ำชุมชน", "ขอให้จังหวัดตั้งคณะทำงานแหล่งน้ำ\nและจัดงบประมาณสำรวจ", legal_reference="ข้อตกลงจังหวัด")
MEASURE = MeasureDraft("ตั้งคณะทำงาน", "สำนักงานจังหวัด", DAY_ONE + timedelta(days=90))
YES = PetitionAnswerDraft("accepts", "จังหวัดเห็นชอบ", [MEASURE])
NO = PetitionAnswerDraft("declines", "ไม่มีอำนาจหน้าที่")


def chair_of(world: World) -> Acting:
    """The chair of the provincial meeting, which is established if it is not there yet."""
    if ("assembly", "chair") not in world.people:
        an_assembly(world)
    return world.people["assembly", "chair"]


def drafted(world: World, words: PetitionDraft = WORDS, *, by: Acting | None = None) -> Plan:
    """Written by the meeting's chair."""
    chair = chair_of(world)
    return draft_petition(cycle=world.cycle, assembly=chair.body, draft=words, by=by or chair)


def resolved(world: World, plan: Plan | None = None) -> Plan:
    """The meeting has resolved on it."""
    plan = plan or drafted(world)
    return resolve_petition(plan=plan, seen=plan.revision, draft=sitting(), votes=IN_FAVOUR, by=chair_of(world))


def sent_to_the_governor(world: World) -> Plan:
    """It lies with the governor's office."""
    plan = resolved(world)
    return send_petition(plan=plan, seen=plan.revision, by=chair_of(world))


def received(world: World) -> Plan:
    """The governor's office has received it."""
    plan = sent_to_the_governor(world)
    return receive_petition(plan=plan, seen=plan.revision, by=world.provincial_officer)


def answered(world: World, answer: PetitionAnswerDraft = YES) -> Plan:
    """The governor has answered."""
    plan = received(world)
    return answer_petition(plan=plan, seen=plan.revision, draft=answer, by=world.governor)
