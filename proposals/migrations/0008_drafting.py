import json
from decimal import Decimal
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

import proposals.money
from workflow.append_only import Altering, FrozenWith

EXAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "unit_prices.json"


def load_examples(apps, schema_editor):
    """A few prices that say of themselves that they are examples, until a province sets its own."""
    price = apps.get_model("proposals", "UnitPrice")
    rows = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    price.objects.using(schema_editor.connection.alias).bulk_create(
        [price(created_at=timezone.now(), is_example=True, **{**row, "price": Decimal(row["price"])}) for row in rows]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_substitutes"),
        ("documents", "0006_crests"),
        ("proposals", "0007_ballots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("picture", "ภาพ"), ("pdf", "PDF"), ("office", "เอกสารหรือตาราง")], max_length=7
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("latitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["proposal_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BudgetItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("item", models.CharField(max_length=300)),
                ("unit", models.CharField(max_length=60)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12)),
                ("unit_price", proposals.money.MoneyField()),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("community", "ชุมชน"),
                            ("lao", "องค์กรปกครองส่วนท้องถิ่น"),
                            ("pao", "องค์การบริหารส่วนจังหวัด"),
                            ("province", "งบจังหวัด"),
                            ("ministry", "งบกระทรวง กรม"),
                            ("other", "แหล่งอื่น"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "position"],
            },
        ),
        migrations.CreateModel(
            name="UnfinishedWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=40)),
                ("fields", models.JSONField()),
                ("revision_seen", models.PositiveIntegerField(null=True)),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="UnitPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round_start", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("item", models.CharField(max_length=300)),
                ("unit", models.CharField(max_length=60)),
                ("price", proposals.money.MoneyField()),
                ("reference", models.CharField(blank=True, max_length=300)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("is_example", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["item", "unit", "-valid_from", "-pk"],
            },
        ),
        Altering(
            migrations.AddField(
                model_name="proposalversion",
                name="beneficiary_group",
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AddField(
                model_name="proposalversion",
                name="latitude",
                field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
            ),
            migrations.AddField(
                model_name="proposalversion",
                name="longitude",
                field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
            ),
            migrations.AddConstraint(
                model_name="proposalversion",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                        models.Q(
                            ("latitude__isnull", False),
                            ("latitude__range", (Decimal("5.6"), Decimal("20.5"))),
                            ("longitude__isnull", False),
                            ("longitude__range", (Decimal("97.3"), Decimal("105.7"))),
                        ),
                        _connector="OR",
                    ),
                    name="a_proposal_lies_in_thailand",
                ),
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="added_by",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.office"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="file",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="proposals.proposal"
            ),
        ),
        migrations.AddField(
            model_name="budgetitem",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="proposals.proposalversion",
            ),
        ),
        migrations.AddField(
            model_name="unfinishedwork",
            name="office",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.office"
            ),
        ),
        migrations.AddField(
            model_name="unfinishedwork",
            name="plan",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="proposals.plan"
            ),
        ),
        migrations.AddField(
            model_name="unfinishedwork",
            name="proposal",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="proposals.proposal"
            ),
        ),
        migrations.AddField(
            model_name="unfinishedwork",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="unitprice",
            name="province",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="unit_prices",
                to="directory.area",
            ),
        ),
        migrations.AddField(
            model_name="unitprice",
            name="set_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.office",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("proposal", "file"),
                name="a_file_is_attached_once_to_a_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (Decimal("5.6"), Decimal("20.5"))),
                        ("longitude__isnull", False),
                        ("longitude__range", (Decimal("97.3"), Decimal("105.7"))),
                    ),
                    _connector="OR",
                ),
                name="a_photograph_was_taken_in_thailand",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetitem",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="one_budget_item_per_position"),
        ),
        migrations.AddConstraint(
            model_name="budgetitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="a_budget_item_has_a_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price__gt", 0)), name="a_budget_item_has_a_price"
            ),
        ),
        migrations.AddConstraint(
            model_name="unfinishedwork",
            constraint=models.UniqueConstraint(
                condition=models.Q(("proposal__isnull", True)),
                fields=("plan", "user", "office", "page"),
                name="one_unfinished_page_of_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="unfinishedwork",
            constraint=models.UniqueConstraint(
                condition=models.Q(("proposal__isnull", False)),
                fields=("plan", "user", "office", "page", "proposal"),
                name="one_unfinished_page_of_a_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitprice",
            constraint=models.CheckConstraint(condition=models.Q(("price__gt", 0)), name="a_unit_price_is_a_price"),
        ),
        migrations.AddConstraint(
            model_name="unitprice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="a_unit_price_ends_after_it_begins",
            ),
        ),
        FrozenWith("budgetitem", "version"),
        migrations.RunPython(load_examples, migrations.RunPython.noop),
    ]
