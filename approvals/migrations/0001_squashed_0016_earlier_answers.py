"""The desks' tables of a new database at once. What the migrations that it replaces did for rows that were there is left out."""

import json
from pathlib import Path

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

import proposals.money
from workflow.append_only import AppendOnly, Refuse
from workflow.tables import CreateTogether


FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def load_common_lists(apps, schema_editor):
    """What every province begins with; a change of it is a further version in a later migration."""
    lists = apps.get_model("approvals", "AssessmentList").objects.using(schema_editor.connection.alias)
    for kind, words in (("criteria", "name"), ("screening", "text"), ("beyond_capacity", "name")):
        rows = json.loads((FIXTURES / f"{kind}.json").read_text(encoding="utf-8"))
        items = [_item(row, words) for row in rows if not row.get("optional")]
        lists.create(kind=kind, version=1, items=items, created_at=timezone.now())


def _item(row, words):
    more = {name: row[name] for name in ("weight", "descriptors") if name in row}
    told = {"text": row[f"{words}_th"], "english": row[f"{words}_en"], "guidance": row.get("guidance_th", "")}
    return {"code": row["code"], **told, "reference": row.get("source", ""), **more}


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('approvals', '0001_initial'),
        ('approvals', '0002_initial'),
        ('approvals', '0003_initial'),
        ('approvals', '0004_after_the_governor'),
        ('approvals', '0005_merging'),
        ('approvals', '0006_scoring'),
        ('approvals', '0007_envelopes'),
        ('approvals', '0008_objections'),
        ('approvals', '0009_desk'),
        ('approvals', '0010_desk_sheets'),
        ('approvals', '0011_integration'),
        ('approvals', '0012_approvers'),
        ('approvals', '0013_appeals'),
        ('approvals', '0014_approval_dates'),
        ('approvals', '0015_words_of_items'),
        ('approvals', '0016_earlier_answers'),
    ]

    dependencies = [
        ('directory', '0006_networks_and_assemblies_see'),
        ('documents', '0006_crests'),
        ('proposals', '0018_petitions'),
        ('workflow', '0002_history_is_never_edited'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name='Criterion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=200)),
                    ('weight', models.PositiveSmallIntegerField()),
                    ('descriptors', models.JSONField(default=dict)),
                    ('place', models.PositiveSmallIntegerField()),
                    ('worksheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='approvals.worksheet')),
                    ('reference', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'ordering': ['worksheet_id', 'place'],
                    'constraints': [models.UniqueConstraint(fields=('worksheet', 'code'), name='one_criterion_per_code'), models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='a_criterion_has_a_weight')],
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('title', models.CharField(max_length=300)),
                    ('rank', models.PositiveIntegerField(blank=True, null=True)),
                    ('score', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                    ('proposed', proposals.money.MoneyField(blank=True, null=True)),
                    ('proposed_reason', models.CharField(blank=True, max_length=300)),
                    ('within_ceiling', models.BooleanField(blank=True, null=True)),
                    ('funding_source', models.CharField(blank=True, max_length=12)),
                    ('agency', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body')),
                    ('line', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='worksheet_entry', to='proposals.line')),
                    ('worksheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='approvals.worksheet')),
                    ('words', models.JSONField(blank=True, default=dict)),
                    ('programme', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.strategynode')),
                ],
                options={
                    'ordering': ['worksheet_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('worksheet', 'number'), name='one_entry_per_number')],
                },
            ),
            migrations.CreateModel(
                name='Item',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.CharField(blank=True, choices=[('take', 'นำเข้าแผน'), ('referred', 'หน่วยงานรับไปดำเนินการ'), ('returned', 'คืนเจ้าของเพื่อปรับปรุง'), ('deferred', 'นำเข้าพิจารณารอบถัดไป'), ('refused', 'ไม่รับ'), ('kept', 'ชุมชนดำเนินการเอง')], max_length=10)),
                    ('reason_code', models.CharField(blank=True, max_length=40)),
                    ('reason', models.TextField(blank=True)),
                    ('referred_plan', models.CharField(blank=True, max_length=300)),
                    ('asked', proposals.money.MoneyField()),
                    ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='worksheet_item', to='proposals.line')),
                    ('referred_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body')),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion')),
                    ('worksheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='approvals.worksheet')),
                    ('words', models.TextField()),
                ],
                options={
                    'ordering': ['worksheet_id', 'line_id'],
                    'indexes': [models.Index(fields=['worksheet', 'id'], name='item_worksheet_place'), models.Index(fields=['worksheet', '-asked', 'id'], name='item_worksheet_asked'), models.Index(fields=['worksheet', 'answer', 'id', 'line'], name='item_worksheet_answer')],
                },
            ),
            migrations.CreateModel(
                name='ItemShare',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asked', proposals.money.MoneyField()),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='approvals.entry')),
                    ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='approvals.item')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('item', 'entry'), name='one_share_per_item_and_entry'), models.CheckConstraint(condition=models.Q(('asked__gte', 0)), name='an_item_share_is_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='Score',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('value', models.DecimalField(decimal_places=4, max_digits=5)),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='approvals.criterion')),
                    ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='proposals.line')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('line', 'criterion'), name='one_score_per_line_and_criterion'), models.CheckConstraint(condition=models.Q(('value__gte', 0), ('value__lte', 4)), name='a_score_is_0_to_4')],
                },
            ),
            migrations.CreateModel(
                name='Screening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answers', models.JSONField()),
                    ('note', models.TextField(blank=True)),
                    ('screened_at', models.DateTimeField()),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='proposals.plan')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='proposals.planversion')),
                    ('checked_by_list', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.assessmentlist')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Worksheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ceiling', proposals.money.MoneyField(blank=True, null=True)),
                    ('tie_break', models.JSONField(default=list)),
                    ('opened_at', models.DateTimeField()),
                    ('ranked_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('laid_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion')),
                    ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='worksheet', to='proposals.plan')),
                    ('scored_at', models.DateTimeField(blank=True, null=True)),
                    ('scoring', models.CharField(choices=[('consensus', 'คณะกรรมการตกลงคะแนนร่วมกัน เลขานุการบันทึก'), ('alone', 'ผู้ให้คะแนนแต่ละคนให้เอง ไม่เห็นคะแนนของผู้อื่นจนกว่าจะปิด')], default='consensus', max_length=9)),
                    ('criteria_list', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.assessmentlist')),
                    ('pairs_found_at', models.DateTimeField(blank=True, null=True)),
                    ('scenario', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.scenario')),
                ],
            ),
            migrations.CreateModel(
                name='FundingOutcome',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('funding_source', models.CharField(max_length=12)),
                    ('result', models.CharField(choices=[('funded', 'ได้รับจัดสรรตามที่เสนอ'), ('partly', 'ได้รับจัดสรรบางส่วน'), ('not_funded', 'ไม่ได้รับจัดสรร')], max_length=10)),
                    ('amount', proposals.money.MoneyField()),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('decided_by', models.CharField(max_length=200)),
                    ('decided_on', models.DateField()),
                    ('letter', models.CharField(blank=True, max_length=200)),
                    ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.event')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='funding_outcomes', to='proposals.line')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['line_id', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('amount', 0), ('result', 'not_funded')), models.Q(models.Q(('result', 'not_funded'), _negated=True), ('amount__gt', 0)), _connector='OR'), name='only_what_was_allocated_has_an_amount'), models.CheckConstraint(condition=models.Q(('result', 'funded'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='less_than_was_proposed_has_a_reason'), models.CheckConstraint(condition=models.Q(('decided_by', ''), _negated=True), name='an_outcome_names_who_decided')],
                },
            ),
            migrations.CreateModel(
                name='Stage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('forwarded', 'ส่งแผนต่อภาคและประเทศ'), ('proclaimed', 'ประกาศใช้แผน')], max_length=10)),
                    ('day', models.DateField()),
                    ('recipient', models.CharField(blank=True, max_length=200)),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='proposals.plan')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('plan', 'kind'), name='a_plan_comes_to_each_stage_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'forwarded'), _negated=True), models.Q(('recipient', ''), _negated=True), _connector='OR'), name='a_forwarding_names_its_recipient')],
                },
            ),
            migrations.CreateModel(
                name='Step',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sequence', models.PositiveIntegerField()),
                    ('verb', models.CharField(max_length=40)),
                    ('lines', models.PositiveIntegerField()),
                    ('before', models.JSONField()),
                    ('worksheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='approvals.worksheet')),
                ],
                options={
                    'ordering': ['worksheet_id', 'sequence'],
                    'constraints': [models.UniqueConstraint(fields=('worksheet', 'sequence'), name='one_step_per_event')],
                },
            ),
            migrations.CreateModel(
                name='AssessmentList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('criteria', 'เกณฑ์การให้คะแนน'), ('screening', 'รายการตรวจแผน'), ('beyond_capacity', 'ข้อตรวจโครงการเกินศักยภาพท้องถิ่น')], max_length=16)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('items', models.JSONField()),
                    ('reference', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField()),
                    ('cycle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessment_lists', to='proposals.cycle')),
                    ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessment_lists', to='directory.area')),
                    ('set_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['kind', 'province_id', 'version'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('province__isnull', True)), fields=('kind', 'version'), name='one_common_assessment_list_per_version'), models.UniqueConstraint(condition=models.Q(('province__isnull', False)), fields=('kind', 'province', 'version'), name='one_assessment_list_of_a_province_per_version'), models.CheckConstraint(condition=models.Q(models.Q(('cycle__isnull', True), ('province__isnull', True)), models.Q(('cycle__isnull', False), ('province__isnull', False)), _connector='OR'), name='a_provinces_assessment_list_is_of_a_cycle')],
                },
            ),
            migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(choices=[('by_hand', 'มอบหมายเอง'), ('in_turn', 'เวียนกันตามลำดับ'), ('by_village', 'เวียนกันตามหมู่บ้าน'), ('by_class', 'เวียนกันตามประเภทโครงการ'), ('by_load', 'เฉลี่ยตามงานที่ค้างอยู่')], max_length=10)),
                    ('since', models.DateTimeField()),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('assigned_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='proposals.line')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='proposals.plan')),
                ],
                options={
                    'ordering': ['plan_id', 'pk'],
                    'indexes': [models.Index(condition=models.Q(('done_at__isnull', True), ('ended_at__isnull', True)), fields=['office'], name='assignment_waiting')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('plan', 'line'), name='one_reviewer_per_line')],
                },
            ),
            migrations.CreateModel(
                name='GivenScore',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('value', models.PositiveSmallIntegerField()),
                    ('given_at', models.DateTimeField()),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='given', to='approvals.criterion')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given_scores', to='proposals.line')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion')),
                    ('scorer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='given', to='approvals.scorer')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('scorer', 'line', 'criterion'), name='one_given_score_per_scorer_line_and_criterion'), models.CheckConstraint(condition=models.Q(('value__lte', 4)), name='a_given_score_is_0_to_4')],
                },
            ),
            migrations.CreateModel(
                name='LineCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answers', models.JSONField()),
                    ('note', models.TextField(blank=True)),
                    ('checked_at', models.DateTimeField()),
                    ('checked_by_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.assessmentlist')),
                    ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='proposals.line')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion')),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['line', 'version'], name='check_line_version')],
                },
            ),
            migrations.CreateModel(
                name='Recusal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('declared', 'แจ้งเอง'), ('author', 'เป็นผู้เขียนโครงการ'), ('co_author', 'ร่วมเขียนโครงการ'), ('same_body', 'อยู่ในองค์กรเจ้าของโครงการ'), ('scorer', 'เป็นผู้ให้คะแนนโครงการ')], max_length=10)),
                    ('reason', models.CharField(max_length=500)),
                    ('declared_at', models.DateTimeField()),
                    ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='proposals.line')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='proposals.plan')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('turn', models.PositiveSmallIntegerField(default=1)),
                ],
                options={
                    'ordering': ['plan_id', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_recusal_has_its_reason'), models.UniqueConstraint(condition=models.Q(('line__isnull', False)), fields=('plan', 'user', 'line', 'turn'), name='one_recusal_per_person_and_line'), models.UniqueConstraint(condition=models.Q(('line__isnull', True)), fields=('plan', 'user', 'turn'), name='one_recusal_per_person_from_a_plan')],
                },
            ),
            migrations.CreateModel(
                name='Scorer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('appointed_at', models.DateTimeField()),
                    ('excused_at', models.DateTimeField(blank=True, null=True)),
                    ('excused_reason', models.CharField(blank=True, max_length=300)),
                    ('excused_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores_worksheets', to='directory.office')),
                    ('worksheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scorers', to='approvals.worksheet')),
                ],
                options={
                    'ordering': ['worksheet_id', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('worksheet', 'office'), name='one_scorer_per_office_of_a_worksheet'), models.CheckConstraint(condition=models.Q(models.Q(('excused_at__isnull', True), ('excused_reason', '')), models.Q(('excused_at__isnull', False), models.Q(('excused_reason', ''), _negated=True)), _connector='OR'), name='an_excuse_has_its_reason')],
                },
            ),
            migrations.CreateModel(
                name='Scenario',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=100)),
                    ('method', models.CharField(choices=[('weighted', 'เรียงตามคะแนน ตัดที่กรอบวงเงิน'), ('equal_per_tambon', 'แบ่งวงเงินเท่ากันทุกพื้นที่'), ('equal_shares', 'วิธีส่วนแบ่งเท่ากัน (Method of Equal Shares)'), ('greedy', 'คะแนนต่อบาทสูงสุดก่อน'), ('as_resolved', 'ลำดับที่คณะกรรมการกำหนดเอง')], max_length=16)),
                    ('ceiling', proposals.money.MoneyField()),
                    ('weights', models.JSONField()),
                    ('tie_break', models.JSONField()),
                    ('basis', models.CharField(max_length=64)),
                    ('inputs', models.JSONField()),
                    ('outcome', models.JSONField()),
                    ('saved_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('worksheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scenarios', to='approvals.worksheet')),
                ],
                options={
                    'ordering': ['worksheet_id', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('worksheet', 'name'), name='one_scenario_per_name'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_scenario_has_a_name'), models.CheckConstraint(condition=models.Q(('ceiling__gte', 0)), name='a_scenario_has_a_ceiling')],
                },
            ),
            migrations.CreateModel(
                name='Adoption',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('votes_for', models.PositiveSmallIntegerField()),
                    ('votes_against', models.PositiveSmallIntegerField(default=0)),
                    ('adopted_at', models.DateTimeField()),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.meeting')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='approvals.scenario')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('scenario', 'meeting'), name='a_meeting_adopts_a_scenario_once'), models.CheckConstraint(condition=models.Q(('votes_for__gt', models.F('votes_against'))), name='an_adoption_has_a_majority'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_adoption_has_words')],
                },
            ),
            migrations.CreateModel(
                name='Amount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField()),
                    ('source', models.CharField(choices=[('community', 'ชุมชน'), ('lao', 'องค์กรปกครองส่วนท้องถิ่น'), ('pao', 'องค์การบริหารส่วนจังหวัด'), ('province', 'งบจังหวัด'), ('ministry', 'งบกระทรวง กรม'), ('other', 'แหล่งอื่น')], max_length=12)),
                    ('asked', proposals.money.MoneyField()),
                    ('proposed', proposals.money.MoneyField()),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='amounts', to='approvals.entry')),
                ],
                options={
                    'ordering': ['entry_id', 'year', 'source'],
                    'constraints': [models.UniqueConstraint(fields=('entry', 'year', 'source'), name='one_amount_per_budget_line_of_an_entry'), models.CheckConstraint(condition=models.Q(('asked__gte', 0), ('proposed__gte', 0)), name='no_amount_is_negative'), models.CheckConstraint(condition=models.Q(('asked', models.F('proposed')), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_partial_amount_has_its_reason')],
                },
            ),
            migrations.CreateModel(
                name='Envelope',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fund', models.CharField(choices=[('community', 'ชุมชน'), ('lao', 'องค์กรปกครองส่วนท้องถิ่น'), ('pao', 'องค์การบริหารส่วนจังหวัด'), ('province', 'งบจังหวัด'), ('ministry', 'งบกระทรวง กรม'), ('other', 'แหล่งอื่น')], max_length=12)),
                    ('year', models.PositiveSmallIntegerField()),
                    ('amount', proposals.money.MoneyField()),
                    ('reference', models.CharField(max_length=200)),
                    ('dated', models.DateField()),
                    ('set_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='proposals.plan')),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='approvals.envelope')),
                ],
                options={
                    'ordering': ['plan_id', 'year', 'fund', 'pk'],
                    'indexes': [models.Index(fields=['plan', 'year', 'fund'], name='envelope_plan')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('plan', 'fund', 'year'), name='one_first_envelope_per_fund'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='an_envelope_is_not_negative'), models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='an_envelope_names_its_letter')],
                },
            ),
            migrations.CreateModel(
                name='NotSame',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300)),
                    ('decided_at', models.DateTimeField()),
                    ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.proposal')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.plan')),
                    ('second', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.proposal')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='two_proposals_are_told_apart_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='told_apart_are_two_proposals'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='being_told_apart_has_its_reason')],
                },
            ),
            migrations.CreateModel(
                name='Pair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('likeness', models.PositiveSmallIntegerField()),
                    ('weight', models.PositiveSmallIntegerField()),
                    ('same_area', models.BooleanField()),
                    ('same_district', models.BooleanField()),
                    ('same_place', models.BooleanField()),
                    ('same_cost', models.BooleanField()),
                    ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.line')),
                    ('second', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.line')),
                    ('worksheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='approvals.worksheet')),
                    ('first_before', models.PositiveSmallIntegerField(null=True)),
                    ('same_year', models.BooleanField(default=False)),
                    ('second_before', models.PositiveSmallIntegerField(null=True)),
                ],
                options={
                    'ordering': ['worksheet_id', '-weight', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('worksheet', 'first', 'second'), name='a_pair_is_found_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='a_pair_is_of_two_lines')],
                },
            ),
            migrations.CreateModel(
                name='Objection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('made_at', models.DateTimeField()),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body')),
                    ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='proposals.line')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='proposals.plan')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_objection_says_something')],
                },
            ),
            migrations.CreateModel(
                name='ObjectionAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('answered_at', models.DateTimeField()),
                    ('objection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='approvals.objection')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_answer_says_something')],
                },
            ),
            migrations.CreateModel(
                name='SavedFilter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('page', models.CharField(max_length=20)),
                    ('name', models.CharField(max_length=60)),
                    ('query', models.CharField(max_length=1000)),
                    ('saved_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['name'],
                    'constraints': [models.UniqueConstraint(fields=('office', 'user', 'page', 'name'), name='one_saved_filter_per_name'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_saved_filter_has_a_name')],
                },
            ),
            migrations.CreateModel(
                name='DeskSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('table', models.CharField(max_length=20)),
                    ('shelved', models.CharField(blank=True, max_length=32)),
                    ('sha256', models.CharField(max_length=64)),
                    ('name', models.CharField(max_length=200)),
                    ('stage', models.CharField(choices=[('checked', 'ตรวจแล้ว รอยืนยัน'), ('done', 'บันทึกแล้ว'), ('dropped', 'ไม่บันทึก')], max_length=10)),
                    ('found', models.JSONField(default=dict)),
                    ('uploaded_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='desk_sheets', to='proposals.plan')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Consensus',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('lines', models.PositiveIntegerField()),
                    ('workbook', models.CharField(blank=True, max_length=64)),
                    ('entered_at', models.DateTimeField()),
                    ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.meeting')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('worksheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consensus', to='approvals.worksheet')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_consensus_has_words')],
                },
            ),
            migrations.CreateModel(
                name='CommentAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('topic', models.CharField(max_length=200)),
                    ('result', models.CharField(choices=[('taken', 'นำไปปรับร่างแผน'), ('partly', 'นำไปปรับบางส่วน'), ('not_taken', 'ไม่ได้ปรับตาม'), ('noted', 'รับทราบ')], max_length=9)),
                    ('text', models.TextField()),
                    ('answered_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('comments', models.ManyToManyField(related_name='answers', through='approvals.Answered', to='approvals.hearingcomment')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('topic', ''), _negated=True)), name='a_hearings_answer_says_something')],
                },
            ),
            migrations.CreateModel(
                name='Answered',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answered', to='approvals.commentanswer')),
                    ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answered', to='approvals.hearingcomment')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('answer', 'comment'), name='a_comment_is_answered_once_by_one')],
                },
            ),
            migrations.CreateModel(
                name='HearingComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('name', models.CharField(blank=True, max_length=100)),
                    ('about', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField()),
                    ('key', models.CharField(max_length=32, unique=True)),
                    ('said_on', models.DateField()),
                    ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='approvals.hearingnotice')),
                ],
                options={
                    'ordering': ['notice_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('notice', 'number'), name='one_comment_per_number_of_a_hearing'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_comment_says_something')],
                },
            ),
            migrations.CreateModel(
                name='HearingNotice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=16, unique=True)),
                    ('title', models.CharField(max_length=200)),
                    ('held_on', models.DateField()),
                    ('starts_at', models.TimeField()),
                    ('place', models.CharField(max_length=200)),
                    ('opens_on', models.DateField()),
                    ('closes_on', models.DateField()),
                    ('text', models.TextField(blank=True)),
                    ('shows_draft', models.BooleanField(default=False)),
                    ('reference', models.CharField(blank=True, max_length=300)),
                    ('published_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hearing_notices', to='proposals.plan')),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='approvals.hearingnotice')),
                ],
                options={
                    'ordering': ['plan_id', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='a_hearing_closes_after_it_opens')],
                },
            ),
            migrations.CreateModel(
                name='OutsideRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField()),
                    ('plan', models.CharField(blank=True, max_length=200)),
                    ('item', models.CharField(max_length=60)),
                    ('title', models.CharField(max_length=300)),
                    ('budget', proposals.money.MoneyField(blank=True, null=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='approvals.outsiderow')),
                ],
                options={
                    'ordering': ['body_id', 'year', 'plan', 'item', 'pk'],
                    'indexes': [models.Index(fields=['body', 'year'], name='outside_row_body')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('body', 'year', 'plan', 'item'), name='one_first_outside_row_per_item'), models.CheckConstraint(condition=models.Q(models.Q(('item', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='an_outside_row_says_what_it_is'), models.CheckConstraint(condition=models.Q(('budget__isnull', True), ('budget__gte', 0), _connector='OR'), name='an_outside_budget_is_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='Match',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verdict', models.CharField(choices=[('adopted', 'ตรงกับโครงการในแผนนั้น'), ('beyond', 'เกินศักยภาพขององค์กรปกครองส่วนท้องถิ่น'), ('done', 'ดำเนินการแล้ว'), ('related', 'เกี่ยวข้องกัน'), ('none', 'ไม่ตรงกัน')], max_length=8)),
                    ('test', models.CharField(blank=True, max_length=40)),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('matched_at', models.DateTimeField()),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='proposals.line')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='approvals.match')),
                    ('row', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='approvals.outsiderow')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('line', 'row'), name='one_first_match_of_a_line_and_a_row'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'beyond'), models.Q(('test', ''), _negated=True)), models.Q(models.Q(('verdict', 'beyond'), _negated=True), ('test', '')), _connector='OR'), name='only_beyond_capacity_names_its_test')],
                },
            ),
            migrations.CreateModel(
                name='CommentView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_shown', models.BooleanField()),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('decided_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='views', to='approvals.hearingcomment')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('is_shown', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='hiding_a_comment_has_its_reason')],
                },
            ),
            migrations.CreateModel(
                name='Approval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('act', models.CharField(choices=[('adopt', 'ก่อนบันทึกมติปิดระดับ'), ('endorse', 'ก่อนผู้ว่าราชการจังหวัดเห็นชอบ')], max_length=8)),
                    ('version_hash', models.CharField(max_length=64)),
                    ('answer', models.CharField(choices=[('agree', 'เห็นชอบ'), ('disagree', 'ไม่เห็นชอบ'), ('taken_back', 'ถอนความเห็น')], max_length=10)),
                    ('reason', models.TextField(blank=True)),
                    ('given_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='proposals.plan')),
                    ('tenure', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.tenure')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('version_hash', ''), _negated=True), name='an_approval_names_what_was_seen'), models.CheckConstraint(condition=models.Q(('answer', 'agree'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='only_agreeing_needs_no_reason')],
                },
            ),
            migrations.CreateModel(
                name='Approver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('step', models.PositiveSmallIntegerField()),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='approvers', to='approvals.approverlist')),
                ],
                options={
                    'ordering': ['of_id', 'step', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('of', 'office'), name='an_office_stands_once_on_a_list'), models.CheckConstraint(condition=models.Q(('step__gte', 1)), name='steps_of_approval_count_from_one')],
                },
            ),
            migrations.CreateModel(
                name='ApproverList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('act', models.CharField(choices=[('adopt', 'ก่อนบันทึกมติปิดระดับ'), ('endorse', 'ก่อนผู้ว่าราชการจังหวัดเห็นชอบ')], max_length=8)),
                    ('valid_from', models.DateField()),
                    ('legal_reference', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField()),
                    ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='approver_lists', to='directory.area')),
                    ('cycle', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.cycle')),
                    ('set_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('answer_days', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'ordering': ['area_id', 'act', 'valid_from', 'pk'],
                    'indexes': [models.Index(fields=['area', 'act', 'valid_from'], name='approvers_in_force')],
                },
            ),
            migrations.CreateModel(
                name='Embargo',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version_hash', models.CharField(max_length=64)),
                    ('publish_on', models.DateField(blank=True, null=True)),
                    ('legal_basis', models.CharField(blank=True, max_length=300)),
                    ('set_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.plan')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='GovernorChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version_hash', models.CharField(max_length=64)),
                    ('choice', models.CharField(choices=[('carry', 'บรรจุในแผน'), ('condition', 'บรรจุในแผนโดยมีเงื่อนไข'), ('deferred', 'นำเข้าพิจารณารอบถัดไป'), ('refused', 'ไม่รับ')], max_length=10)),
                    ('granted', proposals.money.MoneyField()),
                    ('reason_code', models.CharField(blank=True, max_length=40)),
                    ('reason', models.TextField(blank=True)),
                    ('condition', models.TextField(blank=True)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('chosen_at', models.DateTimeField()),
                    ('line', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.line')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='proposals.planversion')),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['version', 'line', '-id'], name='latest_choice_of_a_line')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('choice', 'condition'), models.Q(('condition', ''), _negated=True), ('due_on__isnull', False), ('owner__isnull', False)), models.Q(models.Q(('choice', 'condition'), _negated=True), ('condition', ''), ('due_on__isnull', True), ('owner__isnull', True)), _connector='OR'), name='a_condition_has_its_owner_and_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('choice__in', ['carry', 'condition']), ('granted__gte', 0)), models.Q(('granted', 0), models.Q(('reason_code', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='what_the_governor_leaves_out_has_its_reason')],
                },
            ),
            migrations.CreateModel(
                name='RecusalWithdrawal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=500)),
                    ('withdrawn_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('recusal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='approvals.recusal')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='taking_a_recusal_back_has_its_reason')],
                },
            ),
            migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('grounds', models.TextField()),
                    ('state', django_fsm.FSMField(choices=[('filed', 'รอคำตอบ'), ('granted', 'รับอุทธรณ์'), ('denied', 'ยืนตามผลเดิม'), ('dismissed', 'ไม่รับไว้พิจารณา'), ('withdrawn', 'ผู้อุทธรณ์ถอน')], default='filed', max_length=9, protected=True)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('filed_on', models.DateField()),
                    ('due_on', models.DateField()),
                    ('answered_on', models.DateField(blank=True, null=True)),
                    ('reason_code', models.CharField(blank=True, choices=[('new_facts', 'มีข้อเท็จจริงหรือหลักฐานใหม่'), ('mistake', 'ผลเดิมคลาดเคลื่อนจากข้อเท็จจริง'), ('stands', 'เหตุผลเดิมยังใช้ได้'), ('ceiling', 'วงเงินไม่เพียงพอ'), ('beyond_powers', 'เกินอำนาจหน้าที่'), ('no_grounds', 'ไม่ได้ระบุเหตุแห่งการอุทธรณ์'), ('not_here', 'ไม่ใช่เรื่องที่พิจารณาได้ ณ ที่นี้')], max_length=16)),
                    ('reason', models.TextField(blank=True)),
                    ('above', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.plan')),
                    ('amendment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.plan')),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('fate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='proposals.fate')),
                    ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='proposals.line')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='proposals.plan')),
                ],
                options={
                    'ordering': ['plan_id', 'number'],
                    'indexes': [models.Index(condition=models.Q(('state', 'filed')), fields=['due_on'], name='appeal_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='one_appeal_per_number_of_a_plan'), models.CheckConstraint(condition=models.Q(('grounds', ''), _negated=True), name='an_appeal_has_its_grounds'), models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', True), ('state', 'filed')), models.Q(models.Q(('state', 'filed'), _negated=True), ('answered_on__isnull', False)), _connector='OR'), name='an_answered_appeal_has_its_day'), models.CheckConstraint(condition=models.Q(('state__in', ['filed', 'withdrawn']), models.Q(models.Q(('reason_code', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='an_answer_to_an_appeal_has_its_reason'), models.CheckConstraint(condition=models.Q(models.Q(('amendment__isnull', False), ('state', 'granted')), models.Q(models.Q(('state', 'granted'), _negated=True), ('amendment__isnull', True)), _connector='OR'), name='a_granted_appeal_amends_the_plan_above')],
                },
                bases=(django_fsm.FSMModelMixin, models.Model),
            ),
            migrations.CreateModel(
                name='AppealFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='approvals.appeal')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
        ),
        AppendOnly('stage'),
        AppendOnly('fundingoutcome'),
        AppendOnly("assessmentlist"),
        AppendOnly("recusal"),
        migrations.RunPython(load_common_lists, migrations.RunPython.noop),
        AppendOnly("envelope"),
        AppendOnly("scenario"),
        AppendOnly("adoption"),
        AppendOnly("notsame"),
        AppendOnly('objection'),
        AppendOnly('objectionanswer'),
        AppendOnly('consensus'),
        AppendOnly("outsiderow"),
        AppendOnly("match"),
        AppendOnly("hearingnotice"),
        AppendOnly("hearingcomment"),
        AppendOnly("commentview"),
        AppendOnly("commentanswer"),
        AppendOnly("answered"),
        AppendOnly('approverlist'),
        AppendOnly('approver'),
        AppendOnly('approval'),
        AppendOnly('recusalwithdrawal'),
        AppendOnly('governorchoice'),
        AppendOnly('embargo'),
        AppendOnly("appeal", when="OLD.state <> 'filed'"),
        Refuse(
            "appeal",
            "UPDATE",
            when="OLD.grounds IS DISTINCT FROM NEW.grounds OR OLD.fate_id IS DISTINCT FROM NEW.fate_id"
            " OR OLD.above_id IS DISTINCT FROM NEW.above_id",
            why="what was filed stays as it was filed",
            name="stays_as_filed",
        ),
        Refuse("appeal", "DELETE", when="OLD.state = 'filed'", why="appeals stay on record", name="is_never_deleted"),
        AppendOnly("appealfile"),
        AppendOnly("screening"),
        AppendOnly("linecheck"),
    ]
