"""What is under way: processes, deadlines, jobs and notices."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from viewflow.workflow.models import Process


class PlanProcess(Process):
    """A Viewflow process whose artifact is a plan."""

    class Meta:
        proxy = True


class Deadline(models.Model):
    """A date by which something is due, as announced by a circular. Extending it writes a new row that replaces it.

    Due at the end of the Bangkok day ``due_on``; the sweeper then calls the verb registered for ``kind``. ``about`` is
    the record of the plan that it is about, where there may be several. It is *settled* when it runs no more, has
    *lapsed* when its day passed, and is *done* when what was due has been done, or its verb did it.
    """

    plan = models.ForeignKey(settings.WORKFLOW_PLAN_MODEL, on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=24)
    about = models.BigIntegerField(default=0)
    due_on = models.DateField()
    announced_by = models.CharField(max_length=100, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    remind_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    escalate_on = models.DateField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["plan", "kind"],
                condition=Q(lapsed_at__isnull=False, done_at__isnull=True),
                name="deadline_overdue",
            ),
            models.Index(
                fields=["due_on"], condition=Q(settled_at__isnull=True, replaced_by__isnull=True), name="deadline_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "about"],
                condition=Q(settled_at__isnull=True, replaced_by__isnull=True),
                name="one_open_deadline_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at__isnull=True) | Q(settled_at__isnull=False), name="a_lapsed_deadline_runs_no_more"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"


class Job(models.Model):
    """Work to be done after a commit, written in the same transaction as its cause: the row is the truth.

    Engines only wake it. A lease that ran out makes it due again, so that a kill loses nothing; jobs are idempotent.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        LEASED = "leased"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_after", "id"], condition=Q(state__in=["queued", "leased"]), name="job_unfinished")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="leased") | Q(lease_until__isnull=False), name="a_leased_job_has_a_lease"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """One line in a body's list of news about a plan; the words are made when it is shown."""

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="notices")
    plan = models.ForeignKey(settings.WORKFLOW_PLAN_MODEL, on_delete=models.PROTECT, related_name="notices")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["body", "-at"], name="notice_body_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("at")),
                name="a_notice_is_read_after_it_was_written",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.verb}"
