import django.db.models.deletion
from django.db import migrations, models

from workflow.append_only import Altering, AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_coaches'),
        ('proposals', '0014_scoring'),
    ]

    operations = [
        Altering(
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
            ],
            options={
                'ordering': ['province_id', 'mode', 'valid_from', 'pk'],
                'indexes': [models.Index(fields=['province', 'mode', 'valid_from'], name='province_rules')],
            },
        ),
        AppendOnly("provincerules"),
    ]
