import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_submissions_and_shared_cache'),
        ('proposals', '0003_history_is_never_edited'),
    ]

    operations = [
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
    ]
