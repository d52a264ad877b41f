import django.db.models.deletion
from django.db import migrations, models

from workflow.append_only import Altering, FrozenWith


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_substitutes"),
        ("proposals", "0011_exchange"),
    ]

    operations = [
        Altering(
            migrations.AddField(
                model_name="ballotoption",
                name="group",
                field=models.CharField(blank=True, default="", max_length=60),
                preserve_default=False,
            )
        ),
        migrations.CreateModel(
            name="GroupedVillage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.CharField(max_length=60)),
                (
                    "ballot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grouped_villages",
                        to="proposals.ballot",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.village",
                    ),
                ),
            ],
            options={
                "ordering": ["ballot_id", "village__kind", "village__number"],
                "constraints": [
                    models.UniqueConstraint(fields=("ballot", "village"), name="one_group_per_village_of_a_ballot"),
                    models.CheckConstraint(
                        condition=models.Q(("group", ""), _negated=True), name="a_group_of_villages_has_a_name"
                    ),
                ],
            },
        ),
        FrozenWith("groupedvillage", "ballot", when="parent.state <> 'draft'"),
    ]
