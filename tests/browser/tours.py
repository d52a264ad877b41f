"""Worlds in which every page has something to show, and who opens which page there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from approvals.verbs.closing import rank_entries
from approvals.verbs.gathering import gather_plans
from approvals.verbs.worksheet import set_ceiling
from directory import clock
from directory.acting import Acting
from directory.models import AccessCard, User
from directory.verbs.cards import issue_access_cards
from documents.models import Document
from documents.pictures import Photo
from documents.verbs import number_document, send_document, set_route, sign_document
from proposals.attaching import Prepared
from proposals.charters import ArticleDraft, CharterDraft, SignatoryDraft
from proposals.forum_drafts import CalledDraft, IdeaDraft
from proposals.models import Attachment, CalledMeeting, Meeting, MeetingPhoto, Plan, Proposal
from proposals.steps import STEPS
from proposals.verbs.attachments import add_attachment
from proposals.verbs.calling import call_meeting, plan_series
from proposals.verbs.charters import adopt_charter, draft_charter, edit_charter, renew_charter
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.extracts import send_extract
from proposals.verbs.ideas import FromIdeas, collect_ideas, draft_from_ideas, group_ideas
from proposals.verbs.own_plans import open_amendment, open_plan
from proposals.verbs.photos import keep_photo
from proposals.verbs.plan import adopt_plan
from proposals.verbs.together import comment_on, invite, suggest_changes
from tests.browser.ballots import ballots_on
from tests.cast import PNG, World, version_of
from tests.proposals.sheets import HEADINGS, ROW, book, exported, uploaded_sheet
from tracking.models import Commitment
from workflow import jobs

# Addresses that answer with no page of their own: forms that only send, files, another name of a page.
NO_PAGE = {
    *("sign_out", "set_language", "paper_file", "source_archive", "province_workbook", "annotated_workbook"),
    *("register_xlsx", "plan_archive", "paper_progress"),
    *("account_login", "crest_picture", "form_preview", "unlock"),  # unlock: see test_cards_and_pins
    *(
        "attachment_file",
        "appeal_file",
        "calendar_feed",
        "plan_fairness_xlsx",
        "figures_xlsx",
        "figures_lines_xlsx",
        "calendar_overdue_xlsx",
    ),
    "obligation_evidence",
    *("appeals_xlsx", "petitions_xlsx", "commitments_xlsx", "obligations_xlsx", "outside_list_xlsx"),
    *("plan_matrix_xlsx", "plan_ceiling_xlsx", "province_xlsx", "country_xlsx"),
    "delegation_end",  # the same form as ending a card: see tests/directory/test_delegation.py
    *("paper_docx", "paper_xlsx"),
    *("called_door_code", "meeting_photo_file"),
    *("ballot_file", "ballot_table", "vote_qr"),
    *("service_worker", "web_manifest", "unsent_pass"),
    *("plan_workbook", "blank_form", "blank_form_docx", "sheet_import_marked", "sheet_import_drop"),
    *("desk_sheet", "desk_sheet_marked", "desk_sheet_drop"),
}
Stop = tuple[Acting | None, str, tuple[Any, ...]]


def address(stop: Stop) -> str:
    """Where a stop of a tour lies; what it is about may end with a query."""
    _by, name, about = stop
    query = str(about[-1]) if about and str(about[-1]).startswith("?") else ""
    return reverse(name, args=about[: len(about) - bool(query)]) + query


def stops(by: Acting | None, names: str, *about: Any) -> list[Stop]:
    return [(by, name, about) for name in names.split()]


def half_way(world: World) -> dict[str, Plan]:
    """Work everywhere at once: plans returned, adopted, under review and submitted, and a district that compiles."""
    in_review, adopted = world.shared_plans
    world.returned(world.plan)
    world.screened(in_review)
    world.adopted(adopted)
    world.accepted(world.far_plan)
    world.submitted(world.kbt_plan)
    gather_plans(plan=world.other_district_plan, reason="อีกแผนขอเลื่อน", by=world.other_coordinator)
    world.refresh()
    sheet = world.scored(world.other_district_plan)
    set_ceiling(plan=sheet, ceiling=Decimal(2500), by=world.other_coordinator)
    rank_entries(plan=sheet, by=world.other_coordinator)
    _papers_on_their_way(world, in_review)
    jobs.drain()
    world.refresh()
    return {"in_review": in_review, "adopted": adopted, "sheet": world.other_district_plan}


def drafted_together(world: World) -> Proposal:
    """A proposal of the leader's returned plan with a guest, suggestions, a question and earlier words."""
    proposal = Proposal.objects.get(pk=world.lines(world.plan)[1].proposal.pk)
    proposal.plan = world.plan
    invite(plan=world.plan, proposal=proposal, office=world.lao_planner.office, right="suggest", by=world.leader)
    changes = {"title": "ขุดลอกคลองหนองแวง", "rationale": "น้ำไม่พอใช้ในหน้าแล้ง"}
    suggest_changes(proposal=proposal, changes=changes, by=world.lao_planner, note="ให้ชัดขึ้น")
    comment_on(proposal=proposal, field="title", text="ยาวกี่เมตร", by=world.lao_planner)
    words = world.words(2, rationale="แก้โดยประธาน")
    edit_proposal(proposal=proposal, draft=words, by=world.leader, seen=proposal.revision)
    return proposal


