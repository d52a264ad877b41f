"""The documents' tables of a new database at once."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

from workflow.append_only import AppendOnly, Refuse
from workflow.tables import CreateTogether


NUMBER = ("register", "register_year", "running_number", "number_text", "dated", "copy", "circular", "recipient_id", "title")
RECEIPT = ("receipt_number", "receipt_year", "receipt_running", "received_on")
VOID = ("state", "void_reason", "voided_at")


def changed(*columns):
    return " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('documents', '0001_initial'),
        ('documents', '0002_initial'),
        ('documents', '0003_history_is_never_edited'),
        ('documents', '0004_a_papers_life'),
        ('documents', '0005_electronic_signatures'),
        ('documents', '0006_crests'),
    ]

    dependencies = [
        ('directory', '0002_submissions_and_shared_cache'),
        ('proposals', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
            migrations.CreateModel(
                name='Register',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=24)),
                    ('year', models.PositiveSmallIntegerField()),
                    ('last_number', models.PositiveIntegerField(default=0)),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registers', to='directory.body')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('body', 'name', 'year'), name='one_register_per_body_and_year')],
                },
            ),
            migrations.CreateModel(
                name='Rendition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('unsigned', 'ฉบับพิมพ์รอลงนาม'), ('scan', 'สแกนฉบับลงนาม'), ('signed', 'ฉบับลงนามอิเล็กทรอนิกส์'), ('issued', 'ฉบับออกเลขแล้ว')], max_length=8)),
                    ('created_at', models.DateTimeField()),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renditions', to='documents.document')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renditions', to='documents.storedfile')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('document', 'kind', 'file'), name='one_rendition_per_kind_and_file')],
                },
            ),
            migrations.CreateModel(
                name='StoredFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sha256', models.CharField(max_length=64, unique=True)),
                    ('size', models.PositiveBigIntegerField()),
                    ('content_type', models.CharField(max_length=100)),
                    ('name', models.CharField(blank=True, max_length=200)),
                    ('retention', models.CharField(choices=[('record', 'เอกสารหลักฐาน เก็บถาวร'), ('working', 'เอกสารระหว่างดำเนินการ')], default='record', max_length=8)),
                    ('created_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=3)),
                    ('title', models.CharField(max_length=300)),
                    ('state', django_fsm.FSMField(choices=[('prepared', 'จัดทำแล้ว รอลงนาม'), ('signed', 'ลงนามแล้ว รอออกเลข'), ('reserved', 'ออกเลขแล้ว รอลงนามอิเล็กทรอนิกส์'), ('numbered', 'ออกเลขแล้ว'), ('sent', 'ส่งแล้ว'), ('received', 'ผู้รับลงรับแล้ว'), ('returned', 'ส่งกลับให้จัดทำใหม่'), ('superseded', 'มีฉบับใหม่แทนแล้ว'), ('void', 'ยกเลิกแล้ว')], default='prepared', max_length=10, protected=True)),
                    ('revision', models.PositiveIntegerField(default=0)),
                    ('snapshot', models.TextField()),
                    ('snapshot_hash', models.CharField(max_length=64)),
                    ('check_code', models.CharField(max_length=16, unique=True)),
                    ('register', models.CharField(blank=True, max_length=24)),
                    ('register_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('running_number', models.PositiveIntegerField(blank=True, null=True)),
                    ('number_text', models.CharField(blank=True, max_length=80)),
                    ('dated', models.DateField(blank=True, null=True)),
                    ('receipt_number', models.CharField(blank=True, max_length=40)),
                    ('prepared_at', models.DateTimeField()),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('received_on', models.DateField(blank=True, null=True)),
                    ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued_documents', to='directory.body')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='proposals.plan')),
                    ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='received_documents', to='directory.body')),
                    ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='documents.document')),
                    ('circular', models.CharField(blank=True, max_length=16)),
                    ('copy', models.PositiveSmallIntegerField(default=1)),
                    ('receipt_running', models.PositiveIntegerField(blank=True, null=True)),
                    ('receipt_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('void_reason', models.CharField(blank=True, max_length=500)),
                    ('voided_at', models.DateTimeField(blank=True, null=True)),
                    ('waits_at', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers_to_endorse', to='directory.office')),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['kind', 'plan'], name='document_kind_plan'), models.Index(condition=models.Q(('circular', ''), _negated=True), fields=['circular'], name='document_circular')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('running_number__isnull', False)), fields=('issuer', 'register', 'register_year', 'running_number', 'copy'), name='one_document_per_number_of_a_register'), models.UniqueConstraint(condition=models.Q(('number_text', ''), _negated=True), fields=('issuer', 'register', 'register_year', 'number_text', 'copy'), name='one_document_per_number_in_a_year'), models.UniqueConstraint(condition=models.Q(('receipt_number', ''), _negated=True), fields=('recipient', 'receipt_year', 'receipt_number'), name='one_document_per_receipt_number_in_a_year'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'void'), _negated=True), models.Q(models.Q(('void_reason', ''), _negated=True), ('voided_at__isnull', False)), _connector='OR'), name='a_void_document_says_why')],
                },
                bases=(django_fsm.FSMModelMixin, models.Model),
            ),
            migrations.CreateModel(
                name='Endorsement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('outcome', models.CharField(choices=[('endorsed', 'เห็นชอบให้เสนอต่อ'), ('sent_back', 'ส่งกลับให้จัดทำใหม่')], max_length=9)),
                    ('name', models.CharField(max_length=200)),
                    ('position', models.CharField(max_length=300)),
                    ('note', models.CharField(blank=True, max_length=500)),
                    ('at', models.DateTimeField()),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='documents.document')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['document', 'place'],
                    'constraints': [models.UniqueConstraint(fields=('document', 'place'), name='one_endorsement_per_stop'), models.CheckConstraint(condition=models.Q(('outcome', 'endorsed'), models.Q(('note', ''), _negated=True), _connector='OR'), name='who_sends_a_paper_back_says_why')],
                },
            ),
            migrations.CreateModel(
                name='RouteStop',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='route', to='documents.document')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['document', 'place'],
                    'constraints': [models.UniqueConstraint(fields=('document', 'place'), name='one_stop_per_place_of_a_route'), models.UniqueConstraint(fields=('document', 'office'), name='an_office_stands_once_on_a_route')],
                },
            ),
            migrations.CreateModel(
                name='UsualRoute',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=3)),
                    ('place', models.PositiveSmallIntegerField()),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='usual_routes', to='directory.body')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['body', 'kind', 'place'],
                    'constraints': [models.UniqueConstraint(fields=('body', 'kind', 'place'), name='one_office_per_place_of_a_usual_route'), models.UniqueConstraint(fields=('body', 'kind', 'office'), name='an_office_stands_once_on_a_usual_route')],
                },
            ),
            migrations.CreateModel(
                name='Signature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=200)),
                    ('words', models.CharField(max_length=400)),
                    ('certificate_name', models.CharField(max_length=200)),
                    ('certificate_issuer', models.CharField(max_length=200)),
                    ('certificate_serial', models.CharField(max_length=64)),
                    ('certificate_sha256', models.CharField(max_length=64)),
                    ('is_demonstration', models.BooleanField(default=False)),
                    ('signed_at', models.DateTimeField()),
                    ('stamped_by', models.CharField(blank=True, max_length=200)),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='documents.document')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='directory.office')),
                    ('rendition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signature', to='documents.rendition')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['position'],
                    'constraints': [models.UniqueConstraint(fields=('document', 'position'), name='one_signature_per_position_of_a_document'), models.UniqueConstraint(fields=('document', 'office', 'user'), name='nobody_signs_a_document_twice')],
                },
            ),
            migrations.CreateModel(
                name='Crest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('set_at', models.DateTimeField()),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crests', to='directory.body')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crests', to='documents.storedfile')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ],
                options={
                    'ordering': ['body_id', 'pk'],
                },
            ),
        ),
        AppendOnly("rendition"),
        AppendOnly("storedfile"),
        AppendOnly(
            "document", columns=("snapshot", "snapshot_hash", "check_code", "kind", "plan", "issuer")
        ),
        AppendOnly("endorsement"),
        Refuse(
            "document",
            "UPDATE",
            when=f"OLD.dated IS NOT NULL AND ({changed(*NUMBER)})",
            why="an issued document keeps its number, date, title and recipient",
            name="number_stays",
        ),
        Refuse(
            "document",
            "UPDATE",
            when=f"OLD.received_on IS NOT NULL AND ({changed(*RECEIPT)})",
            why="a receipt stays as it was entered",
            name="receipt_stays",
        ),
        Refuse(
            "document",
            "UPDATE",
            when=f"OLD.state = 'void' AND ({changed(*VOID)})",
            why="a void document stays void, for the same reason",
            name="void_stays",
        ),
        Refuse(
            "document",
            "UPDATE",
            when=f"OLD.supersedes_id IS NOT NULL AND ({changed('supersedes_id')})",
            why="what a document takes the place of never changes",
            name="predecessor_stays",
        ),
        AppendOnly("signature"),
    ]
