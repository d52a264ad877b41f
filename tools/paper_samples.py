"""Make the sample of each kind of paper anew: a small province walks its whole way, and one paper of each kind is kept.

    python -m tools.paper_samples            everything, from a journey in a temporary folder
    python -m tools.paper_samples --pictures the pictures alone, from the samples that are there

Writes `fixtures/papers/CODE.json`, the snapshot that the room's own declaration froze, and `docs/documents/CODE.png`,
its first page.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
FIXTURES: Final = ROOT / "fixtures" / "papers"
PICTURES: Final = ROOT / "docs" / "documents"
PROVINCE, YEAR, PER_TAMBON, SEED = "83", 2572, 5, 7  # ภูเก็ต: the smallest province makes the shortest samples
SILENT_DAYS: Final = 120
WIDTH: Final = 420
MOST_BYTES: Final = 60_000


def main(arguments: list[str]) -> None:
    """Walk, keep, draw."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DATABASE_URL=f"sqlite:///{folder}/samples.sqlite3",
            PRASAN_DEMO="1",
            DJANGO_SETTINGS_MODULE="config.settings",
        )
        import django  # noqa: PLC0415  # after the environment is set

        django.setup()
        from django.conf import settings  # noqa: PLC0415  # likewise

        settings.MEDIA_ROOT = Path(folder) / "files"
        if "--pictures" not in arguments:
            _keep(_walk())
        PICTURES.mkdir(parents=True, exist_ok=True)
        for path in sorted(FIXTURES.glob("*.json")):
            _draw(path.stem, Path(folder))
        _write_gallery()


def _walk() -> dict[str, dict[str, Any]]:
    """Go the whole way; return the shortest snapshot of each kind."""
    from django.core.management import call_command  # noqa: PLC0415  # needs the set-up
    from django.utils import translation  # noqa: PLC0415

    from config.journey.terminal import province_to_walk  # noqa: PLC0415
    from config.journey.walk import start_of, walk  # noqa: PLC0415
    from documents.verbs import rendering  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    rendering.rendered = lambda *_args, **_kwargs: b"%PDF-1.7 left out"  # only the snapshots are wanted here
    with translation.override("th"):
        province = province_to_walk(PROVINCE, [YEAR], start_of)
        world = walk(province, YEAR, seed=SEED, per_tambon=PER_TAMBON, progress=lambda *_args: None)
        return _shortest(world)


def _shortest(world: Any) -> dict[str, dict[str, Any]]:
    from datetime import timedelta  # noqa: PLC0415

    from directory import clock  # noqa: PLC0415
    from documents.kinds import KINDS  # noqa: PLC0415
    from documents.models import Document  # noqa: PLC0415
    from documents.verbs import prepare_papers  # noqa: PLC0415
    from proposals.models import Plan  # noqa: PLC0415

    with clock.at(clock.today() + timedelta(days=SILENT_DAYS)):
        _call_a_forum(world)
        _beside_the_plan(world)
        _after_the_governor(world)
        _a_petition(world)
        for code, kind in KINDS.items():
            if kind.on_demand:
                for plan in Plan.objects.filter(cycle=world.cycle).select_related("owner", "area", "cycle"):
                    prepare_papers(code, plan, by=world.officer())
    kept: dict[str, dict[str, Any]] = {}
    for code in KINDS:
        snapshots = Document.objects.filter(kind=code, plan__cycle=world.cycle).values_list("snapshot", flat=True)
        if snapshots:
            kept[code] = json.loads(min(snapshots, key=lambda text: (len(text), text)))
    return kept


def _call_a_forum(world: Any) -> None:
    """One more forum, which is still to come: what it is announced with is a paper too."""
    from datetime import timedelta  # noqa: PLC0415

    from config.journey.councils import officers_of  # noqa: PLC0415
    from directory import clock  # noqa: PLC0415
    from proposals.forum_drafts import CalledDraft  # noqa: PLC0415
    from proposals.models import Level, Meeting, Plan  # noqa: PLC0415
    from proposals.verbs.calling import call_meeting  # noqa: PLC0415

    plan = Plan.objects.filter(cycle=world.cycle, level=Level.SUBDISTRICT).order_by("pk")[0]
    draft = CalledDraft(
        kind=Meeting.Kind.FORUM,
        title="เวทีประชาคม",
        held_on=clock.today() + timedelta(days=14),
        place=f"ศาลาประชาคม {plan.area.full_name}",
        notice="ขอให้นำข้อมูลปัญหาและความต้องการของหมู่บ้านมาด้วย",
    )
    call_meeting(plan=plan, draft=draft, by=officers_of(world, plan)[0])


