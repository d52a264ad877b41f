from django.db import migrations

from workflow.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tracking", "0002_initial")]
    operations = [AppendOnly("commitmentupdate")]
