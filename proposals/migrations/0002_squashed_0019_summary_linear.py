"""The proposals' tables of a new database at once. Those of 0001 stay its own: workflow and documents refer to them before
these refer to workflow and documents. What the replaced migrations did for rows that were there is left out.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
import django_fsm
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

import proposals.models.ballot
import proposals.money
from proposals.summary_sql import created, dropped
from workflow.append_only import AppendOnly, FrozenWith, Refuse
from workflow.tables import CompleteTogether, CreateTogether


FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TABLE = "proposals_searchedwords"
# External content: the words stand once, in Django's table; these triggers keep the index in the same transaction.
SQLITE = (
    f"""CREATE VIRTUAL TABLE {TABLE}_grams USING fts5(
        words, content='{TABLE}', content_rowid='proposal_id', tokenize='trigram case_sensitive 1')""",
    f"""CREATE TRIGGER {TABLE}_grams_insert AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO {TABLE}_grams(rowid, words) VALUES (NEW.proposal_id, NEW.words); END""",
    f"""CREATE TRIGGER {TABLE}_grams_delete AFTER DELETE ON {TABLE} BEGIN
        INSERT INTO {TABLE}_grams({TABLE}_grams, rowid, words) VALUES ('delete', OLD.proposal_id, OLD.words); END""",
    f"""CREATE TRIGGER {TABLE}_grams_update AFTER UPDATE ON {TABLE} BEGIN
        INSERT INTO {TABLE}_grams({TABLE}_grams, rowid, words) VALUES ('delete', OLD.proposal_id, OLD.words);
        INSERT INTO {TABLE}_grams(rowid, words) VALUES (NEW.proposal_id, NEW.words); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION prasan_trigrams(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT substr($1, i, 3)), '{}') FROM generate_series(1, length($1) - 2) AS i $$""",
    # A stored column and not an index on the function: whoever scans the table instead must not compute it for each row.
    f"ALTER TABLE {TABLE} ADD COLUMN grams text[] GENERATED ALWAYS AS (prasan_trigrams(words)) STORED",
    f"CREATE INDEX {TABLE}_grams ON {TABLE} USING gin (grams)",
)
UNDO = {
    "sqlite": (
        *(f"DROP TRIGGER {TABLE}_grams_{act}" for act in ("insert", "delete", "update")),
        f"DROP TABLE {TABLE}_grams",
    ),
    "postgresql": (f"ALTER TABLE {TABLE} DROP COLUMN grams", "DROP FUNCTION prasan_trigrams(text)"),
}


def load_common_forms(apps, schema_editor):
    """The forms that every province begins with; a change of them is a further version in a later migration."""
    template = apps.get_model("proposals", "FormTemplate")
    rows = json.loads((FIXTURES / "form_templates.json").read_text(encoding="utf-8"))
    template.objects.using(schema_editor.connection.alias).bulk_create(
        [template(created_at=timezone.now(), **row) for row in rows]
    )


def load_examples(apps, schema_editor):
    """A few prices that say of themselves that they are examples, until a province sets its own."""
    price = apps.get_model("proposals", "UnitPrice")
    rows = json.loads((FIXTURES / "unit_prices.json").read_text(encoding="utf-8"))
    price.objects.using(schema_editor.connection.alias).bulk_create(
        [price(created_at=timezone.now(), is_example=True, **{**row, "price": Decimal(row["price"])}) for row in rows]
    )


def load_common_readiness(apps, schema_editor):
    """The questions that every province begins with; a change of them is a further version in a later migration."""
    moment = timezone.now()
    lists = apps.get_model("proposals", "ReadinessList").objects.using(schema_editor.connection.alias)
    items = json.loads((FIXTURES / "readiness.json").read_text(encoding="utf-8"))
    lists.create(version=1, items=items, valid_from=date(2020, 1, 1), created_at=moment)


def index_letters(apps, schema_editor):
    """Three letters at a time, by what each database has without an extension."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def keep(apps, schema_editor):
    """Let the database keep the sums; there is nothing to count yet."""
    for statement in created(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def keep_no_more(apps, schema_editor):
    for statement in dropped(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    replaces = [
        ('proposals', '0002_initial'),
        ('proposals', '0003_history_is_never_edited'),
        ('proposals', '0004_form_templates'),
        ('proposals', '0005_common_forms'),
        ('proposals', '0006_forums'),
        ('proposals', '0007_ballots'),
        ('proposals', '0008_drafting'),
        ('proposals', '0009_plans'),
        ('proposals', '0010_together'),
        ('proposals', '0011_exchange'),
        ('proposals', '0012_ballot_groups'),
        ('proposals', '0013_loose_ends'),
        ('proposals', '0014_scoring'),
        ('proposals', '0015_modes'),
        ('proposals', '0016_summary'),
        ('proposals', '0017_strategy_tree'),
        ('proposals', '0018_petitions'),
        ('proposals', '0019_summary_linear'),
    ]

    dependencies = [
        ('directory', '0005_coaches'),
        ('documents', '0006_crests'),
        ('proposals', '0001_initial'),
        ('workflow', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name='FormTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(choices=[('ผ.01', 'ผ.01 บัญชีสรุปโครงการพัฒนา'), ('ผ.02', 'ผ.02 รายละเอียดโครงการพัฒนา'), ('ผ.02/1', 'ผ.02/1 โครงการเกินศักยภาพ'), ('ผ.03', 'ผ.03 บัญชีครุภัณฑ์'), ('จ.1', 'จ.1 แผนปฏิบัติราชการ'), ('จ.1-1', 'จ.1-1 สรุปโครงการแบบย่อ'), ('จ.2', 'จ.2 บัญชีโครงการขอรับงบประมาณ')], max_length=8)),
                    ('round_start', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=200)),
                    ('legal_reference', models.CharField(blank=True, max_length=300)),
                    ('columns', models.JSONField()),
                    ('valid_from', models.DateField()),
                    ('created_at', models.DateTimeField()),
                    ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='form_templates', to='directory.area')),
                    ('set_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['code', 'province_id', 'version'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('province__isnull', True)), fields=('code', 'version'), name='one_common_form_per_version'), models.UniqueConstraint(condition=models.Q(('province__isnull', False)), fields=('code', 'province', 'version'), name='one_form_of_a_province_per_version')],
                },
            ),
            migrations.CreateModel(
                name='CalledItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('heading', models.CharField(max_length=300)),
                    ('called', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='proposals.calledmeeting')),
                ],
                options={
                    'ordering': ['called_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('called', 'number'), name='one_called_item_per_number')],
                },
            ),
            migrations.CreateModel(
                name='CalledMeeting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('forum', 'เวทีประชาคม'), ('council', 'การประชุมสภาองค์กรชุมชน'), ('committee', 'การประชุมคณะกรรมการ'), ('hearing', 'การรับฟังความคิดเห็น'), ('circulation', 'มติเวียน'), ('workshop', 'การประชุมเชิงปฏิบัติการ'), ('learning', 'เวทีแลกเปลี่ยนเรียนรู้'), ('assembly', 'สมัชชา'), ('provincial', 'การประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล')], max_length=12)),
                    ('title', models.CharField(max_length=200)),
                    ('held_on', models.DateField()),
                    ('starts_at', models.TimeField()),
                    ('ends_at', models.TimeField()),
                    ('place', models.CharField(max_length=200)),
                    ('notice', models.TextField(blank=True)),
                    ('code', models.CharField(max_length=16, unique=True)),
                    ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                    ('cancelled_reason', models.CharField(blank=True, max_length=500)),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='called_meetings', to='directory.body')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='called_meetings', to='proposals.plan')),
                    ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='called_meetings', to='proposals.meetingseries')),
                ],
                options={
                    'ordering': ['held_on', 'starts_at', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_called_meeting_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), models.Q(('cancelled_reason', ''), _negated=True), _connector='OR'), name='a_cancelled_meeting_says_why')],
                },
            ),
            migrations.CreateModel(
                name='DoorEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('affiliation', models.CharField(choices=[('residents', 'ประชาชนทั่วไป'), ('occupation', 'กลุ่มอาชีพ'), ('enterprise', 'วิสาหกิจชุมชน'), ('people', 'องค์กรภาคประชาชน'), ('scholars', 'เครือข่ายนักวิชาการ'), ('leaders', 'แกนนำชุมชนโดยธรรมชาติ'), ('lao', 'องค์กรปกครองส่วนท้องถิ่น'), ('state', 'หน่วยงานรัฐ')], max_length=12)),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('key', models.CharField(max_length=32, unique=True)),
                    ('called', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at_the_door', to='proposals.calledmeeting')),
                ],
            ),
            migrations.CreateModel(
                name='Headcount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('affiliation', models.CharField(choices=[('residents', 'ประชาชนทั่วไป'), ('occupation', 'กลุ่มอาชีพ'), ('enterprise', 'วิสาหกิจชุมชน'), ('people', 'องค์กรภาคประชาชน'), ('scholars', 'เครือข่ายนักวิชาการ'), ('leaders', 'แกนนำชุมชนโดยธรรมชาติ'), ('lao', 'องค์กรปกครองส่วนท้องถิ่น'), ('state', 'หน่วยงานรัฐ')], max_length=12)),
                    ('people', models.PositiveIntegerField()),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='headcounts', to='proposals.meeting')),
                ],
                options={
                    'ordering': ['meeting_id', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('meeting', 'affiliation'), name='one_headcount_per_affiliation'), models.CheckConstraint(condition=models.Q(('people__gt', 0)), name='a_headcount_counts_somebody')],
                },
            ),
            migrations.CreateModel(
                name='Idea',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField()),
                    ('text', models.CharField(max_length=500)),
                    ('said_by', models.CharField(blank=True, max_length=200)),
                    ('called', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='proposals.calledmeeting')),
                    ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='proposals.meeting')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ideas', to='proposals.plan')),
                    ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.village')),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='proposals.ideagroup')),
                ],
                options={
                    'ordering': ['plan_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='one_idea_per_number'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_idea_says_something')],
                },
            ),
            migrations.CreateModel(
                name='IdeaGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200)),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='idea_groups', to='proposals.plan')),
                ],
                options={
                    'ordering': ['plan_id', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'title'), name='one_idea_group_per_title')],
                },
            ),
            migrations.CreateModel(
                name='IdeaUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('idea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='proposals.idea')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='from_ideas', to='proposals.proposal')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('idea', 'proposal'), name='one_use_per_idea_and_proposal')],
                },
            ),
            migrations.CreateModel(
                name='MeetingPhoto',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('meeting', 'ภาพการประชุม'), ('sheet', 'ภาพใบลงชื่อ')], max_length=8)),
                    ('caption', models.CharField(blank=True, max_length=200)),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='proposals.meeting')),
                ],
                options={
                    'ordering': ['meeting_id', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('meeting', 'kind', 'file'), name='one_photo_per_kind_and_file')],
                },
            ),
            migrations.CreateModel(
                name='MeetingSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('kind', models.CharField(choices=[('forum', 'เวทีประชาคม'), ('council', 'การประชุมสภาองค์กรชุมชน'), ('committee', 'การประชุมคณะกรรมการ'), ('hearing', 'การรับฟังความคิดเห็น'), ('circulation', 'มติเวียน'), ('workshop', 'การประชุมเชิงปฏิบัติการ'), ('learning', 'เวทีแลกเปลี่ยนเรียนรู้'), ('assembly', 'สมัชชา'), ('provincial', 'การประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล')], max_length=12)),
                    ('planned', models.PositiveSmallIntegerField()),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_series', to='directory.body')),
                ],
                options={
                    'ordering': ['body_id', '-year', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('body', 'year', 'name'), name='one_series_per_body_year_and_name'), models.CheckConstraint(condition=models.Q(('planned__gt', 0)), name='a_series_plans_a_meeting')],
                },
            ),
            migrations.CreateModel(
                name='Ballot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200)),
                    ('method', models.CharField(choices=[('hands', 'ยกมือ'), ('approval', 'เลือกได้หลายโครงการ'), ('dots', 'แบ่งคะแนน (ติดจุด)'), ('ranking', 'จัดอันดับ')], max_length=8)),
                    ('dots', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('rule', models.CharField(choices=[('equal-shares', 'แบ่งสิทธิเท่ากัน (Equal Shares)'), ('greedy', 'ผู้สนับสนุนมากที่สุดก่อน (greedy)'), ('count', 'นับคะแนนเรียงจากมากไปน้อย'), ('borda', 'คะแนนตามอันดับ (Borda)')], max_length=12)),
                    ('budget', proposals.money.MoneyField()),
                    ('budget_from', models.CharField(max_length=200)),
                    ('voters', models.PositiveIntegerField()),
                    ('code', models.CharField(max_length=12, unique=True)),
                    ('state', django_fsm.FSMField(choices=[('draft', 'กำลังเตรียม'), ('open', 'เปิดลงคะแนน'), ('closed', 'ปิดลงคะแนนแล้ว'), ('annulled', 'ยกเลิกแล้ว')], default='draft', max_length=8, protected=True)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('slips_issued', models.PositiveIntegerField(default=0)),
                    ('slips_used', models.PositiveIntegerField(default=0)),
                    ('counts', models.JSONField(blank=True, default=dict)),
                    ('progress', models.PositiveSmallIntegerField(default=0)),
                    ('annulled_reason', models.CharField(blank=True, max_length=300)),
                    ('opened_on', models.DateField(blank=True, null=True)),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ('meeting', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='proposals.meeting')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='proposals.plan')),
                ],
                options={
                    'ordering': ['plan_id', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('dots__gte', 1), ('method', 'dots')), models.Q(models.Q(('method', 'dots'), _negated=True), ('dots__isnull', True)), _connector='OR'), name='dots_are_counted_where_dots_are_given'), models.CheckConstraint(condition=models.Q(('budget__gt', 0)), name='a_ballot_has_an_envelope'), models.CheckConstraint(condition=models.Q(('voters__gt', 0)), name='a_ballot_has_voters'), models.CheckConstraint(condition=models.Q(models.Q(('method', 'hands'), _negated=True), ('rule__in', ['count', 'greedy']), _connector='OR'), name='raised_hands_are_only_counted'), models.CheckConstraint(condition=models.Q(models.Q(('rule', 'borda'), _negated=True), ('method', 'ranking'), _connector='OR'), name='borda_points_need_rankings'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('file__isnull', False), _connector='OR'), name='a_closed_ballot_has_its_file'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'annulled'), _negated=True), models.Q(('annulled_reason', ''), _negated=True), _connector='OR'), name='an_annulled_ballot_says_why')],
                },
                bases=(django_fsm.FSMModelMixin, models.Model),
            ),
            migrations.CreateModel(
                name='BallotOption',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('line_number', models.PositiveIntegerField()),
                    ('title', models.CharField(max_length=300)),
                    ('cost', proposals.money.MoneyField()),
                    ('village', models.CharField(blank=True, max_length=120)),
                    ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='options', to='proposals.ballot')),
                    ('group', models.CharField(blank=True, max_length=60)),
                ],
                options={
                    'ordering': ['ballot_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('ballot', 'number'), name='one_option_per_number_of_a_ballot'), models.UniqueConstraint(fields=('ballot', 'line_number'), name='one_option_per_line_of_a_ballot'), models.CheckConstraint(condition=models.Q(('cost__gte', 0)), name='an_option_costs_no_negative_amount')],
                },
            ),
            migrations.CreateModel(
                name='BallotOutcome',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(choices=[('equal-shares', 'แบ่งสิทธิเท่ากัน (Equal Shares)'), ('greedy', 'ผู้สนับสนุนมากที่สุดก่อน (greedy)'), ('count', 'นับคะแนนเรียงจากมากไปน้อย'), ('borda', 'คะแนนตามอันดับ (Borda)')], max_length=12)),
                    ('chosen', models.JSONField()),
                    ('cost', proposals.money.MoneyField()),
                    ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='proposals.ballot')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('ballot', 'rule'), name='one_outcome_per_rule_of_a_ballot')],
                },
            ),
            migrations.CreateModel(
                name='BallotSlip',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('used', models.BooleanField(default=False)),
                    ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='slips', to='proposals.ballot')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('ballot', 'digest'), name='one_slip_per_code_of_a_ballot')],
                },
            ),
            migrations.CreateModel(
                name='BallotVote',
                fields=[
                    ('id', models.BigIntegerField(default=proposals.models.ballot.random_key, primary_key=True, serialize=False)),
                    ('serial', models.PositiveIntegerField(null=True)),
                    ('source', models.CharField(choices=[('on_site', 'ลงคะแนนในที่ประชุม'), ('paper', 'บัตรกระดาษ'), ('phone', 'โทรศัพท์')], max_length=8)),
                    ('choices', models.TextField(blank=True)),
                    ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='proposals.ballot')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('ballot', 'serial'), name='one_vote_per_serial_of_a_ballot')],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('kind', models.CharField(choices=[('picture', 'ภาพ'), ('pdf', 'PDF'), ('office', 'เอกสารหรือตาราง')], max_length=7)),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                    ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                    ('added_at', models.DateTimeField()),
                    ('removed_at', models.DateTimeField(blank=True, null=True)),
                    ('added_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='proposals.proposal')),
                ],
                options={
                    'ordering': ['proposal_id', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('proposal', 'file'), name='a_file_is_attached_once_to_a_proposal'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (Decimal('5.6'), Decimal('20.5'))), ('longitude__isnull', False), ('longitude__range', (Decimal('97.3'), Decimal('105.7')))), _connector='OR'), name='a_photograph_was_taken_in_thailand')],
                },
            ),
            migrations.CreateModel(
                name='BudgetItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('item', models.CharField(max_length=300)),
                    ('unit', models.CharField(max_length=60)),
                    ('quantity', models.DecimalField(decimal_places=2, max_digits=12)),
                    ('unit_price', proposals.money.MoneyField()),
                    ('year', models.PositiveSmallIntegerField()),
                    ('source', models.CharField(choices=[('community', 'ชุมชน'), ('lao', 'องค์กรปกครองส่วนท้องถิ่น'), ('pao', 'องค์การบริหารส่วนจังหวัด'), ('province', 'งบจังหวัด'), ('ministry', 'งบกระทรวง กรม'), ('other', 'แหล่งอื่น')], max_length=12)),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='proposals.proposalversion')),
                ],
                options={
                    'ordering': ['version_id', 'position'],
                    'constraints': [models.UniqueConstraint(fields=('version', 'position'), name='one_budget_item_per_position'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='a_budget_item_has_a_quantity'), models.CheckConstraint(condition=models.Q(('unit_price__gt', 0)), name='a_budget_item_has_a_price')],
                },
            ),
            migrations.CreateModel(
                name='UnfinishedWork',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('page', models.CharField(max_length=40)),
                    ('fields', models.JSONField()),
                    ('revision_seen', models.PositiveIntegerField(null=True)),
                    ('updated_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='proposals.plan')),
                    ('proposal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='proposals.proposal')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('proposal__isnull', True)), fields=('plan', 'user', 'office', 'page'), name='one_unfinished_page_of_a_plan'), models.UniqueConstraint(condition=models.Q(('proposal__isnull', False)), fields=('plan', 'user', 'office', 'page', 'proposal'), name='one_unfinished_page_of_a_proposal')],
                },
            ),
            migrations.CreateModel(
                name='UnitPrice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('round_start', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('item', models.CharField(max_length=300)),
                    ('unit', models.CharField(max_length=60)),
                    ('price', proposals.money.MoneyField()),
                    ('reference', models.CharField(blank=True, max_length=300)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('is_example', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField()),
                    ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unit_prices', to='directory.area')),
                    ('set_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['item', 'unit', '-valid_from', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('price__gt', 0)), name='a_unit_price_is_a_price'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='a_unit_price_ends_after_it_begins')],
                },
            ),
            migrations.CreateModel(
                name='Amendment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('add', 'เพิ่มเติม'), ('change', 'เปลี่ยนแปลง'), ('correct', 'แก้ไข')], max_length=7)),
                    ('reason', models.TextField()),
                    ('legal_reference', models.CharField(blank=True, max_length=300)),
                    ('number', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('adopted_on', models.DateField(blank=True, null=True)),
                    ('amends', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='proposals.plan')),
                    ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body')),
                    ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='amendment', to='proposals.plan')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('owner', 'kind', 'year', 'number'), name='one_amendment_per_number_and_year'), models.CheckConstraint(condition=models.Q(models.Q(('adopted_on__isnull', True), ('number__isnull', True), ('year__isnull', True)), models.Q(('adopted_on__isnull', False), ('number__isnull', False), ('year__isnull', False)), _connector='OR'), name='an_amendment_is_numbered_when_adopted'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='an_amendment_has_its_reason')],
                },
            ),
            migrations.CreateModel(
                name='AreaProfile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('men', models.PositiveIntegerField(blank=True, null=True)),
                    ('women', models.PositiveIntegerField(blank=True, null=True)),
                    ('households', models.PositiveIntegerField(blank=True, null=True)),
                    ('figures_source', models.CharField(blank=True, max_length=200)),
                    ('vision', models.TextField(blank=True)),
                    ('assets', models.TextField(blank=True)),
                    ('problems', models.TextField(blank=True)),
                    ('strengths', models.TextField(blank=True)),
                    ('weaknesses', models.TextField(blank=True)),
                    ('opportunities', models.TextField(blank=True)),
                    ('threats', models.TextField(blank=True)),
                    ('updated_at', models.DateTimeField()),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='area_profiles', to='directory.body')),
                    ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.cycle')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('body', 'cycle'), name='one_area_profile_per_body_and_cycle')],
                },
            ),
            migrations.CreateModel(
                name='Article',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('heading', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField()),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='proposals.charterversion')),
                ],
                options={
                    'ordering': ['version_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='one_article_per_number_of_a_version'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_article_has_words')],
                },
            ),
            migrations.CreateModel(
                name='Charter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=24, unique=True)),
                    ('kind', models.CharField(choices=[('tambon', 'ธรรมนูญตำบล'), ('health', 'ธรรมนูญสุขภาพ'), ('community', 'ธรรมนูญชุมชน'), ('provincial', 'ธรรมนูญจังหวัด')], max_length=10)),
                    ('title', models.CharField(max_length=300)),
                    ('created_at', models.DateTimeField()),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.area')),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charters', to='directory.body')),
                ],
                options={
                    'ordering': ['body_id', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='a_charter_has_a_title')],
                },
            ),
            migrations.CreateModel(
                name='CharterCitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cited_by', to='proposals.article')),
                    ('proposal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='proposals.proposal')),
                ],
                options={
                    'ordering': ['proposal_id', 'article_id'],
                    'constraints': [models.UniqueConstraint(fields=('proposal', 'article'), name='one_citation_per_article')],
                },
            ),
            migrations.CreateModel(
                name='CharterVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('in_force_from', models.DateField(blank=True, null=True)),
                    ('created_at', models.DateTimeField()),
                    ('frozen_at', models.DateTimeField(blank=True, null=True)),
                    ('hash', models.CharField(blank=True, max_length=64)),
                    ('adopted_at', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adopted_charters', to='proposals.meeting')),
                    ('charter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='proposals.charter')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charter_versions', to='proposals.plan')),
                ],
                options={
                    'ordering': ['charter_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('charter', 'number'), name='one_version_per_number_of_a_charter'), models.UniqueConstraint(condition=models.Q(('frozen_at__isnull', True)), fields=('charter',), name='one_open_version_a_charter'), models.CheckConstraint(condition=models.Q(('frozen_at__isnull', True), models.Q(models.Q(('hash', ''), _negated=True), ('adopted_at__isnull', False), ('in_force_from__isnull', False)), _connector='OR'), name='an_adopted_charter_has_meeting_day_and_hash')],
                },
            ),
            migrations.CreateModel(
                name='Extract',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('purpose', models.TextField(blank=True)),
                    ('state', django_fsm.FSMField(choices=[('sent', 'รอหน่วยงานตอบ'), ('answered', 'หน่วยงานตอบแล้ว')], default='sent', max_length=8, protected=True)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('sent_on', models.DateField()),
                    ('due_on', models.DateField()),
                    ('answered_on', models.DateField(blank=True, null=True)),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extracts', to='directory.body')),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='extracts', to='proposals.plan')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion')),
                ],
                options={
                    'ordering': ['plan_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='one_extract_per_number_of_a_plan'), models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', True), ('state', 'sent')), models.Q(('answered_on__isnull', False), ('state', 'answered')), _connector='OR'), name='an_answered_extract_has_its_day')],
                },
                bases=(django_fsm.FSMModelMixin, models.Model),
            ),
            migrations.CreateModel(
                name='ExtractLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('answer', models.CharField(blank=True, choices=[('accepted', 'รับไปดำเนินการ'), ('declined', 'ไม่รับ')], max_length=8)),
                    ('reason', models.TextField(blank=True)),
                    ('agency_plan', models.CharField(blank=True, max_length=300)),
                    ('extract', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='proposals.extract')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_extracts', to='proposals.line')),
                ],
                options={
                    'ordering': ['extract_id', 'line__number'],
                    'constraints': [models.UniqueConstraint(fields=('extract', 'line'), name='one_line_per_extract'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_decline_has_its_reason'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'accepted'), _negated=True), models.Q(('agency_plan', ''), _negated=True), _connector='OR'), name='an_acceptance_names_the_plan')],
                },
            ),
            migrations.CreateModel(
                name='Signatory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place_in_list', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('position', models.CharField(blank=True, max_length=200)),
                    ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='signatories', to='proposals.charterversion')),
                ],
                options={
                    'ordering': ['version_id', 'place_in_list'],
                    'constraints': [models.UniqueConstraint(fields=('version', 'place_in_list'), name='one_place_in_the_list_per_signatory')],
                },
            ),
            migrations.CreateModel(
                name='VillageFigures',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('men', models.PositiveIntegerField(blank=True, null=True)),
                    ('women', models.PositiveIntegerField(blank=True, null=True)),
                    ('households', models.PositiveIntegerField(blank=True, null=True)),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='villages', to='proposals.areaprofile')),
                    ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.village')),
                ],
                options={
                    'ordering': ['profile_id', 'village__kind', 'village__number'],
                    'constraints': [models.UniqueConstraint(fields=('profile', 'village'), name='one_row_of_figures_per_village'), models.CheckConstraint(condition=models.Q(('men__isnull', False), ('women__isnull', False), ('households__isnull', False), _connector='OR'), name='a_row_of_figures_has_one')],
                },
            ),
            migrations.CreateModel(
                name='SearchedWords',
                fields=[
                    ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='searched_words', serialize=False, to='proposals.proposal')),
                    ('words', models.TextField()),
                ],
            ),
            migrations.CreateModel(
                name='CoAuthor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('right', models.CharField(choices=[('comment', 'อ่านและถามตอบ'), ('suggest', 'เสนอข้อความให้เจ้าของพิจารณา'), ('write', 'แก้ไขข้อความได้เอง')], max_length=8)),
                    ('invited_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('invited_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='co_authors', to='proposals.plan')),
                    ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='co_authors', to='proposals.proposal')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('proposal__isnull', False)), fields=('proposal', 'office'), name='one_open_invitation_to_a_draft'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('proposal__isnull', True)), fields=('plan', 'office'), name='one_open_invitation_to_a_plan')],
                },
            ),
            migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('field', models.CharField(max_length=20)),
                    ('text', models.TextField()),
                    ('written_at', models.DateTimeField()),
                    ('resolved_at', models.DateTimeField(blank=True, null=True)),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='proposals.comment')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='proposals.proposal')),
                    ('resolved_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_comment_has_words'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), ('resolved_at__isnull', True), _connector='OR'), name='a_thread_is_resolved_as_a_whole')],
                },
            ),
            migrations.CreateModel(
                name='EarlierWords',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('revision', models.PositiveIntegerField()),
                    ('words', models.JSONField()),
                    ('written_at', models.DateTimeField()),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier_words', to='proposals.proposal')),
                    ('written_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('proposal', 'revision'), name='one_wording_per_revision_of_a_draft')],
                },
            ),
            migrations.CreateModel(
                name='ReadinessAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40)),
                    ('answer', models.CharField(choices=[('yes', 'พร้อมแล้ว'), ('no', 'ยังไม่พร้อม'), ('not_applicable', 'ไม่เกี่ยวข้อง')], max_length=14)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('answered_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readiness', to='proposals.proposal')),
                    ('paper', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='proposals.attachment')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('proposal', 'code'), name='one_answer_per_readiness_question')],
                },
            ),
            migrations.CreateModel(
                name='ReadinessList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveSmallIntegerField()),
                    ('items', models.JSONField()),
                    ('valid_from', models.DateField()),
                    ('created_at', models.DateTimeField()),
                    ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readiness_lists', to='directory.body')),
                    ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readiness_lists', to='directory.area')),
                    ('set_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['province_id', 'agency_id', 'version'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('province__isnull', True)), fields=('version',), name='one_common_readiness_list_per_version'), models.UniqueConstraint(condition=models.Q(('agency__isnull', True), ('province__isnull', False)), fields=('province', 'version'), name='one_readiness_list_of_a_province_per_version'), models.UniqueConstraint(condition=models.Q(('agency__isnull', False)), fields=('province', 'agency', 'version'), name='one_readiness_list_of_an_agency_per_version'), models.CheckConstraint(condition=models.Q(('agency__isnull', True), ('province__isnull', False), _connector='OR'), name='an_agencys_list_is_of_a_province')],
                },
            ),
            migrations.CreateModel(
                name='Suggestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('field', models.CharField(max_length=20)),
                    ('revision', models.PositiveIntegerField()),
                    ('before_hash', models.CharField(max_length=64)),
                    ('text', models.TextField(blank=True)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('made_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('open', 'รอเจ้าของพิจารณา'), ('accepted', 'รับแล้ว'), ('declined', 'ไม่รับ'), ('withdrawn', 'ผู้เสนอถอนแล้ว')], default='open', max_length=9)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='proposals.proposal')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='a_decided_suggestion_says_when')],
                },
            ),
            migrations.CreateModel(
                name='ColumnMapping',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('signature', models.CharField(max_length=64)),
                    ('columns', models.JSONField()),
                    ('source', models.CharField(choices=[('community', 'ชุมชน'), ('lao', 'องค์กรปกครองส่วนท้องถิ่น'), ('pao', 'องค์การบริหารส่วนจังหวัด'), ('province', 'งบจังหวัด'), ('ministry', 'งบกระทรวง กรม'), ('other', 'แหล่งอื่น')], default='other', max_length=12)),
                    ('chosen_at', models.DateTimeField()),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='column_mappings', to='directory.body')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('body', 'signature'), name='one_mapping_per_body_and_headings')],
                },
            ),
            migrations.CreateModel(
                name='SheetImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('shelved', models.CharField(blank=True, max_length=32)),
                    ('sha256', models.CharField(max_length=64)),
                    ('size', models.PositiveIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('stage', models.CharField(choices=[('columns', 'รอเลือกคอลัมน์'), ('checking', 'กำลังตรวจ'), ('checked', 'ตรวจแล้ว รอยืนยัน'), ('importing', 'กำลังนำเข้า'), ('done', 'นำเข้าแล้ว'), ('dropped', 'ไม่นำเข้า')], max_length=10)),
                    ('columns', models.JSONField(blank=True, null=True)),
                    ('source', models.CharField(blank=True, max_length=12)),
                    ('found', models.JSONField(default=dict)),
                    ('behalf', models.JSONField(blank=True, null=True)),
                    ('uploaded_at', models.DateTimeField()),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='proposals.plan')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['user', 'stage'], name='sheet_import_user')],
                },
            ),
            migrations.CreateModel(
                name='GroupedVillage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('group', models.CharField(max_length=60)),
                    ('ballot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='grouped_villages', to='proposals.ballot')),
                    ('village', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.village')),
                ],
                options={
                    'ordering': ['ballot_id', 'village__kind', 'village__number'],
                    'constraints': [models.UniqueConstraint(fields=('ballot', 'village'), name='one_group_per_village_of_a_ballot'), models.CheckConstraint(condition=models.Q(('group', ''), _negated=True), name='a_group_of_villages_has_a_name')],
                },
            ),
            migrations.CreateModel(
                name='ProvinceRules',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('council_flow', models.CharField(default='council-1', max_length=24)),
                    ('district_flow', models.CharField(default='district-1', max_length=24)),
                    ('provincial_flow', models.CharField(default='provincial-1', max_length=24)),
                    ('receipt_days', models.PositiveSmallIntegerField(default=15)),
                    ('opinion_days', models.PositiveSmallIntegerField(default=30)),
                    ('revision_days', models.PositiveSmallIntegerField(default=30)),
                    ('remind_days', models.PositiveSmallIntegerField(default=7)),
                    ('escalate_days', models.PositiveSmallIntegerField(default=7)),
                    ('mode', models.CharField(choices=[('integrated', 'จังหวัดบูรณาการ'), ('self_managed', 'จังหวัดจัดการตนเอง')], max_length=12)),
                    ('valid_from', models.DateField()),
                    ('legal_reference', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField()),
                    ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planning_rules', to='directory.area')),
                    ('set_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('appeal_answer_days', models.PositiveSmallIntegerField(default=30)),
                    ('appeal_days', models.PositiveSmallIntegerField(default=30)),
                    ('petition_days', models.PositiveSmallIntegerField(default=60)),
                ],
                options={
                    'ordering': ['province_id', 'mode', 'valid_from', 'pk'],
                    'indexes': [models.Index(fields=['province', 'mode', 'valid_from'], name='province_rules')],
                },
            ),
            migrations.CreateModel(
                name='Summary',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('province_code', models.CharField(max_length=2)),
                    ('level', models.CharField(choices=[('subdistrict', 'ตำบล'), ('district', 'อำเภอ'), ('province', 'จังหวัด'), ('assembly', 'ที่ประชุมสภาระดับจังหวัด')], max_length=12)),
                    ('split', models.CharField(choices=[('class', 'ผู้ดำเนินการ'), ('strategy', 'ยุทธศาสตร์')], max_length=8)),
                    ('district_code', models.CharField(blank=True, max_length=4)),
                    ('value', models.CharField(blank=True, max_length=200)),
                    ('fate', models.CharField(blank=True, choices=[('carried', 'เสนอต่อ'), ('merged', 'รวมกับโครงการอื่น'), ('split', 'แยกเป็นหลายโครงการ'), ('kept', 'ชุมชนดำเนินการเอง'), ('referred', 'หน่วยงานรับไปดำเนินการ'), ('returned', 'คืนเจ้าของเพื่อปรับปรุง'), ('deferred', 'นำเข้าพิจารณารอบถัดไป'), ('refused', 'ไม่รับ'), ('withdrawn', 'เจ้าของถอน')], max_length=10)),
                    ('lines', models.IntegerField()),
                    ('asked', proposals.money.MoneyField()),
                    ('proposed', proposals.money.MoneyField()),
                    ('cycle', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.cycle')),
                ],
                options={
                    'indexes': [models.Index(fields=['cycle', 'province_code', 'level', 'split', 'district_code', 'value', 'fate'], name='summary_key')],
                },
            ),
            migrations.CreateModel(
                name='StrategyNode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('round_start', models.PositiveSmallIntegerField()),
                    ('kind', models.CharField(choices=[('issue', 'ประเด็นการพัฒนา'), ('strategy', 'ยุทธศาสตร์/กลยุทธ์'), ('programme', 'แผนงาน')], max_length=9)),
                    ('code', models.CharField(max_length=20)),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='proposals.strategynode')),
                    ('province', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.area')),
                ],
                options={
                    'ordering': ['province_id', 'round_start', 'code'],
                    'constraints': [models.UniqueConstraint(fields=('province', 'round_start', 'code'), name='one_strategy_node_per_code'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'issue'), ('parent__isnull', True)), models.Q(models.Q(('kind', 'issue'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='only_an_issue_stands_below_nothing')],
                },
            ),
            migrations.CreateModel(
                name='StrategyRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('round_start', models.PositiveSmallIntegerField()),
                    ('is_required', models.BooleanField()),
                    ('reference', models.CharField(blank=True, max_length=300)),
                    ('set_at', models.DateTimeField()),
                    ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.area')),
                    ('set_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['province_id', 'round_start', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='StrategyWords',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title_th', models.CharField(max_length=200)),
                    ('title_en', models.CharField(blank=True, max_length=200)),
                    ('reference', models.CharField(blank=True, max_length=300)),
                    ('is_ended', models.BooleanField(default=False)),
                    ('valid_from', models.DateField()),
                    ('set_at', models.DateTimeField()),
                    ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='proposals.strategynode')),
                    ('set_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['node_id', 'valid_from', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('title_th', ''), _negated=True), name='a_strategy_node_has_a_title')],
                },
            ),
            migrations.CreateModel(
                name='Petition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('subject', models.CharField(max_length=200)),
                    ('text', models.TextField()),
                    ('legal_reference', models.CharField(blank=True, max_length=300)),
                    ('sent_on', models.DateField(blank=True, null=True)),
                    ('received_on', models.DateField(blank=True, null=True)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('silent_on', models.DateField(blank=True, null=True)),
                    ('plan', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='petition', to='proposals.plan')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='a_petition_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('sent_on__isnull', False)), models.Q(('due_on__isnull', True), ('received_on__isnull', True), ('sent_on__isnull', True), ('silent_on__isnull', True)), _connector='OR'), name='a_petition_is_due_once_it_was_sent')],
                },
            ),
            migrations.CreateModel(
                name='PetitionAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('accepts', 'รับไปดำเนินการ'), ('partly', 'รับไปดำเนินการบางส่วน'), ('declines', 'ไม่รับ')], max_length=8)),
                    ('text', models.TextField()),
                    ('answered_on', models.DateField()),
                    ('office', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('petition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='proposals.petition')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_answer_to_a_petition_has_words')],
                },
            ),
            migrations.CreateModel(
                name='PetitionMeasure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('text', models.TextField()),
                    ('responsible', models.CharField(max_length=200)),
                    ('due_on', models.DateField()),
                    ('answer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='proposals.petitionanswer')),
                ],
                options={
                    'ordering': ['answer_id', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('answer', 'number'), name='one_measure_per_number_of_an_answer'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('responsible', ''), _negated=True)), name='a_measure_says_what_and_who')],
                },
            ),
            migrations.CreateModel(
                name='PetitionReference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='in_petitions', to='proposals.line')),
                    ('petition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='references', to='proposals.petition')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_petitions', to='proposals.plan')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('petition', 'plan', 'line'), name='one_reference_of_a_petition'), models.UniqueConstraint(condition=models.Q(('line', None)), fields=('petition', 'plan'), name='one_reference_to_a_whole_plan')],
                },
            ),
        ),
        CompleteTogether(
            migrations.AddField(
                model_name='agendaitem',
                name='meeting',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='proposals.meeting'),
            ),
            migrations.AddField(
                model_name='agendaitem',
                name='agreed',
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name='agendaitem',
                name='differences',
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name='attendance',
                name='meeting',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='proposals.meeting'),
            ),
            migrations.AddField(
                model_name='attendance',
                name='tenure',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.tenure'),
            ),
            migrations.AddField(
                model_name='budgetline',
                name='version',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='budget', to='proposals.proposalversion'),
            ),
            migrations.AlterField(
                model_name='decision',
                name='act',
                field=models.CharField(choices=[('adopt', 'มติรับรองแผน'), ('accept', 'รับแผน'), ('endorse', 'เห็นชอบแผน'), ('withdraw', 'ถอน'), ('refer', 'หน่วยงานรับไปดำเนินการ'), ('keep', 'เจ้าของแผนดำเนินการเอง'), ('late', 'แผนมาถึงหลังกำหนด'), ('appeal', 'ตอบอุทธรณ์')], max_length=8),
            ),
            migrations.AddField(
                model_name='decision',
                name='event',
                field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.event'),
            ),
            migrations.AddField(
                model_name='decision',
                name='office',
                field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office'),
            ),
            migrations.AddField(
                model_name='decision',
                name='plan',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='proposals.plan'),
            ),
            migrations.AddField(
                model_name='decision',
                name='version',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='proposals.planversion'),
            ),
            migrations.AddField(
                model_name='decision',
                name='resolution',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='proposals.resolution'),
            ),
            migrations.AddField(
                model_name='fate',
                name='decision',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='fates', to='proposals.decision'),
            ),
            migrations.AddField(
                model_name='fate',
                name='referred_to',
                field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body'),
            ),
            migrations.AddField(
                model_name='fate',
                name='revises',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revised_by', to='proposals.fate'),
            ),
            migrations.AddField(
                model_name='fate',
                name='line',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fates', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='indicator',
                name='version',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='proposals.proposalversion'),
            ),
            migrations.AddField(
                model_name='line',
                name='comes_back_of',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='came_back_as', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='line',
                name='replaces',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='line',
                name='plan',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='proposals.plan'),
            ),
            migrations.AddField(
                model_name='line',
                name='proposal',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='proposals.proposal'),
            ),
            migrations.AlterField(
                model_name='meeting',
                name='kind',
                field=models.CharField(choices=[('forum', 'เวทีประชาคม'), ('council', 'การประชุมสภาองค์กรชุมชน'), ('committee', 'การประชุมคณะกรรมการ'), ('hearing', 'การรับฟังความคิดเห็น'), ('circulation', 'มติเวียน'), ('workshop', 'การประชุมเชิงปฏิบัติการ'), ('learning', 'เวทีแลกเปลี่ยนเรียนรู้'), ('assembly', 'สมัชชา'), ('provincial', 'การประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล')], max_length=12),
            ),
            migrations.AddField(
                model_name='meeting',
                name='body',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='directory.body'),
            ),
            migrations.AddField(
                model_name='meeting',
                name='plan',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='proposals.plan'),
            ),
            migrations.AddField(
                model_name='meeting',
                name='certified_at',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certified_minutes', to='proposals.meeting'),
            ),
            migrations.AddField(
                model_name='meeting',
                name='checked_on',
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='meeting',
                name='substitutes_count',
                field=models.BooleanField(default=True),
            ),
            migrations.AddField(
                model_name='meeting',
                name='called',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held', to='proposals.calledmeeting'),
            ),
            migrations.AddField(
                model_name='meeting',
                name='series',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='proposals.meetingseries'),
            ),
            migrations.AddField(
                model_name='opinion',
                name='body',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='directory.body'),
            ),
            migrations.AddField(
                model_name='opinion',
                name='line',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='opinion',
                name='version',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='proposals.planversion'),
            ),
            migrations.AlterField(
                model_name='plan',
                name='level',
                field=models.CharField(choices=[('subdistrict', 'ตำบล'), ('district', 'อำเภอ'), ('province', 'จังหวัด'), ('assembly', 'ที่ประชุมสภาระดับจังหวัด')], max_length=12),
            ),
            migrations.AlterField(
                model_name='plan',
                name='state',
                field=django_fsm.FSMField(choices=[('draft', 'กำลังจัดทำ'), ('gathering', 'รอรวบรวมแผน'), ('compiling', 'กำลังจัดลำดับและบูรณาการ'), ('adopted', 'ที่ประชุมรับรองแล้ว'), ('submitted', 'เสนอแล้ว'), ('sent', 'ส่งหน่วยงานแล้ว'), ('in_review', 'อยู่ระหว่างตรวจ'), ('returned', 'ขอให้ปรับปรุง'), ('accepted', 'รับแผนแล้ว'), ('endorsed', 'ผู้ว่าราชการจังหวัดเห็นชอบ'), ('answered', 'ตอบองค์กรเจ้าของแผนแล้ว'), ('closed', 'ทุกโครงการได้ข้อยุติแล้ว'), ('withdrawn', 'ถอนแผนแล้ว'), ('dropped', 'เลิกทำก่อนรับรอง')], default='draft', max_length=12, protected=True),
            ),
            migrations.AddField(
                model_name='plan',
                name='area',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='directory.area'),
            ),
            migrations.AddField(
                model_name='plan',
                name='cycle',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='proposals.cycle'),
            ),
            migrations.AddField(
                model_name='plan',
                name='owner',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='directory.body'),
            ),
            migrations.AddField(
                model_name='plan',
                name='parent',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='proposals.plan'),
            ),
            migrations.AddField(
                model_name='plan',
                name='current_version',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.planversion'),
            ),
            migrations.AddField(
                model_name='plan',
                name='kind',
                field=models.CharField(choices=[('area', 'แผนพัฒนาตำบล'), ('thematic', 'แผนเชิงประเด็น'), ('business', 'แผนธุรกิจชุมชน'), ('amendment', 'การเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขแผน'), ('petition', 'ข้อเสนอต่อผู้ว่าราชการจังหวัด')], default='area', max_length=9),
            ),
            migrations.AddField(
                model_name='planline',
                name='agency',
                field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body'),
            ),
            migrations.AddField(
                model_name='planline',
                name='line',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_versions', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='planline',
                name='version',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='plan_lines', to='proposals.planversion'),
            ),
            migrations.AddField(
                model_name='planline',
                name='proposal_version',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.proposalversion'),
            ),
            migrations.AddField(
                model_name='planversion',
                name='plan',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='proposals.plan'),
            ),
            migrations.AddField(
                model_name='proposal',
                name='area',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.area'),
            ),
            migrations.AddField(
                model_name='proposal',
                name='owner',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='directory.body'),
            ),
            migrations.AddField(
                model_name='proposal',
                name='plan',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='proposals.plan'),
            ),
            migrations.AddField(
                model_name='proposalversion',
                name='proposal',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='proposals.proposal'),
            ),
            migrations.AddField(
                model_name='proposalversion',
                name='village',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.village'),
            ),
            migrations.AddField(
                model_name='proposalversion',
                name='written_by',
                field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='proposalversion',
                name='beneficiary_group',
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AddField(
                model_name='proposalversion',
                name='latitude',
                field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
            ),
            migrations.AddField(
                model_name='proposalversion',
                name='longitude',
                field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
            ),
            migrations.AddField(
                model_name='referencecounter',
                name='area',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.area'),
            ),
            migrations.AddField(
                model_name='referencecounter',
                name='cycle',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.cycle'),
            ),
            migrations.AddField(
                model_name='remark',
                name='asked_by',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office'),
            ),
            migrations.AddField(
                model_name='remark',
                name='line',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='remark',
                name='plan',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='proposals.plan'),
            ),
            migrations.AddField(
                model_name='remark',
                name='version',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='proposals.planversion'),
            ),
            migrations.AddField(
                model_name='remark',
                name='closed_by',
                field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office'),
            ),
            migrations.AddField(
                model_name='resolution',
                name='meeting',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='proposals.meeting'),
            ),
            migrations.AddField(
                model_name='resolution',
                name='version',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='proposals.planversion'),
            ),
            migrations.AddField(
                model_name='share',
                name='fate',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='proposals.fate'),
            ),
            migrations.AddField(
                model_name='share',
                name='source',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares_out', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='share',
                name='target',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares_in', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='cycle',
                name='requires_readiness',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='cycle',
                name='scoring',
                field=models.CharField(choices=[('consensus', 'คณะกรรมการตกลงคะแนนร่วมกัน เลขานุการบันทึก'), ('alone', 'ผู้ให้คะแนนแต่ละคนให้เอง ไม่เห็นคะแนนของผู้อื่นจนกว่าจะปิด')], default='consensus', max_length=9),
            ),
            migrations.AddField(
                model_name='cycle',
                name='escalate_days',
                field=models.PositiveSmallIntegerField(default=7),
            ),
            migrations.AddField(
                model_name='cycle',
                name='remind_days',
                field=models.PositiveSmallIntegerField(default=7),
            ),
            migrations.AddField(
                model_name='cycle',
                name='appeal_answer_days',
                field=models.PositiveSmallIntegerField(default=30),
            ),
            migrations.AddField(
                model_name='cycle',
                name='appeal_days',
                field=models.PositiveSmallIntegerField(default=30),
            ),
            migrations.AddField(
                model_name='cycle',
                name='petition_days',
                field=models.PositiveSmallIntegerField(default=60),
            ),
            migrations.AddConstraint(
                model_name='agendaitem',
                constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='one_agenda_item_per_number'),
            ),
            migrations.AddConstraint(
                model_name='attendance',
                constraint=models.UniqueConstraint(fields=('meeting', 'place_in_list'), name='one_place_in_the_list_per_name'),
            ),
            migrations.AddConstraint(
                model_name='attendance',
                constraint=models.UniqueConstraint(condition=models.Q(('tenure__isnull', False)), fields=('meeting', 'tenure'), name='one_place_in_the_list_per_tenure'),
            ),
            migrations.AddConstraint(
                model_name='budgetline',
                constraint=models.UniqueConstraint(fields=('version', 'year', 'source'), name='one_amount_per_year_and_source'),
            ),
            migrations.AddConstraint(
                model_name='budgetline',
                constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_budget_line_has_an_amount'),
            ),
            migrations.AddConstraint(
                model_name='fate',
                constraint=models.UniqueConstraint(condition=models.Q(('revises__isnull', True)), fields=('line',), name='one_fate_per_line'),
            ),
            migrations.AddConstraint(
                model_name='fate',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('carried', 'kept')), models.Q(models.Q(('reason_code', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_fate_has_its_reason'),
            ),
            migrations.AddConstraint(
                model_name='fate',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'referred'), _negated=True), models.Q(('referred_plan', ''), _negated=True), _connector='OR'), name='a_referral_names_the_plan'),
            ),
            migrations.AddConstraint(
                model_name='line',
                constraint=models.UniqueConstraint(fields=('plan', 'number'), name='one_line_per_number_of_a_plan'),
            ),
            migrations.AddConstraint(
                model_name='meeting',
                constraint=models.UniqueConstraint(fields=('body', 'kind', 'year', 'number'), name='one_meeting_per_number_and_year'),
            ),
            migrations.AddConstraint(
                model_name='meeting',
                constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_meeting_ends_after_it_starts'),
            ),
            migrations.AddConstraint(
                model_name='meeting',
                constraint=models.CheckConstraint(condition=models.Q(('quorum__lte', models.F('members_count'))), name='a_quorum_is_not_more_than_the_members'),
            ),
            migrations.AddConstraint(
                model_name='opinion',
                constraint=models.UniqueConstraint(fields=('line', 'version', 'body'), name='one_opinion_per_body_and_version'),
            ),
            migrations.AddConstraint(
                model_name='opinion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'takes_in'), _negated=True), models.Q(models.Q(('plan_name', ''), _negated=True), ('plan_year__isnull', False), models.Q(('plan_item', ''), _negated=True)), _connector='OR'), name='taking_in_names_plan_year_and_item'),
            ),
            migrations.AddConstraint(
                model_name='opinion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['declines', 'beyond_capacity', 'objects']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='an_objection_has_its_reason'),
            ),
            migrations.AddIndex(
                model_name='plan',
                index=models.Index(fields=['cycle', 'district_code', 'state', 'id'], name='plan_district'),
            ),
            migrations.AddIndex(
                model_name='plan',
                index=models.Index(fields=['cycle', 'province_code', 'state', 'id'], name='plan_province'),
            ),
            migrations.AddConstraint(
                model_name='plan',
                constraint=models.UniqueConstraint(condition=models.Q(models.Q(('kind', 'amendment'), _negated=True), models.Q(('state', 'dropped'), _negated=True)), fields=('cycle', 'owner', 'level', 'kind', 'theme'), name='one_plan_per_body_kind_and_theme'),
            ),
            migrations.AddConstraint(
                model_name='plan',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'thematic'), _negated=True), models.Q(('theme', ''), _negated=True), _connector='OR'), name='a_thematic_plan_names_its_theme'),
            ),
            migrations.AddConstraint(
                model_name='planline',
                constraint=models.UniqueConstraint(fields=('version', 'line'), name='one_plan_line_per_version'),
            ),
            migrations.AddConstraint(
                model_name='planline',
                constraint=models.CheckConstraint(condition=models.Q(('asked__gte', 0), ('proposed__gte', 0)), name='a_line_asks_no_negative_amount'),
            ),
            migrations.AddConstraint(
                model_name='planline',
                constraint=models.CheckConstraint(condition=models.Q(('asked', models.F('proposed')), models.Q(('proposed_reason', ''), _negated=True), _connector='OR'), name='another_amount_has_a_reason'),
            ),
            migrations.AddConstraint(
                model_name='planversion',
                constraint=models.UniqueConstraint(fields=('plan', 'number'), name='one_version_per_number_of_a_plan'),
            ),
            migrations.AddConstraint(
                model_name='planversion',
                constraint=models.UniqueConstraint(condition=models.Q(('frozen_at__isnull', True)), fields=('plan',), name='one_open_version_a_plan'),
            ),
            migrations.AddConstraint(
                model_name='planversion',
                constraint=models.CheckConstraint(condition=models.Q(('frozen_at__isnull', True), models.Q(('hash', ''), _negated=True), _connector='OR'), name='a_frozen_version_has_its_hash'),
            ),
            migrations.AddIndex(
                model_name='proposal',
                index=models.Index(fields=['plan', 'state', 'id'], name='proposal_plan'),
            ),
            migrations.AddIndex(
                model_name='proposal',
                index=models.Index(fields=['district_code', 'state', 'id'], name='proposal_district'),
            ),
            migrations.AddIndex(
                model_name='proposal',
                index=models.Index(fields=['province_code', 'state', '-updated_at', '-id'], name='proposal_province'),
            ),
            migrations.AddConstraint(
                model_name='proposalversion',
                constraint=models.UniqueConstraint(fields=('proposal', 'number'), name='one_version_per_number_of_a_proposal'),
            ),
            migrations.AddConstraint(
                model_name='proposalversion',
                constraint=models.CheckConstraint(condition=models.Q(('asked__gte', 0)), name='a_proposal_asks_no_negative_amount'),
            ),
            migrations.AddConstraint(
                model_name='proposalversion',
                constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='a_proposal_has_a_title'),
            ),
            migrations.AddConstraint(
                model_name='proposalversion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (Decimal('5.6'), Decimal('20.5'))), ('longitude__isnull', False), ('longitude__range', (Decimal('97.3'), Decimal('105.7')))), _connector='OR'), name='a_proposal_lies_in_thailand'),
            ),
            migrations.AddConstraint(
                model_name='referencecounter',
                constraint=models.UniqueConstraint(fields=('cycle', 'area', 'kind'), name='one_counter_per_cycle_area_and_kind'),
            ),
            migrations.AddConstraint(
                model_name='remark',
                constraint=models.UniqueConstraint(fields=('plan', 'number'), name='one_remark_per_number_of_a_plan'),
            ),
            migrations.AddConstraint(
                model_name='remark',
                constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_remark_has_words'),
            ),
            migrations.AddConstraint(
                model_name='remark',
                constraint=models.CheckConstraint(condition=models.Q(('closed_by__isnull', True), ('closed_at__isnull', False), _connector='OR'), name='who_closed_a_remark_closed_it'),
            ),
            migrations.AddConstraint(
                model_name='resolution',
                constraint=models.UniqueConstraint(fields=('meeting', 'version'), name='one_resolution_per_meeting_and_version'),
            ),
            migrations.AddConstraint(
                model_name='resolution',
                constraint=models.CheckConstraint(condition=models.Q(('votes_for__gt', models.F('votes_against'))), name='a_resolution_has_a_majority'),
            ),
            migrations.AddConstraint(
                model_name='share',
                constraint=models.UniqueConstraint(fields=('source', 'target'), name='one_share_per_pair_of_lines'),
            ),
            migrations.AddConstraint(
                model_name='share',
                constraint=models.CheckConstraint(condition=models.Q(('asked__gte', 0)), name='a_share_is_not_negative'),
            ),
            migrations.AddConstraint(
                model_name='share',
                constraint=models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='a_line_does_not_feed_itself'),
            ),
            migrations.AddConstraint(
                model_name='cycle',
                constraint=models.UniqueConstraint(fields=('province', 'target_year'), name='one_cycle_per_province_and_year'),
            ),
            migrations.AddConstraint(
                model_name='cycle',
                constraint=models.CheckConstraint(condition=models.Q(('target_year__gte', models.F('round_start')), ('target_year__lt', django.db.models.expressions.CombinedExpression(models.F('round_start'), '+', models.F('round_years')))), name='the_target_year_lies_in_the_round'),
            ),
        ),
        *(AppendOnly(name) for name in ("decision", "fate", "share", "resolution", "opinion")),
        *(AppendOnly(name, when="OLD.frozen_at IS NOT NULL") for name in ("planversion", "proposalversion")),
        FrozenWith("planline", "version"),
        FrozenWith("budgetline", "version"),
        FrozenWith("indicator", "version"),
        Refuse(
            "plan",
            "DELETE",
            name="with_events_stays",
            when="OLD.event_count > 0",
            why="a plan to which something happened is never deleted",
        ),
        Refuse(
            "plan",
            "UPDATE",
            name="count_never_decreases",
            when="NEW.event_count < OLD.event_count",
            why="the number of a plan's events never decreases",
        ),
        migrations.RunPython(load_common_forms, migrations.RunPython.noop),
        AppendOnly("formtemplate"),
        AppendOnly(
            "ballot",
            when="OLD.state <> 'draft'",
            except_columns=[
                *("state", "revision", "slips_issued", "slips_used", "counts", "file", "progress"),
                *("annulled_reason", "ended_on"),
            ],
        ),
        Refuse(
            "ballot",
            "UPDATE",
            name="ended_stays",
            when="OLD.state IN ('closed', 'annulled') AND (OLD.state <> NEW.state OR OLD.counts IS DISTINCT FROM NEW.counts"
            " OR OLD.file_id IS DISTINCT FROM NEW.file_id OR OLD.annulled_reason <> NEW.annulled_reason"
            " OR OLD.ended_on IS DISTINCT FROM NEW.ended_on)",
            why="a ballot stays as it ended",
        ),
        FrozenWith("ballotoption", "ballot", when="parent.state <> 'draft'"),
        FrozenWith("ballotvote", "ballot", when="parent.state <> 'open'"),
        AppendOnly("ballotoutcome"),
        FrozenWith("budgetitem", "version"),
        migrations.RunPython(load_examples, migrations.RunPython.noop),
        AppendOnly("charterversion", when="OLD.frozen_at IS NOT NULL"),
        FrozenWith("article", "version"),
        FrozenWith("signatory", "version"),
        AppendOnly("amendment", when="OLD.number IS NOT NULL"),
        AppendOnly("readinesslist"),
        migrations.RunPython(load_common_readiness, migrations.RunPython.noop),
        migrations.RunPython(index_letters, drop_index),
        FrozenWith("groupedvillage", "ballot", when="parent.state <> 'draft'"),
        AppendOnly("provincerules"),
        migrations.RunPython(keep, keep_no_more),
        AppendOnly("strategynode"),
        AppendOnly("strategywords"),
        AppendOnly("strategyrule"),
        AppendOnly(
            "petition",
            when="OLD.sent_on IS NOT NULL",
            columns=["plan", "number", "subject", "text", "legal_reference", "sent_on"],
        ),
        AppendOnly("petitionanswer"),
        AppendOnly("petitionmeasure"),
    ]
