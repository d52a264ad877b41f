"""Signing with an office's own key: number, date and signature end in one file, or nothing is issued at all."""

import json
from datetime import timedelta

import pytest

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Refused, Stale
from directory.models import Tenure
from directory.verbs.bodies import hand_over_office
from documents import integrity, signing, storage
from documents.models import Document, Register
from documents.signatures import Signature
from documents.verbs import (
    endorse_document,
    keep_signed_copies,
    prepare_again,
    prepare_papers,
    render_document,
    send_document,
    set_route,
    sign_document,
    sign_electronically,
    sign_many_electronically,
    signed_copies,
    void_document,
)
from proposals.verbs.meetings import pass_resolution
from proposals.verbs.plan import adopt_plan
from tests.cast import DAY_ONE, PNG, version_of
from tests.documents.keys import PASSWORD, an_authority, key_in
from tests.documents.test_circulars import sheets  # noqa: F401  # a fixture
from tests.documents.test_signature_blocks import standing_in
from workflow import jobs
from workflow.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(settings, tmp_path, world):
    """A demonstration in which the chair, the chief and a few others hold keys; returns the authority."""
    settings.PRASAN_DEMO, settings.SIGNING_DIR = True, tmp_path / "signing"
    authority = an_authority(clock.now())
    for office in ("council/chair", "council/secretary", "district/chief", "far-council/chair"):
        key_in(settings.SIGNING_DIR, authority, office, at=clock.now(), title=office)
    return authority


def rendered(paper):
    """A paper whose sheet can be read."""
    render_document({"document": paper.pk, "kind": "unsigned"})
    return paper


def letter(world, plan=None):
    """The letter with which a council submits its plan."""
    plan = world.submitted(plan or world.plan)
    return rendered(Document.objects.get(plan=plan, kind="T10"))


def minutes_of(world):
    """The minutes that the council's secretary recorded and its chair certifies an extract of."""
    plan = world.plan
    world.draft(plan)
    meeting = world.meeting(plan, recorded_by=str(world.secretary.user), checked_by="นางสาวผู้ตรวจ ไม่มีบัญชี")
    resolution = pass_resolution(
        meeting=meeting, version=version_of(plan), text="เห็นชอบ", votes_for=7, by=world.secretary
    )
    adopt_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=world.leader)
    return rendered(Document.objects.get(plan=plan, kind="T03"))


def sign(paper, by, **changes):
    return sign_electronically(document=paper, by=by, **{"password": PASSWORD, "dated": DAY_ONE, **changes})


def bytes_of(paper, kind):
    return storage.read(paper.renditions.filter(kind=kind).latest("pk").file)


def nothing_issued(paper):
    """Whether a paper and its register stand as before, in the database and not only in memory."""
    found = Document.objects.get(pk=paper.pk)
    assert (found.state, found.number_text, found.dated) == ("prepared", "", None)
    assert not Register.objects.exists()
    assert not Signature.objects.exists()
    assert set(found.renditions.values_list("kind", flat=True)) <= {"unsigned"}
    return True


# --- What is signed ---


def test_the_signature_covers_the_sheet_with_its_number_and_its_date(world, keys):
    paper = letter(world)
    sign(paper, world.leader)
    assert (paper.state, paper.number_text, paper.dated) == ("numbered", "1/2569", DAY_ONE)
    file = bytes_of(paper, "signed")
    assert file.startswith(bytes_of(paper, "issued"))
    (found,) = signing.signatures_of(file)
    assert found.is_good
    assert (found.name, found.office, found.body) == (
        str(world.leader.user), world.leader.office.title, world.leader.body.name,
    )  # fmt: skip
    assert found.signed_at == clock.now()


