"""The workflow's tables of a new database at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.append_only import AppendOnly
from workflow.tables import CreateTogether


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('workflow', '0001_initial'),
        ('workflow', '0002_history_is_never_edited'),
        ('workflow', '0003_definitions'),
        ('workflow', '0004_announced_dates'),
    ]

    dependencies = [
        ('directory', '0005_coaches'),
        ('proposals', '0001_initial'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name='PlanProcess',
                fields=[
                ],
                options={
                    'proxy': True,
                },
                bases=('viewflow.process',),
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sequence', models.PositiveIntegerField()),
                    ('at', models.DateTimeField()),
                    ('verb', models.CharField(max_length=40)),
                    ('record_kind', models.CharField(max_length=40)),
                    ('record_id', models.BigIntegerField()),
                    ('from_state', models.CharField(blank=True, max_length=20)),
                    ('to_state', models.CharField(blank=True, max_length=20)),
                    ('system', models.CharField(blank=True, max_length=40)),
                    ('note_hash', models.CharField(blank=True, max_length=64)),
                    ('data', models.TextField(default='{}')),
                    ('items_count', models.PositiveIntegerField(default=0)),
                    ('items_digest', models.CharField(blank=True, max_length=64)),
                    ('previous_hash', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                    ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('behalf_body', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.body')),
                    ('office', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='proposals.plan')),
                ],
                options={
                    'ordering': ['plan_id', 'sequence'],
                    'indexes': [models.Index(fields=['record_kind', 'record_id'], name='event_record')],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'sequence'), name='one_event_per_place_in_the_chain')],
                },
            ),
            migrations.CreateModel(
                name='EventItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('record_id', models.BigIntegerField()),
                    ('from_state', models.CharField(blank=True, max_length=20)),
                    ('to_state', models.CharField(blank=True, max_length=20)),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='workflow.event')),
                ],
            ),
            migrations.CreateModel(
                name='EventNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='note', to='workflow.event')),
                ],
            ),
            migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40)),
                    ('key', models.CharField(max_length=120, unique=True)),
                    ('payload', models.JSONField(default=dict)),
                    ('state', models.CharField(choices=[('queued', 'Queued'), ('leased', 'Leased'), ('done', 'Done'), ('failed', 'Failed')], default='queued', max_length=8)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('run_after', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('error', models.TextField(blank=True)),
                    ('created_at', models.DateTimeField()),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'leased'])), fields=['run_after', 'id'], name='job_unfinished')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'leased'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='a_leased_job_has_a_lease')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verb', models.CharField(max_length=40)),
                    ('at', models.DateTimeField()),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='directory.body')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='proposals.plan')),
                ],
                options={
                    'indexes': [models.Index(fields=['body', '-at'], name='notice_body_at')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('read_at__isnull', True), ('read_at__gte', models.F('at')), _connector='OR'), name='a_notice_is_read_after_it_was_written')],
                },
            ),
            migrations.CreateModel(
                name='Deadline',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=24)),
                    ('due_on', models.DateField()),
                    ('announced_by', models.CharField(blank=True, max_length=100)),
                    ('announced_on', models.DateField(blank=True, null=True)),
                    ('settled_at', models.DateTimeField(blank=True, null=True)),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='proposals.plan')),
                    ('replaced_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='workflow.deadline')),
                    ('about', models.BigIntegerField(default=0)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('escalate_on', models.DateField(blank=True, null=True)),
                    ('escalated_at', models.DateTimeField(blank=True, null=True)),
                    ('lapsed_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('remind_on', models.DateField(blank=True, null=True)),
                    ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('replaced_by__isnull', True), ('settled_at__isnull', True)), fields=['due_on'], name='deadline_open'), models.Index(condition=models.Q(('done_at__isnull', True), ('lapsed_at__isnull', False)), fields=['plan', 'kind'], name='deadline_overdue')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_by__isnull', True), ('settled_at__isnull', True)), fields=('plan', 'kind', 'about'), name='one_open_deadline_per_kind'), models.CheckConstraint(condition=models.Q(('lapsed_at__isnull', True), ('settled_at__isnull', False), _connector='OR'), name='a_lapsed_deadline_runs_no_more')],
                },
            ),
            migrations.CreateModel(
                name='CalendarFeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('created_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user', 'office'), name='one_open_feed_a_person_and_office')],
                },
            ),
            migrations.CreateModel(
                name='Term',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=60)),
                    ('text', models.CharField(blank=True, max_length=200)),
                    ('abbreviation', models.CharField(blank=True, max_length=20)),
                    ('valid_from', models.DateField()),
                    ('legal_reference', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField()),
                    ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='directory.area')),
                    ('set_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['province_id', 'key', 'valid_from', 'pk'],
                    'indexes': [models.Index(fields=['province', 'key', 'valid_from'], name='term_in_force')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('abbreviation', ''), ('key__startswith', 'body:'), _connector='OR'), name='only_bodies_are_abbreviated')],
                },
            ),
            migrations.CreateModel(
                name='PhaseDate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('target_year', models.PositiveSmallIntegerField()),
                    ('phase', models.CharField(choices=[('forum', 'จัดเวทีประชาคม'), ('drafting', 'จัดทำและรับรองแผนตำบล'), ('submission', 'เสนอแผนต่ออำเภอ'), ('opinions', 'อปท. ให้ความเห็น'), ('review', 'อำเภอตรวจแผนตำบล'), ('gather_district', 'อำเภอรวบรวมแผนตำบล'), ('closing', 'อำเภอมีมติและเสนอแผนต่อจังหวัด'), ('vetting', 'จังหวัดกลั่นกรองแผนอำเภอ'), ('gather_province', 'จังหวัดรวบรวมแผนอำเภอ'), ('hearing', 'จังหวัดรับฟังความคิดเห็น'), ('decision', 'จังหวัดมีมติแผน'), ('reply', 'ตอบองค์กรเจ้าของแผนครั้งแรก'), ('funding', 'บันทึกผลการจัดสรรและประกาศใช้แผน')], max_length=16)),
                    ('due_on', models.DateField()),
                    ('announced_by', models.CharField(max_length=100)),
                    ('announced_on', models.DateField()),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('legal_reference', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField()),
                    ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='phase_dates', to='directory.area')),
                    ('set_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['area', 'target_year', 'phase'], name='phase_date_in_force')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('announced_by', ''), _negated=True), name='a_phase_date_names_its_letter'), models.CheckConstraint(condition=models.Q(('phase__in', ['forum', 'drafting', 'submission', 'opinions', 'review', 'gather_district', 'closing', 'vetting', 'gather_province', 'hearing', 'decision', 'reply', 'funding'])), name='a_phase_date_is_of_a_known_phase')],
                },
            ),
        ),
        AppendOnly("event"),
        AppendOnly("eventitem"),
        AppendOnly("term"),
        AppendOnly("phasedate"),
    ]