def _after_the_governor(world: Any) -> None:
    """The province sends its plan on."""
    from approvals.afterwards import last_recipient  # noqa: PLC0415
    from approvals.verbs.afterwards import forward_plan  # noqa: PLC0415
    from proposals.models import Level  # noqa: PLC0415

    for plan in world.plans(Level.PROVINCE):
        forward_plan(plan=plan, recipient=last_recipient(plan), by=world.officer())


def _a_petition(world: Any) -> None:
    """The councils' provincial meeting proposes something to the governor, who answers."""
    from datetime import timedelta  # noqa: PLC0415

    from approvals.petitions import MeasureDraft, PetitionAnswerDraft, PetitionDraft, governor_of  # noqa: PLC0415
    from approvals.verbs.assembly import Votes  # noqa: PLC0415
    from approvals.verbs.petitions import (  # noqa: PLC0415
        answer_petition,
        draft_petition,
        receive_petition,
        resolve_petition,
        send_petition,
    )
    from directory import clock  # noqa: PLC0415
    from directory.models import Body, Territory  # noqa: PLC0415
    from directory.powers import BodyKind, Role  # noqa: PLC0415
    from directory.verbs.bodies import holder_of  # noqa: PLC0415
    from proposals.drafts import AttendanceDraft, MeetingDraft  # noqa: PLC0415
    from proposals.models import Attendance, Meeting  # noqa: PLC0415

    area = world.cycle.province
    assembly = Body.objects.create(
        code=f"{area.code}-assembly",
        kind=BodyKind.ASSEMBLY,
        name=f"ที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล {area.full_name}",
        area=area,
    )
    Territory.objects.create(body=assembly, area=area)
    chair = _holder(assembly, Role.CHAIR, "นายสมาน ใจดี")
    words = PetitionDraft(
        "การจัดทำแผนแหล่งน้ำชุมชนของจังหวัด",
        "ขอให้จังหวัดตั้งคณะทำงานแหล่งน้ำชุมชนที่มีผู้แทนสภาองค์กรชุมชนร่วมด้วย\nขอให้สำรวจแหล่งน้ำของทุกตำบลก่อนจัดทำแผนรอบถัดไป",
    )
    plan = draft_petition(cycle=world.cycle, assembly=assembly, draft=words, by=chair)
    came = [AttendanceDraft(f"ผู้แทนสภาองค์กรชุมชน คนที่ {n}") for n in range(1, 8)]
    stayed = [AttendanceDraft("ผู้แทนสภาองค์กรชุมชน คนที่ 8", presence=Attendance.Presence.ABSENT)]
    sitting = MeetingDraft(
        kind=Meeting.Kind.PROVINCIAL,
        title=str(Meeting.Kind.PROVINCIAL.label),
        held_on=clock.today(),
        place=f"ศาลากลาง{area.full_name}",
        attendances=[*came, *stayed],
    )
    votes = Votes("เห็นชอบให้เสนอเรื่องนี้ต่อผู้ว่าราชการจังหวัด", 7)
    resolve_petition(plan=plan, seen=plan.revision, draft=sitting, votes=votes, by=chair)
    send_petition(plan=plan, seen=plan.revision, by=chair)
    receive_petition(plan=plan, seen=plan.revision, by=world.officer())
    measure = MeasureDraft("ตั้งคณะทำงานแหล่งน้ำชุมชน", "สำนักงานจังหวัด", clock.today() + timedelta(days=60))
    answer = PetitionAnswerDraft("accepts", "จังหวัดเห็นชอบตามข้อเสนอ และจะรายงานความก้าวหน้าให้ที่ประชุมทราบ", [measure])
    found = governor_of(plan)
    governor = holder_of(found.offices.get(role=Role.GOVERNOR)) if found else None
    if governor is None:
        raise LookupError("the sample's province has no governor")
    answer_petition(plan=plan, seen=plan.revision, draft=answer, by=governor)


def _holder(body: Any, role: str, name: str) -> Any:
    """Somebody who holds an office of a body that is established now."""
    from directory import clock  # noqa: PLC0415
    from directory.acting import Acting  # noqa: PLC0415
    from directory.models import Tenure, User  # noqa: PLC0415
    from directory.powers import Role  # noqa: PLC0415
    from directory.verbs.bodies import establish_offices  # noqa: PLC0415

    office = establish_offices([(body, role, str(Role(role).label))])[0]
    user = User.objects.create(username=f"{body.code}-{role}", full_name=name)
    return Acting(user, office, Tenure.objects.create(user=user, office=office, starts=clock.today()))