def test_the_paper_remembers_who_signed_with_which_certificate_and_the_log_the_hashes(world, keys):
    paper = letter(world)
    sign(paper, world.leader)
    kept = paper.signatures.get()
    assert (kept.position, kept.name, kept.office, kept.user, kept.is_demonstration) == (
        1, str(world.leader.user), world.leader.office, world.leader.user, True,
    )  # fmt: skip
    assert (kept.certificate_issuer, kept.signed_at, kept.stamped_by) == (
        "Prasan demonstration root", clock.now(), "",
    )  # fmt: skip
    event = Event.objects.get(plan=world.plan, verb="complete_signatures")
    assert json.loads(event.data) == {
        "unsigned": paper.renditions.get(kind="issued").file.sha256,
        "sha256": paper.renditions.get(kind="signed").file.sha256,
        "certificate": kept.certificate_sha256,
        "serial": kept.certificate_serial,
    }
    assert (event.actor, event.office, event.from_state, event.to_state) == (
        world.leader.user, world.leader.office, "reserved", "numbered",
    )  # fmt: skip


def test_the_password_is_kept_nowhere(world, keys, caplog):
    paper = letter(world)
    caplog.set_level("DEBUG")
    sign(paper, world.leader)
    with pytest.raises(Invalid) as refused:
        sign(letter(world, world.far_plan), world.chair_of(world.far_plan), password=f"{PASSWORD}?")
    assert PASSWORD not in str(refused.value)
    assert PASSWORD not in caplog.text
    assert not any(PASSWORD in event.data for event in Event.objects.all())


def test_a_paper_signed_electronically_is_sent_like_any_other(world, keys):
    paper = letter(world)
    sign(paper, world.leader)
    send_document(document=paper, by=world.secretary)
    assert paper.state == "sent"


def test_the_environment_may_hold_the_password(world, keys, settings, monkeypatch):
    path = settings.SIGNING_DIR / "keys.toml"
    path.write_text(
        path.read_text().replace(
            '[offices."council/chair"]\n', '[offices."council/chair"]\npassword_variable = "CHAIR"\n'
        )
    )
    monkeypatch.setenv("CHAIR", PASSWORD)
    paper = letter(world)
    sign(paper, world.leader, password="")
    assert paper.state == "numbered"


def test_many_papers_are_signed_in_one_act_each_with_a_number_of_its_own_and_a_refusal_stops_no_other(world, keys):
    first, minutes = letter(world), Document.objects.get(plan=world.plan, kind="T03")
    other = letter(world, world.far_plan)
    told = sign_many_electronically(documents=[first, minutes, other], by=world.leader, password=PASSWORD)
    assert [(outcome.document.kind, outcome.refusal[:24]) for outcome in told] == [
        ("T10", ""), ("T03", "ยังจัดหน้าหนังสือไม่เสร็จ"[:24]), ("T10", "ไม่พบหนังสือฉบับนี้"),
    ]  # fmt: skip
    assert [(p.state, p.number_text) for p in (first, minutes, other)] == [
        ("numbered", "1/2569"), ("prepared", ""), ("prepared", ""),
    ]  # fmt: skip
    (again,) = sign_many_electronically(documents=[rendered(minutes)], by=world.leader, password=PASSWORD)
    assert (again.refusal, minutes.state, minutes.dated) == ("", "numbered", DAY_ONE)


def test_a_wrong_password_stops_the_signing_of_many_before_the_first(world, keys):
    paper = letter(world)
    with pytest.raises(Invalid, match="รหัสผ่าน"):
        sign_many_electronically(documents=[paper], by=world.leader, password="ผิด")
    assert nothing_issued(paper)


# --- Several signatures ---


def test_minutes_are_signed_by_their_recorder_and_then_by_the_chair(world, keys):
    minutes = minutes_of(world)
    sign(minutes, world.secretary)
    assert (minutes.state, minutes.dated) == ("reserved", DAY_ONE)
    once = bytes_of(minutes, "signed")
    sign(minutes, world.leader)
    both = bytes_of(minutes, "signed")
    assert minutes.state == "numbered"
    assert both.startswith(once)
    assert [(each.name, each.is_good) for each in signing.signatures_of(both)] == [
        (str(world.secretary.user), True),
        (str(world.leader.user), True),
    ]
    assert list(minutes.signatures.values_list("position", "name")) == [
        (1, str(world.secretary.user)),
        (2, str(world.leader.user)),
    ]