def letter_of(plan: Plan) -> Document:
    """The letter with which a plan was submitted."""
    return Document.objects.filter(plan=plan, kind="T10").latest("pk")


def routed_minutes(world: World) -> Document:
    """Minutes of the leader's council that wait for the leader's endorsement."""
    minutes = Document.objects.filter(plan=world.plan, kind="T03", state="prepared").latest("pk")
    return set_route(document=minutes, offices=[world.leader.office], by=world.leader)


def card_of(world: World) -> AccessCard:
    """The card of the leader, which the district has printed; everybody there has a telephone."""
    for number, person in enumerate(User.objects.filter(phone=None).order_by("pk")):
        person.phone = f"08123{number:05}"
        person.save(update_fields=["phone"])
    return issue_access_cards(people=[world.leader.user], by=world.coordinator)[0].card


def attached_drawing(world: World, proposal: Proposal) -> Attachment:
    """A drawing beside a project of the leader's council."""
    file = Prepared(PNG, "image/png", "แบบ.png", "picture")
    return add_attachment(plan=world.plan, proposal=proposal, file=file, by=world.leader)


def _papers_on_their_way(world: World, in_review: Plan) -> None:
    """One letter signed, one numbered, one sent; the leader's waits for its signature."""
    for plan, steps in ((in_review, 1), (world.far_plan, 2), (world.kbt_plan, 3)):
        letter, by = letter_of(plan), world.writer_of(plan)
        sign_document(document=letter, by=by, scan=PNG, content_type="image/png")
        if steps > 1:
            number_document(document=letter, by=by, dated=clock.today())
        if steps > 2:
            send_document(document=letter, by=by)


def _a_forum(world: World) -> tuple[CalledMeeting, Meeting, MeetingPhoto]:
    """A council's forum: one that is called for today, and one that was held, with a sheet and what people said."""
    by, plan = world.secretary, world.plan
    plan_series(plan=plan, name="เวทีประชาคมสัญจร", kind="forum", planned=4, by=by)
    called = call_meeting(plan=plan, draft=CalledDraft("forum", "เวทีประชาคมตำบล", clock.today(), "ศาลา"), by=by)
    forum = world.meeting(plan, "forum", title="เวทีประชาคมหมู่บ้าน", headcounts={"occupation": 12, "residents": 30})
    photo = keep_photo(meeting=forum, kind="sheet", photo=Photo(b"a sheet"), caption="ใบลงชื่อหน้าแรก", by=by)
    said = [IdeaDraft("ขอขยายระบบประปาหมู่บ้านให้ถึงทุกครัวเรือน", "ป้าแดง"), IdeaDraft("ขุดลอกหนองน้ำ"), IdeaDraft("ไฟส่องทาง")]
    ideas = collect_ideas(plan=plan, ideas=said, meeting=forum, by=by)
    group_ideas(plan=plan, ideas=ideas[:2], title="น้ำกินน้ำใช้", by=by)
    draft_from_ideas(plan=plan, made=[FromIdeas(world.words(9), ideas[:1])], by=by)
    return called, forum, photo


