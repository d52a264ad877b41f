import django.db.models.deletion
from django.db import migrations, models

import proposals.money
from proposals.summary_sql import counted_anew, created, dropped


def keep(apps, schema_editor):
    """Count what is there, and from then on let the database keep it."""
    schema_editor.execute(counted_anew(), params=None)
    for statement in created(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def keep_no_more(apps, schema_editor):
    for statement in dropped(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0015_modes'),
    ]

    operations = [
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
        migrations.RunPython(keep, keep_no_more),
    ]
