"""The tracking's tables of a new database at once."""

import django.db.models.deletion
from django.db import migrations, models

import proposals.money
from workflow.append_only import AppendOnly
from workflow.tables import CreateTogether


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('tracking', '0001_initial'),
        ('tracking', '0002_initial'),
        ('tracking', '0003_history_is_never_edited'),
        ('tracking', '0004_a_dropped_project_says_so'),
        ('tracking', '0005_allocated_money'),
        ('tracking', '0006_obligations'),
    ]

    dependencies = [
        ('approvals', '0012_approvers'),
        ('directory', '0005_coaches'),
        ('documents', '0006_crests'),
        ('proposals', '0001_initial'),
        ('workflow', '0003_definitions'),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name='Commitment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=300)),
                    ('province_code', models.CharField(max_length=2)),
                    ('district_codes', models.JSONField(default=list)),
                    ('amount', proposals.money.MoneyField()),
                    ('funding_source', models.CharField(max_length=12)),
                    ('year', models.PositiveSmallIntegerField()),
                    ('within_ceiling', models.BooleanField(default=True)),
                    ('status', models.CharField(choices=[('waiting', 'รอจัดสรรงบประมาณ'), ('budgeted', 'ได้รับงบประมาณแล้ว'), ('under_way', 'อยู่ระหว่างดำเนินการ'), ('done', 'แล้วเสร็จ'), ('dropped', 'ยกเลิกโครงการ'), ('unfunded', 'ไม่ได้รับจัดสรรงบประมาณ')], default='waiting', max_length=9)),
                    ('updated_on', models.DateField()),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='directory.body')),
                    ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='commitment', to='proposals.line')),
                    ('allocated', proposals.money.MoneyField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['province_code', 'status', 'updated_on'], name='commitment_province_status')],
                },
            ),
            migrations.CreateModel(
                name='CommitmentUpdate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(choices=[('waiting', 'รอจัดสรรงบประมาณ'), ('budgeted', 'ได้รับงบประมาณแล้ว'), ('under_way', 'อยู่ระหว่างดำเนินการ'), ('done', 'แล้วเสร็จ'), ('dropped', 'ยกเลิกโครงการ'), ('unfunded', 'ไม่ได้รับจัดสรรงบประมาณ')], max_length=9)),
                    ('reported_on', models.DateField()),
                    ('note', models.TextField(blank=True)),
                    ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='tracking.commitment')),
                    ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.event')),
                    ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['commitment_id', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'dropped'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='dropping_has_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='Obligation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('due_on', models.DateField()),
                    ('status', models.CharField(choices=[('open', 'รอดำเนินการตามเงื่อนไข'), ('answered', 'รายงานแล้ว รอจังหวัดตรวจ'), ('met', 'เป็นไปตามเงื่อนไขแล้ว'), ('waived', 'ยกเว้นเงื่อนไข')], default='open', max_length=8)),
                    ('opened_on', models.DateField()),
                    ('choice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='obligation', to='approvals.governorchoice')),
                    ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='tracking.commitment')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='directory.body')),
                ],
                options={
                    'ordering': ['due_on', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_obligation_says_what_is_to_be_done')],
                },
            ),
            migrations.CreateModel(
                name='ObligationReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('answer', 'รายงานการดำเนินการ'), ('accept', 'จังหวัดรับรองว่าเป็นไปตามเงื่อนไข'), ('reject', 'จังหวัดขอให้ดำเนินการเพิ่ม'), ('waive', 'จังหวัดยกเว้นเงื่อนไข')], max_length=6)),
                    ('note', models.TextField(blank=True)),
                    ('reported_on', models.DateField()),
                    ('event', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.event')),
                    ('evidence', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='tracking.obligation')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['obligation_id', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'accept'), models.Q(('note', ''), _negated=True), _connector='OR'), name='a_report_on_an_obligation_has_words')],
                },
            ),
        ),
        AppendOnly("commitmentupdate"),
        AppendOnly("obligationreport"),
    ]
