"""A line may take the place of several others, and what a revised fate gave away may be given again by another fate."""

import django.db.models.deletion
from django.db import migrations, models

from workflow.append_only import Altering


def each_replaced_one(apps, schema_editor):
    """Carry over what each line replaced so far."""
    schema_editor.execute(
        "INSERT INTO proposals_line_replaces (from_line_id, to_line_id) "
        "SELECT id, replaced_one_id FROM proposals_line WHERE replaced_one_id IS NOT NULL",
        params=None,
    )


def the_first_of_several(apps, schema_editor):
    """Backwards only one of them can be kept: the first."""
    schema_editor.execute(
        "UPDATE proposals_line SET replaced_one_id = "
        "(SELECT MIN(to_line_id) FROM proposals_line_replaces r WHERE r.from_line_id = proposals_line.id)",
        params=None,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0019_summary_linear'),
    ]

    operations = [
        Altering(
            migrations.RenameField('line', 'replaces', 'replaced_one'),
            migrations.AlterField(
                model_name='line',
                name='replaced_one',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.line'),
            ),
            migrations.AddField(
                model_name='line',
                name='replaces',
                field=models.ManyToManyField(blank=True, related_name='replaced_by', to='proposals.line'),
            ),
        ),
        migrations.RunPython(each_replaced_one, the_first_of_several),
        Altering(migrations.RemoveField('line', 'replaced_one')),
        Altering(
            migrations.RemoveConstraint(model_name='share', name='one_share_per_pair_of_lines'),
            migrations.AddConstraint(
                model_name='share',
                constraint=models.UniqueConstraint(fields=('source', 'target', 'fate'), name='one_share_per_pair_of_lines_and_fate'),
            ),
        ),
    ]
