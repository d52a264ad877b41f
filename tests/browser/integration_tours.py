"""The pages of the province's integration: its tree, other bodies' lists, the matrix, the hearing and its lists."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from approvals.models import OutsideRow
from approvals.verbs.hearings import (
    CommentDraft,
    NoticeDraft,
    announce_hearing,
    answer_comments,
    say_in_public,
    show_comments,
)
from approvals.verbs.integration import place_entries
from approvals.verbs.matching import RowDraft, list_rows, match_entry
from directory import clock
from proposals.models import StrategyNode
from proposals.verbs.strategy import NodeDraft, write_nodes
from tests.browser.tours import Stop, stops
from tests.cast import World

TREE = (
    NodeDraft("issue", "1", "เกษตรมูลค่าสูงและปลอดภัย", reference="แผนพัฒนาจังหวัด พ.ศ. 2571–2575"),
    NodeDraft("strategy", "1.1", "พัฒนาแหล่งน้ำและปัจจัยการผลิต", "1", "Water and inputs"),
    NodeDraft("programme", "1.1.1", "แผนงานแหล่งน้ำเพื่อการเกษตร", "1.1"),
    NodeDraft("programme", "1.1.2", "แผนงานคมนาคมขนส่งสินค้าเกษตร", "1.1"),
)


def tour_of_the_integration(world: World) -> list[Stop]:
    """A province's plan before its committee, with a tree, a match, and a hearing at which people spoke."""
    plan = world.compiled_province()
    officer, lao = world.provincial_officer, world.bodies["lao"]
    write_nodes(province=world.province, round_start=world.cycle.round_start, drafts=TREE, by=officer)
    programme = StrategyNode.objects.get(code="1.1.1")
    road = RowDraft(2572, "12", "ขุดลอกห้วยปลาแดก โครงการที่ 2", "แผนพัฒนาท้องถิ่น เพิ่มเติม 1/2571", Decimal(480_000))
    list_rows(body=lao, drafts=[road], by=world.lao_planner)
    days = (clock.today(), clock.today() + timedelta(days=30))
    draft = NoticeDraft("รับฟังความคิดเห็นร่างแผนพัฒนาจังหวัด", days[1], "หอประชุมศาลากลางจังหวัด", *days, shows_draft=True)
    notice = announce_hearing(plan=plan, draft=draft, by=officer)
    for number in (1, 2, 3):
        said = CommentDraft(f"ขอให้เพิ่มทางระบายน้ำข้างถนน จุดที่ {number}", about="ถนนบ้านบุ่ง")
        say_in_public(code=notice.code, draft=said, key=str(number))
    show_comments(plan=plan, numbers=[1, 2], shown=True, by=officer)
    answer = {"topic": "การระบายน้ำ", "result": "taken", "text": "เพิ่มในแบบแปลนแล้ว"}
    answer_comments(plan=plan, numbers=[1], by=officer, **answer)
    row = OutsideRow.objects.get()
    match_entry(plan=plan, number=1, row_id=row.pk, verdict="adopted", by=officer)
    desk = plan.reference
    before = [
        *stops(None, "hearing", notice.code),
        *stops(officer, "plan_ceiling", desk),
        *stops(officer, "plan_hearing", desk, "?show=all"),
        *stops(officer, "plan_hearing_notice plan_hearing_comment", desk),
    ]
    place_entries(plan=plan, numbers=[1, 2], programme_id=programme.pk, by=officer)
    province = world.province.code
    return [
        *before,
        *stops(officer, "plan_strategy plan_matrix plan_integration", desk),
        *stops(officer, "plan_match", desk, 1),
        *stops(officer, "strategy_trees outside_lists"),
        *stops(officer, "strategy_tree strategy_list", province),
        *stops(officer, "strategy_tree", province, f"?node={programme.pk}"),
        *stops(world.lao_planner, "outside_list outside_upload", lao.code),
    ]