def _beside_the_plan(world: Any) -> None:
    """What the journey does not come by: a council adopts a charter, and offers a project to an agency."""
    from datetime import timedelta  # noqa: PLC0415

    from config.journey.councils import officers_of  # noqa: PLC0415
    from directory import clock  # noqa: PLC0415
    from directory.powers import BodyKind  # noqa: PLC0415
    from proposals.charters import ArticleDraft, CharterDraft, SignatoryDraft, meetings_that_may_adopt  # noqa: PLC0415
    from proposals.extracts import agencies_for, lines_to_send  # noqa: PLC0415
    from proposals.models import Level  # noqa: PLC0415
    from proposals.verbs.charters import adopt_charter, draft_charter  # noqa: PLC0415
    from proposals.verbs.extracts import send_extract  # noqa: PLC0415

    plans = world.plans(Level.SUBDISTRICT, owner__kind=BodyKind.COUNCIL)
    plan = next(plan for plan in plans if lines_to_send(plan).exists() and meetings_that_may_adopt(plan))
    writer, chair = officers_of(world, plan)
    articles = [
        ArticleDraft("คนในตำบลร่วมกันดูแลแหล่งน้ำ ป่า และที่สาธารณะ ไม่บุกรุกและไม่เผา", "ทรัพยากรของตำบล"),
        ArticleDraft("ทุกหมู่บ้านดูแลผู้สูงอายุ เด็ก และผู้ป่วยติดเตียง โดยมีอาสาสมัครเยี่ยมบ้านทุกเดือน", "การดูแลกัน"),
        ArticleDraft("งานบุญและงานประเพณีในตำบลปลอดเหล้า", "งานบุญ"),
    ]
    signatories = [
        SignatoryDraft(str(chair.user), "ประธานสภาองค์กรชุมชนตำบล"),
        SignatoryDraft(str(writer.user), "เลขานุการ"),
    ]
    draft = CharterDraft(articles, signatories)
    title = f"ธรรมนูญ{plan.area.full_name}"
    version = draft_charter(plan=plan, kind="tambon", title=title, draft=draft, by=writer)
    meeting = meetings_that_may_adopt(plan)[0]
    adopt_charter(version=version, plan=plan, meeting=meeting, in_force_from=clock.today(), seen=0, by=chair)
    send_extract(
        plan=plan,
        seen=plan.version_on_desk,
        agency=agencies_for(plan)[0],
        line_ids=list(lines_to_send(plan).values_list("line_id", flat=True)[:3]),
        due_on=clock.today() + timedelta(days=30),
        by=chair,
    )


def _keep(snapshots: dict[str, dict[str, Any]]) -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for code, snapshot in snapshots.items():
        # What differs from walk to walk: the random check code, and the head of the log of events.
        check_code = f"{code}SAMPLE".ljust(16, "X").replace("0", "O").replace("1", "I")
        snapshot.update(check_code=check_code, check_url=f"https://prasan.example/check/{check_code}")
        text = json.dumps(snapshot, ensure_ascii=False, indent=1, sort_keys=True)
        (FIXTURES / f"{code}.json").write_text(text + "\n", encoding="utf-8")


def _draw(code: str, folder: Path) -> None:
    from PIL import Image  # noqa: PLC0415

    from documents.samples import sample_pdf  # noqa: PLC0415

    pdf = folder / f"{code}.pdf"
    pdf.write_bytes(sample_pdf(code))
    command = ["pdftoppm", "-f", "1", "-l", "1", "-r", "100", "-png", "-singlefile", str(pdf), str(folder / code)]
    subprocess.run(command, check=True)  # our own file
    with Image.open(folder / f"{code}.png") as page:
        small = page.convert("L").resize((WIDTH, WIDTH * page.height // page.width), Image.Resampling.LANCZOS)
    small.quantize(16).save(PICTURES / f"{code}.png", optimize=True)
    size = (PICTURES / f"{code}.png").stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{code}.png: {size} bytes, at most {MOST_BYTES}")


def _write_gallery() -> None:
    """The page of the documentation that shows each kind, in the order of the stages."""
    from documents.kinds import ISSUED, catalogue  # noqa: PLC0415

    listed = catalogue()
    issued = [kind for kind in listed if kind.state == ISSUED]
    lines = [
        "# Papers",
        "",
        f"The {len(listed)} kinds of formal documents. {len(issued)} are issued; the others say what they wait for.",
        "Made by `python -m tools.paper_samples` from a demonstration; `manage.py document_kinds --samples DIR` writes",
        "the whole papers.",
        "",
        "## Issued",
        "",
    ]
    for kind in issued:
        lines += [
            f"### {kind.code} {kind.title}",
            "",
            f"Declared in `{kind.room}`.",
            "",
            f"![{kind.code}]({kind.code}.png)",
            "",
        ]
    lines += ["## Waiting", "", "| kind | room | waits for |", "|---|---|---|"]
    lines += [f"| {k.code} {k.title} | `{k.room}` | {k.waits_for} |" for k in listed if k.state != ISSUED]
    (PICTURES / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
