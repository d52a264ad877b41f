import django.db.models.deletion
from django.db import migrations, models

from workflow.append_only import Altering


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_substitutes"),
        ("documents", "0006_crests"),
        ("proposals", "0005_common_forms"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalledItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("heading", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ["called_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="CalledMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forum", "เวทีประชาคม"),
                            ("council", "การประชุมสภาองค์กรชุมชน"),
                            ("committee", "การประชุมคณะกรรมการ"),
                            ("hearing", "การรับฟังความคิดเห็น"),
                            ("circulation", "มติเวียน"),
                            ("workshop", "การประชุมเชิงปฏิบัติการ"),
                            ("learning", "เวทีแลกเปลี่ยนเรียนรู้"),
                            ("assembly", "สมัชชา"),
                            ("provincial", "การประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("held_on", models.DateField()),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                ("place", models.CharField(max_length=200)),
                ("notice", models.TextField(blank=True)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["held_on", "starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DoorEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "affiliation",
                    models.CharField(
                        choices=[
                            ("residents", "ประชาชนทั่วไป"),
                            ("occupation", "กลุ่มอาชีพ"),
                            ("enterprise", "วิสาหกิจชุมชน"),
                            ("people", "องค์กรภาคประชาชน"),
                            ("scholars", "เครือข่ายนักวิชาการ"),
                            ("leaders", "แกนนำชุมชนโดยธรรมชาติ"),
                            ("lao", "องค์กรปกครองส่วนท้องถิ่น"),
                            ("state", "หน่วยงานรัฐ"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=32, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Headcount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "affiliation",
                    models.CharField(
                        choices=[
                            ("residents", "ประชาชนทั่วไป"),
                            ("occupation", "กลุ่มอาชีพ"),
                            ("enterprise", "วิสาหกิจชุมชน"),
                            ("people", "องค์กรภาคประชาชน"),
                            ("scholars", "เครือข่ายนักวิชาการ"),
                            ("leaders", "แกนนำชุมชนโดยธรรมชาติ"),
                            ("lao", "องค์กรปกครองส่วนท้องถิ่น"),
                            ("state", "หน่วยงานรัฐ"),
                        ],
                        max_length=12,
                    ),
                ),
                ("people", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["meeting_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Idea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=500)),
                ("said_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["plan_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="IdeaGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["plan_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="IdeaUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="MeetingPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("meeting", "ภาพการประชุม"), ("sheet", "ภาพใบลงชื่อ")], max_length=8)),
                ("caption", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["meeting_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MeetingSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forum", "เวทีประชาคม"),
                            ("council", "การประชุมสภาองค์กรชุมชน"),
                            ("committee", "การประชุมคณะกรรมการ"),
                            ("hearing", "การรับฟังความคิดเห็น"),
                            ("circulation", "มติเวียน"),
                            ("workshop", "การประชุมเชิงปฏิบัติการ"),
                            ("learning", "เวทีแลกเปลี่ยนเรียนรู้"),
                            ("assembly", "สมัชชา"),
                            ("provincial", "การประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล"),
                        ],
                        max_length=12,
                    ),
                ),
                ("planned", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["body_id", "-year", "pk"],
            },
        ),
        Altering(
            migrations.AddField(
                model_name="agendaitem",
                name="agreed",
                field=models.TextField(blank=True),
            ),
        ),
        Altering(
            migrations.AddField(
                model_name="agendaitem",
                name="differences",
                field=models.TextField(blank=True),
            ),
        ),
        Altering(
            migrations.AddField(
                model_name="attendance",
                name="tenure",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="directory.tenure",
                ),
            ),
        ),
        Altering(
            migrations.AddField(
                model_name="meeting",
                name="certified_at",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="certified_minutes",
                    to="proposals.meeting",
                ),
            ),
        ),
        Altering(
            migrations.AddField(
                model_name="meeting",
                name="checked_on",
                field=models.DateField(blank=True, null=True),
            ),
        ),
        Altering(
            migrations.AddField(
                model_name="meeting",
                name="substitutes_count",
                field=models.BooleanField(default=True),
            ),
        ),
        Altering(
            migrations.AlterField(
                model_name="meeting",
                name="kind",
                field=models.CharField(
                    choices=[
                        ("forum", "เวทีประชาคม"),
                        ("council", "การประชุมสภาองค์กรชุมชน"),
                        ("committee", "การประชุมคณะกรรมการ"),
                        ("hearing", "การรับฟังความคิดเห็น"),
                        ("circulation", "มติเวียน"),
                        ("workshop", "การประชุมเชิงปฏิบัติการ"),
                        ("learning", "เวทีแลกเปลี่ยนเรียนรู้"),
                        ("assembly", "สมัชชา"),
                        ("provincial", "การประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล"),
                    ],
                    max_length=12,
                ),
            ),
        ),
        Altering(
            migrations.AddConstraint(
                model_name="attendance",
                constraint=models.UniqueConstraint(
                    condition=models.Q(("tenure__isnull", False)),
                    fields=("meeting", "tenure"),
                    name="one_place_in_the_list_per_tenure",
                ),
            ),
        ),
        migrations.AddField(
            model_name="calledmeeting",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="called_meetings", to="directory.body"
            ),
        ),
        migrations.AddField(
            model_name="calledmeeting",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="called_meetings", to="proposals.plan"
            ),
        ),
        migrations.AddField(
            model_name="calleditem",
            name="called",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="agenda", to="proposals.calledmeeting"
            ),
        ),
        Altering(
            migrations.AddField(
                model_name="meeting",
                name="called",
                field=models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="held",
                    to="proposals.calledmeeting",
                ),
            ),
        ),
        migrations.AddField(
            model_name="doorentry",
            name="called",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="at_the_door", to="proposals.calledmeeting"
            ),
        ),
        migrations.AddField(
            model_name="headcount",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="headcounts", to="proposals.meeting"
            ),
        ),
        migrations.AddField(
            model_name="idea",
            name="called",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ideas",
                to="proposals.calledmeeting",
            ),
        ),
        migrations.AddField(
            model_name="idea",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ideas",
                to="proposals.meeting",
            ),
        ),
        migrations.AddField(
            model_name="idea",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ideas", to="proposals.plan"
            ),
        ),
        migrations.AddField(
            model_name="idea",
            name="village",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.village",
            ),
        ),
        migrations.AddField(
            model_name="ideagroup",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="idea_groups", to="proposals.plan"
            ),
        ),
        migrations.AddField(
            model_name="idea",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="ideas",
                to="proposals.ideagroup",
            ),
        ),
        migrations.AddField(
            model_name="ideause",
            name="idea",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="proposals.idea"
            ),
        ),
        migrations.AddField(
            model_name="ideause",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="from_ideas", to="proposals.proposal"
            ),
        ),
        migrations.AddField(
            model_name="meetingphoto",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="meetingphoto",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="proposals.meeting"
            ),
        ),
        migrations.AddField(
            model_name="meetingseries",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="meeting_series", to="directory.body"
            ),
        ),
        migrations.AddField(
            model_name="calledmeeting",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="called_meetings",
                to="proposals.meetingseries",
            ),
        ),
        Altering(
            migrations.AddField(
                model_name="meeting",
                name="series",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="meetings",
                    to="proposals.meetingseries",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="calleditem",
            constraint=models.UniqueConstraint(fields=("called", "number"), name="one_called_item_per_number"),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.UniqueConstraint(fields=("meeting", "affiliation"), name="one_headcount_per_affiliation"),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__gt", 0)), name="a_headcount_counts_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="ideagroup",
            constraint=models.UniqueConstraint(fields=("plan", "title"), name="one_idea_group_per_title"),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="one_idea_per_number"),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="an_idea_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="ideause",
            constraint=models.UniqueConstraint(fields=("idea", "proposal"), name="one_use_per_idea_and_proposal"),
        ),
        migrations.AddConstraint(
            model_name="meetingphoto",
            constraint=models.UniqueConstraint(fields=("meeting", "kind", "file"), name="one_photo_per_kind_and_file"),
        ),
        migrations.AddConstraint(
            model_name="meetingseries",
            constraint=models.UniqueConstraint(
                fields=("body", "year", "name"), name="one_series_per_body_year_and_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingseries",
            constraint=models.CheckConstraint(condition=models.Q(("planned__gt", 0)), name="a_series_plans_a_meeting"),
        ),
        migrations.AddConstraint(
            model_name="calledmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="a_called_meeting_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="calledmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_at__isnull", True), models.Q(("cancelled_reason", ""), _negated=True), _connector="OR"
                ),
                name="a_cancelled_meeting_says_why",
            ),
        ),
    ]
