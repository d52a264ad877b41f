"""What goes with the offices of councils' networks and provincial meetings, for those that were established before."""

from typing import Any

from django.db import migrations

KINDS = ("assembly", "network")
ROLES = ("chair", "secretary")
SIGHT = "view_plan"


def grant_sight(apps: Any, _schema_editor: Any) -> None:
    """Let the chairs and secretaries of networks and assemblies see the plans of their body's territory.

    It only ever adds, and repeating it adds nothing. Where no such office is, as in a new database, nothing happens.
    """
    grants = apps.get_model("directory", "AreaGroupPermission")
    offices = apps.get_model("directory", "Office").objects.filter(body__kind__in=KINDS, role__in=ROLES)
    wanted = set(offices.values_list("group_id", "body__territories__area_id").exclude(body__territories=None))
    permission = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="directory", content_type__model="area", codename=SIGHT
    )
    found = permission.first()
    if not wanted or found is None:
        return
    present = set(grants.objects.filter(permission=found).values_list("group_id", "content_object_id"))
    grants.objects.bulk_create(
        [grants(group_id=group, permission=found, content_object_id=area) for group, area in sorted(wanted - present)]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_coaches"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_sight, migrations.RunPython.noop)]