def tour_half_way(world: World) -> list[Stop]:
    """Every page of the subdistrict's and the district's work."""
    plans = half_way(world)
    mine, in_review, adopted = world.plan.reference, plans["in_review"].reference, plans["adopted"].reference
    sheet, waiting = plans["sheet"].reference, world.kbt_plan.reference
    leader, desk, other_desk = world.leader, world.coordinator, world.other_coordinator
    owner, chair = world.chair_of(plans["in_review"]), world.chair_of(plans["adopted"])
    officer, lines = world.provincial_officer, world.lines(world.plan)
    meeting = Meeting.objects.filter(plan=plans["adopted"]).latest("pk").pk
    taken = world.lines(world.far_plan)[-1].pk
    called, forum, photo = _a_forum(world)
    last = (mine, lines[-1].proposal.reference)
    drafted = drafted_together(world).reference
    return [
        *stops(leader, "plan_call plan_series plan_ideas plan_collect plan_one_idea plan_sort_ideas", mine),
        *stops(leader, "plan_draft_ideas", mine),
        *stops(leader, "called called_cancel called_door", mine, called.pk),
        *stops(leader, "meeting meeting_minutes meeting_check meeting_photo", mine, forum.pk),
        *stops(leader, "meeting_photo_remove", mine, forum.pk, photo.pk),
        *stops(None, "door", called.code),
        *stops(leader, "inbox plans papers choose_office"),
        *stops(leader, "plan plan_lines plan_versions plan_history plan_meetings plan_papers", mine),
        *stops(leader, "plan_meeting plan_draft plan_answer_remarks plan_adopt", mine),
        *stops(leader, "plan_draft_short plan_draft_quick", mine),
        *stops(leader, "proposal_saved proposal_write proposal_check proposal_attachments", *last),
        *[stop for section in STEPS for stop in stops(leader, "proposal_write_step", *last, section)],
        *stops(leader, "attachment_remove", *last, attached_drawing(world, lines[-1].proposal).pk),
        *stops(leader, "plan_import plan_confirm_entry", mine),
        *stops(leader, "sheet_import_columns", mine, uploaded_sheet(world.plan, leader, book(HEADINGS, ROW))),
        *stops(leader, "sheet_import", mine, uploaded_sheet(world.plan, leader, exported(world.plan))),
        *stops(leader, "proposal proposal_edit proposal_remove", mine, lines[-1].proposal.reference),
        *stops(leader, "proposal_together proposal_suggest proposal_invite proposal_versions", mine, drafted),
        *stops(leader, "proposal_readiness", mine, drafted),
        *stops(leader, "proposal_comments", mine, drafted, "title"),
        *stops(leader, "plan_similar plan_carry_over", mine),
        *stops(leader, "search"),
        *stops(world.lao_planner, "invitations"),
        *stops(world.lao_planner, "proposal_together", mine, drafted),
        *stops(
            leader, "paper paper_sign paper_esign paper_route paper_again paper_void", letter_of(world.plan).check_code
        ),
        *stops(leader, "papers_waiting registers"),
        *stops(owner, "papers_many", "number"),
        *stops(leader, "paper paper_endorse", routed_minutes(world).check_code),
        *stops(world.writer_of(world.far_plan), "register register_print", "far-council", "out", 2569),
        *stops(leader, "plan_issue", mine),
        *stops(owner, "plan_withdraw plan_withdraw_lines", in_review),
        *stops(owner, "paper_number", letter_of(plans["in_review"]).check_code),
        *stops(chair, "plan_submit plan_reopen", adopted),
        *stops(chair, "meeting meeting_resolution meeting_certify", adopted, meeting),
        *stops(world.chair_of(world.far_plan), "paper_send", letter_of(world.far_plan).check_code),
        *stops(other_desk, "paper_receive", letter_of(world.kbt_plan).check_code),
        *stops(world.chair_of(world.kbt_plan), "plan_recall", waiting),
        *stops(world.lao_planner, "inbox"),
        *stops(world.planners_of(plans["in_review"])[0], "plan_opinions", in_review),
        *stops(desk, "inbox"),
        *stops(desk, "plan plan_screen plan_return plan_accept plan_receive", in_review),
        *stops(desk, "plan_waive", mine),
        *stops(desk, "plan plan_gather plan_extend", world.district_plan.reference),
        *stops(other_desk, "plan_open_review", waiting),
        *stops(other_desk, "plan_worksheet plan_scores plan_criteria plan_ranking plan_lay", sheet),
        *stops(other_desk, "plan_split", sheet, taken),
        *stops(leader, "pin card_sign_in"),
        *stops(desk, "cards"),
        *stops(desk, "card_revoke", card_of(world).pk),
        *stops(officer, "cards"),
        *stops(officer, "bodies open_province open_cycle crest form_templates"),
        *stops(officer, "form_template", world.province.code, "p02"),
        *stops(officer, "unit_prices"),
        *stops(officer, "unit_price", world.province.code),
        *stops(officer, "readiness_list", world.province.code),
        *stops(officer, "body", world.bodies["council"].code),
        *stops(officer, "hand_over", leader.office.pk),
        *stops(officer, "password", leader.office.pk, leader.tenure.pk),
        *stops(None, "front check sign_in card_sign_in source offline"),
        *stops(leader, "unsent"),
    ]


