"""One-time cards, a PIN for shared phones, and the power of district desks to print cards for the offices below them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DISTRICT_DESKS = {"body__kind": "district_office", "role__in": ("coordinator", "chief")}


def let_district_desks_issue_cards(apps, schema_editor):
    """Offices that exist already get what new ones are established with."""
    models_of = {name: apps.get_model("directory", name) for name in ("Office", "Territory", "AreaGroupPermission")}
    offices = list(models_of["Office"].objects.filter(**DISTRICT_DESKS))
    if not offices:
        return
    areas = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="directory", model="area")[0]
    power = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=areas, codename="issue_cards", defaults={"name": "ออกบัตรเข้าใช้ให้ผู้ดำรงตำแหน่งในระดับล่าง"}
    )[0]
    reach = models_of["Territory"].objects.filter(body__in={office.body_id for office in offices})
    for body, area in list(reach.values_list("body_id", "area_id")):
        for office in offices:
            if office.body_id == body:
                models_of["AreaGroupPermission"].objects.get_or_create(
                    group_id=office.group_id, permission=power, content_object_id=area
                )


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_submissions_and_shared_cache'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='area',
            options={'ordering': ['code'], 'permissions': [('write_plan', 'เขียนแผนของตน'), ('adopt_plan', 'รับรองแผนตามมติที่ประชุม'), ('submit_plan', 'เสนอแผนของตน'), ('keep_papers', 'ออกเลข ลงนาม ส่งและรับหนังสือ'), ('view_plan', 'ดูแผนในพื้นที่'), ('receive_plan', 'รับแผนและตอบรายโครงการในนาม ก.บ.ต.'), ('give_opinion', 'ให้ความเห็นในนามองค์กรปกครองส่วนท้องถิ่น'), ('review_plan', 'ตรวจแผนตำบล'), ('decide_plan', 'รับหรือขอให้ปรับปรุงแผนตำบล'), ('vet_plan', 'กลั่นกรองแผนอำเภอ'), ('endorse_plan', 'เห็นชอบแผนจังหวัด'), ('answer_councils', 'ตอบองค์กรเจ้าของแผน'), ('record_on_behalf', 'บันทึกแทนจากเอกสารที่ลงนามแล้ว'), ('manage_cycle', 'เปิดรอบแผนและกำหนดเวลา'), ('manage_bodies', 'ดูแลทะเบียนองค์กรและผู้ดำรงตำแหน่ง'), ('track_commitments', 'รายงานผลตามแผน'), ('issue_cards', 'ออกบัตรเข้าใช้ให้ผู้ดำรงตำแหน่งในระดับล่าง')]},
        ),
        migrations.AddField(
            model_name='user',
            name='pin',
            field=models.CharField(blank=True, max_length=128),
        ),
        migrations.CreateModel(
            name='AccessCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(max_length=32)),
                ('secret_hash', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_cards', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user',), name='one_standing_card_a_person'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('issued_at'))), name='a_card_expires_later')],
            },
        ),
        migrations.RunPython(let_district_desks_issue_cards, migrations.RunPython.noop),
    ]
