from django.db import migrations

from workflow.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_initial")]
    operations = [
        AppendOnly("rendition"),
        AppendOnly("storedfile"),
        AppendOnly(
            "document", columns=("snapshot", "snapshot_hash", "check_code", "kind", "plan", "issuer")
        ),
    ]