def tour_of_ballots(world: World) -> list[Stop]:
    """The pages of ballots at every stage, on the leader's plan."""
    leader, mine, found = world.leader, world.plan.reference, ballots_on(world, world.plan)
    return [
        *stops(leader, "plan_ballots plan_ballot", mine),
        *stops(leader, "ballot plan_change_ballot plan_discard_ballot plan_open_ballot", mine, found["prepared"].pk),
        *stops(leader, "ballot plan_cast_votes plan_clear_votes plan_issue_slips", mine, found["open"].pk),
        *stops(leader, "plan_close_ballot plan_annul_ballot", mine, found["open"].pk),
        *stops(leader, "ballot plan_enter_counts", mine, found["hands"].pk),
        *stops(leader, "ballot ballot_compare plan_order_by_ballot", mine, found["closed"].pk),
        *stops(None, "vote vote_done", found["open"].code),
    ]


def tour_of_the_province(world: World) -> list[Stop]:
    """The province's own work, with a plan heard in public and one version before the committee."""
    plan = world.heard_province().reference
    world.resolution(world.provincial_plan)
    jobs.drain()
    world.refresh()
    return [
        *stops(world.provincial_officer, "inbox"),
        *stops(
            world.provincial_officer, "plan plan_integration plan_worksheet plan_ranking plan_hear plan_resolve", plan
        ),
    ]


def tour_of_the_governor(world: World) -> list[Stop]:
    """The governor's desk, from the tour of the province."""
    plan = world.resolved(world.provincial_plan).reference
    return [*stops(world.governor, "inbox"), *stops(world.governor, "plan plan_endorse plan_send_back", plan)]


