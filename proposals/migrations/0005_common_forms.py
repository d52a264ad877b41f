import json
from pathlib import Path

from django.db import migrations
from django.utils import timezone

from workflow.append_only import AppendOnly

FORMS = Path(__file__).resolve().parents[2] / "fixtures" / "form_templates.json"


def load_common_forms(apps, schema_editor):
    """The forms that every province begins with; a change of them is a further version in a later migration."""
    template = apps.get_model("proposals", "FormTemplate")
    rows = json.loads(FORMS.read_text(encoding="utf-8"))
    template.objects.using(schema_editor.connection.alias).bulk_create(
        [template(created_at=timezone.now(), **row) for row in rows]
    )


class Migration(migrations.Migration):
    dependencies = [("proposals", "0004_form_templates")]
    operations = [
        migrations.RunPython(load_common_forms, migrations.RunPython.noop),
        AppendOnly("formtemplate"),
    ]
