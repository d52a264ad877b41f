import django.db.models.deletion
import django_fsm
from django.db import migrations, models

from workflow.append_only import Altering, AppendOnly, FrozenWith


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_substitutes"),
        ("proposals", "0008_drafting"),
    ]

    operations = [
        Altering(
            migrations.RemoveConstraint(
                model_name="plan",
                name="one_plan_per_body_and_theme",
            ),
            migrations.AddField(
                model_name="plan",
                name="kind",
                field=models.CharField(
                    choices=[
                        ("area", "แผนพัฒนาตำบล"),
                        ("thematic", "แผนเชิงประเด็น"),
                        ("business", "แผนธุรกิจชุมชน"),
                        ("amendment", "การเพิ่มเติม เปลี่ยนแปลง หรือแก้ไขแผน"),
                    ],
                    default="area",
                    max_length=9,
                ),
            ),
            migrations.AlterField(
                model_name="decision",
                name="act",
                field=models.CharField(
                    choices=[
                        ("adopt", "มติรับรองแผน"),
                        ("accept", "รับแผน"),
                        ("endorse", "เห็นชอบแผน"),
                        ("withdraw", "ถอน"),
                        ("refer", "หน่วยงานรับไปดำเนินการ"),
                        ("keep", "เจ้าของแผนดำเนินการเอง"),
                        ("late", "แผนมาถึงหลังกำหนด"),
                    ],
                    max_length=8,
                ),
            ),
            migrations.AlterField(
                model_name="plan",
                name="state",
                field=django_fsm.FSMField(
                    choices=[
                        ("draft", "กำลังจัดทำ"),
                        ("gathering", "รอรวบรวมแผน"),
                        ("compiling", "กำลังจัดลำดับและบูรณาการ"),
                        ("adopted", "ที่ประชุมรับรองแล้ว"),
                        ("submitted", "เสนอแล้ว"),
                        ("sent", "ส่งหน่วยงานแล้ว"),
                        ("in_review", "อยู่ระหว่างตรวจ"),
                        ("returned", "ขอให้ปรับปรุง"),
                        ("accepted", "รับแผนแล้ว"),
                        ("endorsed", "ผู้ว่าราชการจังหวัดเห็นชอบ"),
                        ("answered", "ตอบองค์กรเจ้าของแผนแล้ว"),
                        ("closed", "ทุกโครงการได้ข้อยุติแล้ว"),
                        ("withdrawn", "ถอนแผนแล้ว"),
                        ("dropped", "เลิกทำก่อนรับรอง"),
                    ],
                    default="draft",
                    max_length=12,
                    protected=True,
                ),
            ),
            migrations.AddConstraint(
                model_name="plan",
                constraint=models.UniqueConstraint(
                    condition=models.Q(
                        models.Q(("kind", "amendment"), _negated=True), models.Q(("state", "dropped"), _negated=True)
                    ),
                    fields=("cycle", "owner", "level", "kind", "theme"),
                    name="one_plan_per_body_kind_and_theme",
                ),
            ),
            migrations.AddConstraint(
                model_name="plan",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "thematic"), _negated=True),
                        models.Q(("theme", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="a_thematic_plan_names_its_theme",
                ),
            ),
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("add", "เพิ่มเติม"), ("change", "เปลี่ยนแปลง"), ("correct", "แก้ไข")], max_length=7
                    ),
                ),
                ("reason", models.TextField()),
                ("legal_reference", models.CharField(blank=True, max_length=300)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("adopted_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AreaProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(default=0)),
                ("men", models.PositiveIntegerField(blank=True, null=True)),
                ("women", models.PositiveIntegerField(blank=True, null=True)),
                ("households", models.PositiveIntegerField(blank=True, null=True)),
                ("figures_source", models.CharField(blank=True, max_length=200)),
                ("vision", models.TextField(blank=True)),
                ("assets", models.TextField(blank=True)),
                ("problems", models.TextField(blank=True)),
                ("strengths", models.TextField(blank=True)),
                ("weaknesses", models.TextField(blank=True)),
                ("opportunities", models.TextField(blank=True)),
                ("threats", models.TextField(blank=True)),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("heading", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
            ],
            options={
                "ordering": ["version_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="Charter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=24, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tambon", "ธรรมนูญตำบล"),
                            ("health", "ธรรมนูญสุขภาพ"),
                            ("community", "ธรรมนูญชุมชน"),
                            ("provincial", "ธรรมนูญจังหวัด"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["body_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CharterCitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "ordering": ["proposal_id", "article_id"],
            },
        ),
        migrations.CreateModel(
            name="CharterVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("revision", models.PositiveIntegerField(default=0)),
                ("in_force_from", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["charter_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="Extract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("purpose", models.TextField(blank=True)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("sent", "รอหน่วยงานตอบ"), ("answered", "หน่วยงานตอบแล้ว")],
                        default="sent",
                        max_length=8,
                        protected=True,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("sent_on", models.DateField()),
                ("due_on", models.DateField()),
                ("answered_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["plan_id", "number"],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ExtractLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("accepted", "รับไปดำเนินการ"), ("declined", "ไม่รับ")], max_length=8
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("agency_plan", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["extract_id", "line__number"],
            },
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place_in_list", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("position", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["version_id", "place_in_list"],
            },
        ),
        migrations.CreateModel(
            name="VillageFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("men", models.PositiveIntegerField(blank=True, null=True)),
                ("women", models.PositiveIntegerField(blank=True, null=True)),
                ("households", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["profile_id", "village__kind", "village__number"],
            },
        ),
        migrations.AddField(
            model_name="amendment",
            name="amends",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="amendments", to="proposals.plan"
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="owner",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.body"
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="plan",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="amendment", to="proposals.plan"
            ),
        ),
        migrations.AddField(
            model_name="areaprofile",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="area_profiles", to="directory.body"
            ),
        ),
        migrations.AddField(
            model_name="areaprofile",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.cycle"
            ),
        ),
        migrations.AddField(
            model_name="charter",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.area"),
        ),
        migrations.AddField(
            model_name="charter",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="charters", to="directory.body"
            ),
        ),
        migrations.AddField(
            model_name="chartercitation",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cited_by", to="proposals.article"
            ),
        ),
        migrations.AddField(
            model_name="chartercitation",
            name="proposal",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="citations",
                to="proposals.proposal",
            ),
        ),
        migrations.AddField(
            model_name="charterversion",
            name="adopted_at",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adopted_charters",
                to="proposals.meeting",
            ),
        ),
        migrations.AddField(
            model_name="charterversion",
            name="charter",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="proposals.charter",
            ),
        ),
        migrations.AddField(
            model_name="charterversion",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="charter_versions", to="proposals.plan"
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="proposals.charterversion",
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="extracts", to="directory.body"
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.office",
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="plan",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extracts",
                to="proposals.plan",
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="proposals.planversion"
            ),
        ),
        migrations.AddField(
            model_name="extractline",
            name="extract",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="proposals.extract",
            ),
        ),
        migrations.AddField(
            model_name="extractline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="in_extracts", to="proposals.line"
            ),
        ),
        migrations.AddField(
            model_name="signatory",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatories",
                to="proposals.charterversion",
            ),
        ),
        migrations.AddField(
            model_name="villagefigures",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="villages", to="proposals.areaprofile"
            ),
        ),
        migrations.AddField(
            model_name="villagefigures",
            name="village",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.village"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                fields=("owner", "kind", "year", "number"), name="one_amendment_per_number_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("adopted_on__isnull", True), ("number__isnull", True), ("year__isnull", True)),
                    models.Q(("adopted_on__isnull", False), ("number__isnull", False), ("year__isnull", False)),
                    _connector="OR",
                ),
                name="an_amendment_is_numbered_when_adopted",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="an_amendment_has_its_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="areaprofile",
            constraint=models.UniqueConstraint(fields=("body", "cycle"), name="one_area_profile_per_body_and_cycle"),
        ),
        migrations.AddConstraint(
            model_name="charter",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="a_charter_has_a_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="chartercitation",
            constraint=models.UniqueConstraint(fields=("proposal", "article"), name="one_citation_per_article"),
        ),
        migrations.AddConstraint(
            model_name="charterversion",
            constraint=models.UniqueConstraint(
                fields=("charter", "number"), name="one_version_per_number_of_a_charter"
            ),
        ),
        migrations.AddConstraint(
            model_name="charterversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("frozen_at__isnull", True)), fields=("charter",), name="one_open_version_a_charter"
            ),
        ),
        migrations.AddConstraint(
            model_name="charterversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("frozen_at__isnull", True),
                    models.Q(
                        models.Q(("hash", ""), _negated=True),
                        ("adopted_at__isnull", False),
                        ("in_force_from__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_adopted_charter_has_meeting_day_and_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=("version", "number"), name="one_article_per_number_of_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="an_article_has_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="one_extract_per_number_of_a_plan"),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on__isnull", True), ("state", "sent")),
                    models.Q(("answered_on__isnull", False), ("state", "answered")),
                    _connector="OR",
                ),
                name="an_answered_extract_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="extractline",
            constraint=models.UniqueConstraint(fields=("extract", "line"), name="one_line_per_extract"),
        ),
        migrations.AddConstraint(
            model_name="extractline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_decline_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="extractline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "accepted"), _negated=True),
                    models.Q(("agency_plan", ""), _negated=True),
                    _connector="OR",
                ),
                name="an_acceptance_names_the_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.UniqueConstraint(
                fields=("version", "place_in_list"), name="one_place_in_the_list_per_signatory"
            ),
        ),
        migrations.AddConstraint(
            model_name="villagefigures",
            constraint=models.UniqueConstraint(fields=("profile", "village"), name="one_row_of_figures_per_village"),
        ),
        migrations.AddConstraint(
            model_name="villagefigures",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("men__isnull", False), ("women__isnull", False), ("households__isnull", False), _connector="OR"
                ),
                name="a_row_of_figures_has_one",
            ),
        ),
        AppendOnly("charterversion", when="OLD.frozen_at IS NOT NULL"),
        FrozenWith("article", "version"),
        FrozenWith("signatory", "version"),
        AppendOnly("amendment", when="OLD.number IS NOT NULL"),
    ]