def test_nobody_signs_twice(world, keys):
    minutes = minutes_of(world)
    sign(minutes, world.secretary)
    with pytest.raises(Refused, match="แล้ว"):
        sign(minutes, world.secretary)
    sign(minutes, world.leader)
    with pytest.raises(Stale):
        sign(minutes, world.leader)


def test_of_two_who_sign_the_same_file_at_once_the_second_is_told_to_look_again(world, keys):
    minutes = minutes_of(world)
    by_secretary = signed_copies(document=minutes, by=world.secretary, password=PASSWORD, dated=DAY_ONE)
    by_chair = signed_copies(document=minutes, by=world.leader, password=PASSWORD, dated=DAY_ONE)
    keep_signed_copies(by_secretary, by=world.secretary)
    with pytest.raises(Stale):
        keep_signed_copies(by_chair, by=world.leader)
    assert minutes.signatures.count() == 1
    sign(Document.objects.get(pk=minutes.pk), world.leader)
    assert minutes.signatures.count() == 2


# --- Cut short ---


def test_a_number_waits_with_its_paper_when_the_signing_is_cut_short_and_is_taken_once(world, keys, settings):
    paper = letter(world)
    signed_copies(document=paper, by=world.leader, password=PASSWORD, dated=DAY_ONE)  # and then the power fails
    waiting = Document.objects.get(pk=paper.pk)
    assert (waiting.state, waiting.number_text, waiting.signatures.count()) == ("reserved", "1/2569", 0)
    jobs.drain()
    assert waiting.renditions.filter(kind="issued").count() == 1
    sign(waiting, world.leader)
    assert (waiting.state, waiting.number_text, Register.objects.get().last_number) == ("numbered", "1/2569", 1)


def test_a_time_stamping_authority_that_is_away_stops_the_act_before_a_number_is_taken(world, keys, settings):
    settings.TSA_URL = "http://127.0.0.1:1/tsa"
    paper = letter(world)
    with pytest.raises(Invalid, match="ผู้ประทับเวลา"):
        sign(paper, world.leader)
    assert nothing_issued(paper)


# --- Who may ---


def test_only_whose_name_stands_under_the_paper_signs_it(world, keys):
    paper = letter(world)
    with pytest.raises(Refused, match=str(world.leader.user)):
        sign(paper, world.secretary)
    for by, answer in ((world.coordinator, Refused), (world.stranger, NotHere), (world.other_leader, NotHere)):
        with pytest.raises(answer):
            sign(paper, by)
    assert nothing_issued(paper)


def test_nobody_signs_electronically_for_another(world, keys):
    paper = letter(world)
    with pytest.raises(Refused, match="แทนกันไม่ได้"):
        sign(paper, world.recording(world.coordinator, "council"))
    assert nothing_issued(paper)


def test_whose_tenure_has_ended_signs_nothing(world, keys):
    paper = letter(world)
    Tenure.objects.filter(pk=world.leader.tenure.pk).update(ends=DAY_ONE)
    world.leader.user.__dict__.pop("_mandates_of_today", None)
    with pytest.raises((Refused, NotHere)):
        sign(paper, world.leader)
    assert nothing_issued(paper)


def test_a_successor_does_not_sign_under_the_predecessors_name(world, keys):
    paper = letter(world)
    with world.in_days(1):
        heir = world.secretary.user
        tenure = hand_over_office(
            office=world.leader.office, to=heir, by=world.provincial_officer, starts=clock.today()
        )
        successor = type(world.leader)(heir, world.leader.office, tenure)
        with pytest.raises(Refused, match=str(world.leader.user)):
            sign(paper, successor)
    assert nothing_issued(paper)


