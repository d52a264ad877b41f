"""What a desk finds a line by, beside the worksheet's item; and the items of an answer in the order of their places."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat


def say_the_words(apps, _editor):
    """Write the title and the reference of every item there is, as one statement."""
    plan_lines = apps.get_model("proposals", "PlanLine").objects.filter(
        line=OuterRef("line"), version=OuterRef("version")
    )
    said = Concat(
        "proposal_version__title", Value("\n"), "line__proposal__reference", output_field=models.TextField()
    )
    apps.get_model("approvals", "Item").objects.update(words=Subquery(plan_lines.values_list(said)[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0014_approval_dates"),
        ("proposals", "0018_petitions"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="item", name="item_worksheet_answer"),
        migrations.AddField(
            model_name="item", name="words", field=models.TextField(default=""), preserve_default=False
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["worksheet", "answer", "id", "line"], name="item_worksheet_answer"),
        ),
        migrations.RunPython(say_the_words, migrations.RunPython.noop),
    ]
