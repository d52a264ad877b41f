import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workflow.append_only import Altering, AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_coaches'),
        ('workflow', '0002_history_is_never_edited'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
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
            ],
            options={
                'ordering': ['province_id', 'key', 'valid_from', 'pk'],
            },
        ),
        Altering(
            migrations.RemoveConstraint(
                model_name='deadline',
                name='one_open_deadline_per_kind',
            ),
            migrations.AddField(
                model_name='deadline',
                name='about',
                field=models.BigIntegerField(default=0),
            ),
            migrations.AddField(
                model_name='deadline',
                name='done_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='deadline',
                name='escalate_on',
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='deadline',
                name='escalated_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='deadline',
                name='lapsed_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='deadline',
                name='reason',
                field=models.CharField(blank=True, max_length=300),
            ),
            migrations.AddField(
                model_name='deadline',
                name='remind_on',
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='deadline',
                name='reminded_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddIndex(
                model_name='deadline',
                index=models.Index(condition=models.Q(('done_at__isnull', True), ('lapsed_at__isnull', False)), fields=['plan', 'kind'], name='deadline_overdue'),
            ),
            migrations.AddConstraint(
                model_name='deadline',
                constraint=models.UniqueConstraint(condition=models.Q(('replaced_by__isnull', True), ('settled_at__isnull', True)), fields=('plan', 'kind', 'about'), name='one_open_deadline_per_kind'),
            ),
            migrations.AddConstraint(
                model_name='deadline',
                constraint=models.CheckConstraint(condition=models.Q(('lapsed_at__isnull', True), ('settled_at__isnull', False), _connector='OR'), name='a_lapsed_deadline_runs_no_more'),
            ),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office'),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='term',
            name='province',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='directory.area'),
        ),
        migrations.AddField(
            model_name='term',
            name='set_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office'),
        ),
        migrations.AddConstraint(
            model_name='calendarfeed',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user', 'office'), name='one_open_feed_a_person_and_office'),
        ),
        migrations.AddIndex(
            model_name='term',
            index=models.Index(fields=['province', 'key', 'valid_from'], name='term_in_force'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('abbreviation', ''), ('key__startswith', 'body:'), _connector='OR'), name='only_bodies_are_abbreviated'),
        ),
        AppendOnly("term"),
    ]