# --- What is wrong is named, and nothing is issued ---


def refusal_of(paper, by, **changes):
    with pytest.raises(Invalid) as refused:
        sign(paper, by, **changes)
    assert nothing_issued(paper)
    ((problem,),) = (refused.value.problems,)
    return problem.field, problem.value, problem.message


def test_a_wrong_password_is_said_at_its_field_and_never_repeated(world, keys):
    paper = letter(world)
    assert refusal_of(paper, world.leader, password="ผิด") == ("password", "", "รหัสผ่านของกุญแจไม่ถูกต้อง")
    assert refusal_of(paper, world.leader, password="") == ("password", "", "ต้องพิมพ์รหัสผ่านของกุญแจ")


def test_an_expired_certificate_is_named(world, keys):
    paper = letter(world)
    with world.in_days(800):
        field, value, message = refusal_of(paper, world.leader, dated=clock.today())
    assert (field, value) == ("key", "council/chair")
    assert "หมดอายุแล้วเมื่อ 2028-11-" in message


def test_another_offices_certificate_is_named(world, keys, settings):
    folder = settings.SIGNING_DIR
    (folder / "council.chair.p12").write_bytes((folder / "council.secretary.p12").read_bytes())
    field, value, message = refusal_of(letter(world), world.leader)
    assert (field, value) == ("key", "council/chair")
    assert "council/secretary" in message


def test_a_key_that_others_can_read_is_named(world, keys, settings):
    (settings.SIGNING_DIR / "council.chair.p12").chmod(0o644)
    field, value, message = refusal_of(letter(world), world.leader)
    assert (field, value) == ("key", "council.chair.p12")
    assert "0644" in message


def test_an_office_without_a_key_is_named(world, keys):
    paper = letter(world, world.kbt_plan)
    field, value, message = refusal_of(paper, world.chair_of(world.kbt_plan))
    assert (field, value) == ("key", "lone-kbt/chair")
    assert "แนบสแกน" in message


def test_a_demonstrations_key_signs_no_real_paper(world, keys, settings):
    paper = letter(world)
    settings.PRASAN_DEMO = False
    field, _value, message = refusal_of(paper, world.leader)
    assert (field, "สาธิต" in message) == ("key", True)


def test_a_sheet_that_nobody_could_read_yet_is_not_signed(world, keys):
    world.submitted(world.plan)
    paper = Document.objects.get(plan=world.plan, kind="T10")
    field, value, message = refusal_of(paper, world.leader)
    assert (field, value) == ("document", paper.title)
    assert "ยังจัดหน้าหนังสือไม่เสร็จ" in message
    render_document({"document": paper.pk, "kind": "unsigned"})
    sign(paper, world.leader)
    assert paper.state == "numbered"


def test_a_date_ahead_or_a_missing_number_stops_the_act_before_the_key_is_touched(world, keys):
    paper = letter(world)
    assert refusal_of(paper, world.leader, dated=DAY_ONE + timedelta(days=1))[0] == "dated"
    plan = world.returned(world.plan)
    back = rendered(Document.objects.get(plan=plan, kind="D02"))
    assert refusal_of(back, world.chief)[0] == "typed_number"
    sign(back, world.chief, typed_number=" อจ 0118/45 ")
    assert (back.state, back.number_text) == ("numbered", "อจ 0118/45")


def test_a_paper_signed_with_ink_is_not_signed_again(world, keys):
    paper = letter(world)
    sign_document(document=paper, by=world.secretary, scan=PNG, content_type="image/png")
    with pytest.raises(Stale):
        sign(paper, world.leader)
    with pytest.raises(Stale):
        sign(letter(world, world.far_plan), world.chair_of(world.far_plan), seen=99)


# --- With routes, circulars and replacements ---