def tour_of_the_answer(world: World) -> list[Stop]:
    """What waits after the governor has endorsed, and what everybody may then read."""
    plan = world.endorsed()
    jobs.drain()
    world.refresh()
    commitment = Commitment.objects.order_by("pk").first()
    assert commitment is not None
    agency = next(a for a in (world.agency, world.other_agency) if a.body.pk == commitment.agency_id)
    proposal = world.lines(world.plan)[1].proposal.reference
    issued = Document.objects.filter(plan=world.plan, kind="T10").latest("pk")
    sign_document(document=issued, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=issued, by=world.secretary, dated=clock.today())
    return [
        *stops(world.provincial_officer, "plan_answer", plan.reference),
        *stops(agency, "inbox commitments"),
        *stops(agency, "commitment", commitment.pk),
        *stops(None, "front"),
        *stops(None, "status", world.plan.reference),
        *stops(None, "status", proposal),
        *stops(None, "check_code", issued.check_code),
        *stops(None, "province", world.province.code, world.cycle.target_year),
        *stops(None, "country"),
    ]


def tour_beside_the_plan(world: World) -> list[Stop]:
    """Order and area beside a plan, charters, a thematic plan with its agency, and an amendment."""
    leader, plan = world.leader, world.plan
    thematic, charter = _thematic(world), _charter(world)
    world.draft(plan)
    proposal, mine = world.lines(plan)[0].proposal.reference, plan.reference
    amended = world.accepted(world.far_plan)
    owner = world.chair_of(amended)
    lines = [world.lines(amended)[-1].pk]
    amendment = open_amendment(plan=amended, kind="change", reason="ราคาเปลี่ยน", line_ids=lines, by=owner)
    last = [world.lines(thematic)[-1].pk]
    due = clock.today() + timedelta(days=30)
    agency = world.bodies["agency"]
    send_extract(plan=thematic, seen=version_of(thematic), agency=agency, line_ids=last, due_on=due, by=leader)
    jobs.drain()
    return [
        *stops(leader, "plan_order plan_area plan_profile plan_open_plan plan_charters plan_charter", mine),
        *stops(leader, "charter charter_edit charter_adopt charter_renew", mine, charter),
        *stops(leader, "proposal_cite", mine, proposal),
        *stops(leader, "plan plan_related plan_send plan_extract plan_settle", thematic.reference),
        *stops(leader, "extract", thematic.reference, 1),
        *stops(world.agency, "inbox"),
        *stops(world.agency, "extract extract_answer", thematic.reference, 1),
        *stops(owner, "plan plan_related plan_amend", amended.reference),
        *stops(owner, "plan plan_amend_lines plan_drop", amendment.reference),
        *stops(world.desk_of(amended), "plan_take_in", amendment.reference),
        *stops(world.coordinator, "plan_related", world.district_plan.reference),
        *stops(None, "public_charter", charter),
    ]


def _thematic(world: World) -> Plan:
    plan = open_plan(plan=world.plan, kind="thematic", theme="สุขภาพ", by=world.leader)
    drafts = [world.words(number, work_class="hand_up") for number in (1, 2, 3)]
    draft_proposals(plan=plan, drafts=drafts, by=world.leader)
    return adopt_plan(plan=plan, seen=version_of(plan), resolution=world.resolution(plan), by=world.leader)


def _charter(world: World) -> str:
    """The reference of a charter that was adopted and is being written anew."""
    plan, by = world.plan, world.leader
    draft = CharterDraft([ArticleDraft("รักษาป่าชุมชน", "ป่า"), ArticleDraft("ไม่เผาตอซัง")], [SignatoryDraft("นางสมศรี")])
    version = draft_charter(plan=plan, kind="tambon", title="ธรรมนูญตำบล", draft=draft, by=by)
    meeting = world.meeting(plan)
    adopt_charter(version=version, plan=plan, meeting=meeting, in_force_from=clock.today(), seen=0, by=by)
    anew = renew_charter(charter=version.charter, plan=plan, by=by)
    edit_charter(version=anew, plan=plan, draft=CharterDraft([ArticleDraft("รักษาป่าต้นน้ำ", "ป่า")]), seen=0, by=by)
    return version.charter.reference
