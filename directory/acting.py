"""In whose name something is done: a person in one office, or a named part of the system itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from directory import clock
from directory.errors import Refused
from directory.models import Body, Office, Tenure, User


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """A step of a body that works on paper, recorded by the office above it (or a coach) from the signed sheet.

    ``paper_id`` is the stored scan, ``dated`` the date on the sheet, ``signed_by`` the name under it.
    """

    body: Body
    paper_id: int
    dated: date
    signed_by: str


@dataclass(frozen=True, slots=True)
class Acting:
    """A person and the office in which they act now; the event records it and the signature prints it."""

    user: User
    office: Office
    tenure: Tenure
    behalf: OnBehalf | None = None

    @classmethod
    def as_holder(cls, user: User, office: Office) -> Acting:
        """The person in that office today.

        Raises:
            Refused: the account is closed, or the person does not hold the office today, or no longer.
        """
        tenure = (
            Tenure.objects.current(clock.today())
            .filter(user=user, office=office)
            .select_related("office__body")
            .order_by("-starts")
            .first()
        )
        if tenure is None or not user.is_active:
            raise Refused(
                _("%(user)s ไม่ได้ดำรงตำแหน่ง %(office)s ในวันนี้ กรุณาเลือกตำแหน่งที่ยังดำรงอยู่") % {"user": user, "office": office}
            )
        return cls(user=user, office=tenure.office, tenure=tenure)

    @property
    def body(self) -> Body:
        """The body of the office."""
        return self.office.body

    def recording(self, paper: OnBehalf) -> Acting:
        """The same person and office, now recording a step from a body's signed paper."""
        return replace(self, behalf=paper)

    def __str__(self) -> str:
        return f"{self.user} ({self.office})"


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A named part of the system that calls ordinary verbs, such as *deadline*: it may do what its verb allows it."""

    name: str

    def __str__(self) -> str:
        return self.name


By = Acting | SystemActor
DEADLINE = SystemActor("deadline")