def test_a_paper_on_its_route_is_not_signed_before_everyone_has_endorsed_it(world, keys):
    paper = letter(world)
    set_route(document=paper, offices=[world.secretary.office], by=world.secretary)
    field, value, message = refusal_of(paper, world.leader)
    assert (field, value, message) == ("document", paper.title, "หนังสือยังเสนอผ่านไม่ครบเส้นทาง")
    endorse_document(document=paper, by=world.secretary)
    sign(paper, world.leader)
    assert paper.state == "numbered"


def test_of_a_circular_every_sheet_is_signed_in_one_act_under_one_number(world, keys, sheets):  # noqa: F811
    for sheet in sheets:
        rendered(sheet)
    sign(sheets[1], world.leader)
    found = Document.objects.filter(kind="C01").order_by("copy")
    assert list(found.values_list("state", "number_text", "copy")) == [
        ("numbered", "ว 1/2569", 1),
        ("numbered", "ว 1/2569", 2),
    ]
    files = [bytes_of(sheet, "signed") for sheet in found]
    assert files[0] != files[1]
    assert [signing.signatures_of(file)[0].is_good for file in files] == [True, True]


def test_the_paper_that_is_replaced_stays_valid_until_the_new_one_is_signed(world, keys):
    first = letter(world)
    sign(first, world.leader)
    second = rendered(prepare_again(document=first, by=world.secretary))
    signed_copies(document=second, by=world.leader, password=PASSWORD, dated=DAY_ONE)
    assert Document.objects.get(pk=first.pk).state == "numbered"
    sign(Document.objects.get(pk=second.pk), world.leader)
    assert list(
        Document.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk").values_list("state", "number_text")
    ) == [
        ("superseded", "1/2569"),
        ("numbered", "2/2569"),
    ]


def test_a_reserved_number_stays_used_when_its_paper_becomes_void_unsigned(world, keys):
    paper = letter(world)
    copies = signed_copies(document=paper, by=world.leader, password=PASSWORD, dated=DAY_ONE)
    void_document(document=Document.objects.get(pk=paper.pk), by=world.leader, reason="ผู้รับเปลี่ยน")
    with pytest.raises(Stale):
        keep_signed_copies(copies, by=world.leader)
    found = Document.objects.get(pk=paper.pk)
    assert (found.state, found.number_text, Signature.objects.count()) == ("void", "1/2569", 0)


def test_the_log_s_verification_finds_a_signature_on_record_that_no_file_holds(world, keys):
    paper = letter(world)
    sign(paper, world.leader)
    assert list(integrity.missing_signatures()) == []
    kept = paper.signatures.get()
    forged = Signature(document=paper, rendition=paper.renditions.get(kind="issued"), position=2)
    for field in ("office", "certificate_sha256", "signed_at"):
        setattr(forged, field, getattr(kept, field))
    forged.user, forged.name = world.secretary.user, "นายปลอม"
    forged.save()
    assert [(row["plan"], "นายปลอม" in row["why"]) for row in integrity.check()] == [(world.plan.pk, True)]


def test_a_deputy_signs_in_their_own_name_with_the_words_of_a_councils_deputy(world, keys):
    world.submitted(world.plan)
    tenure = standing_in(world.leader.office, "acting_as_chair", "รองประธานสภาองค์กรชุมชนตำบล", "นางบุญมี ใจดี")
    deputy = Acting(tenure.user, tenure.office, tenure)
    (paper,) = prepare_papers("T10", world.plan, deputy)
    with pytest.raises(Refused, match="นางบุญมี ใจดี"):
        sign(rendered(paper), world.leader)
    sign(paper, deputy)
    (found,) = signing.signatures_of(bytes_of(paper, "signed"))
    assert (found.name, found.office) == ("นางบุญมี ใจดี", f"{world.leader.office.title} (ทำหน้าที่แทนประธาน)")
    assert paper.signatures.get().words == "รองประธานสภาองค์กรชุมชนตำบล ทำหน้าที่แทนประธาน"
