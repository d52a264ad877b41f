import json
from datetime import date
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from workflow.append_only import Altering, AppendOnly

ITEMS = Path(__file__).resolve().parents[2] / "fixtures" / "readiness.json"
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


def index_letters(apps, schema_editor):
    """Three letters at a time, by what each database has without an extension."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def load_common_readiness(apps, schema_editor):
    """The questions that every province begins with; a change of them is a further version in a later migration."""
    moment = timezone.now()
    lists = apps.get_model("proposals", "ReadinessList").objects.using(schema_editor.connection.alias)
    items = json.loads(ITEMS.read_text(encoding="utf-8"))
    lists.create(version=1, items=items, valid_from=date(2020, 1, 1), created_at=moment)


def index_what_is_there(apps, schema_editor):
    """The words of all proposals that were written before there was a search."""
    from proposals.search_words import searchable  # noqa: PLC0415  # how they are written now, not a model

    alias = schema_editor.connection.alias
    latest = {}
    versions = apps.get_model("proposals", "ProposalVersion").objects.using(alias).order_by("proposal_id", "number")
    for proposal, title, place in versions.values_list("proposal_id", "title", "place").iterator():
        latest[proposal] = searchable(title, place)
    words = apps.get_model("proposals", "SearchedWords")
    words.objects.using(alias).bulk_create(
        [words(proposal_id=proposal, words=text) for proposal, text in latest.items()], batch_size=2000
    )


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_coaches'),
        ('proposals', '0009_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchedWords',
            fields=[
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='searched_words', serialize=False, to='proposals.proposal')),
                ('words', models.TextField()),
            ],
        ),
        Altering(
            migrations.AddField(
                model_name='cycle',
                name='requires_readiness',
                field=models.BooleanField(default=False),
            ),
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
        AppendOnly("readinesslist"),
        migrations.RunPython(load_common_readiness, migrations.RunPython.noop),
        migrations.RunPython(index_letters, drop_index),
        migrations.RunPython(index_what_is_there, migrations.RunPython.noop),
    ]
