import django.db.models.deletion
from django.db import migrations, models

from workflow.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_coaches'),
        ('workflow', '0003_definitions'),
    ]

    operations = [
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
        AppendOnly("phasedate"),
    ]
