from django.db import migrations

from proposals.summary_sql import created, dropped


def anew(apps, schema_editor):
    """Put the triggers up as they are told now: they count amendments that went up, and compare what changed as sets."""
    vendor = schema_editor.connection.vendor
    for statements in (dropped(vendor), created(vendor)):
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0018_petitions'),
    ]

    operations = [
        migrations.RunPython(anew, migrations.RunPython.noop),
    ]
