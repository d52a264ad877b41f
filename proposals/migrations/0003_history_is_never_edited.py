from django.db import migrations

from workflow.append_only import AppendOnly, FrozenWith, Refuse


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_initial")]
    operations = [
        *(AppendOnly(name) for name in ("decision", "fate", "share", "resolution", "opinion")),
        *(AppendOnly(name, when="OLD.frozen_at IS NOT NULL") for name in ("planversion", "proposalversion")),
        FrozenWith("planline", "version"),
        FrozenWith("budgetline", "version"),
        FrozenWith("indicator", "version"),
        Refuse(
            "plan",
            "DELETE",
            name="with_events_stays",
            when="OLD.event_count > 0",
            why="a plan to which something happened is never deleted",
        ),
        Refuse(
            "plan",
            "UPDATE",
            name="count_never_decreases",
            when="NEW.event_count < OLD.event_count",
            why="the number of a plan's events never decreases",
        ),
    ]
