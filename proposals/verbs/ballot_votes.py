"""Voting: on site and from paper ballots in bulk, by raised hands, and on phones with a one-time slip."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.cells import arabic
from directory.errors import Invalid, NotHere, Problem, Stale
from directory.powers import Power
from documents.verbs import CHECK_ALPHABET
from proposals.ballot_drafts import read_votes, wrong_with
from proposals.models import Ballot, BallotSlip, BallotState, BallotVote, Method
from workflow import door

SLIP_LENGTH = 8
ENTERED = (BallotVote.Source.ON_SITE, BallotVote.Source.PAPER)


def cast_votes(*, ballot: Ballot, lines: Sequence[str], source: str, by: Acting) -> int:
    """Enter votes that were given on site or on paper, one a line (``1 3 7``); all of them or none. Returns how many.

    The event tells only how many there were.

    Raises:
        NotHere, Refused: the actor does not write for the body whose ballot it is.
        Stale: it is not open.
        Invalid: a line that is no vote (each is named by its number), more votes than voters, or raised hands.
    """
    with door.act(ballot.plan, "cast_votes", by=by, power=Power.WRITE_PLAN) as act:
        _require_open(ballot)
        if ballot.method == Method.HANDS:
            raise Invalid.of("lines", "", _("การยกมือบันทึกเป็นจำนวนต่อโครงการ ไม่ใช่ทีละใบ"))
        if source not in ENTERED:
            raise Invalid.of("source", source, _("ต้องเป็นการลงคะแนนในที่ประชุมหรือบัตรกระดาษ"))
        options = set(ballot.options.values_list("number", flat=True))
        votes, problems = read_votes(ballot, lines, options)
        if not votes and not problems:
            problems.append(Problem("lines", "", _("ยังไม่มีคะแนนเสียงให้บันทึก")))
        problems += _too_many(ballot, ballot.votes.count() + len(votes), "lines")
        if problems:
            raise Invalid(problems)
        BallotVote.objects.bulk_create(
            [BallotVote(ballot=ballot, source=source, choices=_text(vote)) for vote in votes]
        )
        act.data = {"ballot": ballot.pk, "source": source, "votes": len(votes)}
    return len(votes)


def clear_votes(*, ballot: Ballot, source: str, by: Acting) -> int:
    """Take back all votes that were entered from one source, to enter them again; those of phones stay.

    Raises:
        NotHere, Refused, Stale: as `cast_votes`.
        Invalid: there are none, or they came by phone.
    """
    with door.act(ballot.plan, "clear_votes", by=by, power=Power.WRITE_PLAN) as act:
        _require_open(ballot)
        if source not in ENTERED:
            raise Invalid.of("source", source, _("ล้างได้เฉพาะคะแนนที่บันทึกในที่ประชุมหรือจากบัตรกระดาษ"))
        count, _of = ballot.votes.filter(source=source).delete()
        if not count:
            raise Invalid.of("source", "", _("ไม่มีคะแนนจากแหล่งนี้"))
        act.data = {"ballot": ballot.pk, "source": source, "votes": count}
    return count


def enter_counts(*, ballot: Ballot, counts: Mapping[int, int], by: Acting) -> Ballot:
    """Enter how many hands were raised for each project; entering again replaces what was there.

    Raises:
        NotHere, Refused, Stale: as `cast_votes`.
        Invalid: a project that is not on the ballot or was left out, a negative number, more hands than voters, or
            another way of voting.
    """
    with door.act(ballot.plan, "enter_counts", by=by, power=Power.WRITE_PLAN) as act:
        _require_open(ballot)
        options = list(ballot.options.values_list("number", flat=True))
        problems = [Problem(f"o{n}", str(n), _("ไม่มีโครงการนี้ในบัตร")) for n in counts if n not in options]
        if ballot.method != Method.HANDS:
            problems.append(Problem("ballot", ballot.title, _("บัตรนี้ไม่ได้ใช้การยกมือ")))
        for number in options:
            if not 0 <= counts.get(number, -1) <= ballot.voters:
                expected = _("จำนวนมือต้องอยู่ระหว่าง 0 ถึง %(voters)s") % {"voters": ballot.voters}
                problems.append(Problem(f"o{number}", str(counts.get(number, "")), expected))
        if problems:
            raise Invalid(problems)
        ballot.counts = {str(number): [counts[number], counts[number]] for number in options}
        ballot.save(update_fields=["counts"])
        act.data = {"ballot": ballot.pk, "hands": sum(counts.values())}
    return ballot


def issue_slips(*, ballot: Ballot, count: int, by: Acting) -> list[str]:
    """Draw one-time codes for so many pieces of paper. They are returned here and never again: only hashes are kept.

    Raises:
        NotHere, Refused, Stale: as `cast_votes`.
        Invalid: none, or more slips than voters; or raised hands.
    """
    with door.act(ballot.plan, "issue_slips", by=by, power=Power.WRITE_PLAN) as act:
        _require_open(ballot)
        if ballot.method == Method.HANDS:
            raise Invalid.of("count", "", _("การยกมือไม่ใช้บัตรลงคะแนนทางโทรศัพท์"))
        if count < 1:
            raise Invalid.of("count", count, _("ต้องออกบัตรอย่างน้อยหนึ่งใบ"))
        if problems := _too_many(ballot, ballot.slips_issued + count, "count"):
            raise Invalid(problems)
        codes: set[str] = set()
        while len(codes) < count:
            codes.add("".join(secrets.choice(CHECK_ALPHABET) for _place in range(SLIP_LENGTH)))
        BallotSlip.objects.bulk_create([BallotSlip(ballot=ballot, digest=_digest(ballot, code)) for code in codes])
        ballot.slips_issued += count
        ballot.save(update_fields=["slips_issued"])
        act.data = {"ballot": ballot.pk, "slips": count}
    return [f"{code[:4]}-{code[4:]}" for code in sorted(codes)]


def cast_by_slip(*, code: str, slip: str, vote: Sequence[int]) -> Ballot:
    """Vote with the one-time code on a slip. Nobody is signed in, nothing is logged, and the slip is used up.

    The ballot's row is locked, so that a vote comes either before the ballot ends or not at all; of two senders with
    one slip the second is refused.

    Raises:
        NotHere: no ballot of this code takes votes by phone.
        Stale: voting has ended.
        Invalid: the slip is unknown or used, or the vote cannot be counted; the slip is then as good as before.
    """
    with transaction.atomic():
        ballot = Ballot.objects.select_for_update(no_key=True).filter(code=code, slips_issued__gt=0).first()
        if ballot is None:
            raise NotHere(_("ไม่พบการลงคะแนนนี้"))
        if ballot.state != BallotState.OPEN:
            raise Stale(_("ปิดการลงคะแนนแล้ว คะแนนนี้จึงไม่ถูกนับ"))
        problems = _slip_problems(ballot, slip)
        if wrong := wrong_with(ballot, vote, set(ballot.options.values_list("number", flat=True))):
            problems.append(Problem("vote", "", wrong))
        if not vote:
            problems.append(Problem("vote", "", _("ยังไม่ได้เลือกโครงการ")))
        problems += _too_many(ballot, ballot.votes.count() + 1, "vote")
        if problems:
            raise Invalid(problems)
        BallotSlip.objects.filter(ballot=ballot, digest=_digest(ballot, slip)).update(used=True)
        BallotVote.objects.create(ballot=ballot, source=BallotVote.Source.PHONE, choices=_text(vote))
        Ballot.objects.filter(pk=ballot.pk).update(slips_used=F("slips_used") + 1)
    return ballot


def _require_open(ballot: Ballot) -> None:
    door.lock(ballot)
    if ballot.state != BallotState.OPEN:
        raise Stale(door.who_changed(ballot))


def _too_many(ballot: Ballot, count: int, field: str) -> list[Problem]:
    if count <= ballot.voters:
        return []
    expected = _("ต้องไม่เกินผู้มีสิทธิลงคะแนน %(voters)s คน อาจบันทึกซ้ำ") % {"voters": ballot.voters}
    return [Problem(field, str(count), expected)]


def _slip_problems(ballot: Ballot, slip: str) -> list[Problem]:
    found = BallotSlip.objects.filter(ballot=ballot, digest=_digest(ballot, slip)).first()
    if found is None:
        return [Problem("slip", "", _("ไม่มีบัตรรหัสนี้ กรุณาตรวจตัวอักษรบนบัตร แล้วพิมพ์ใหม่"))]
    if found.used:
        return [Problem("slip", "", _("บัตรนี้ลงคะแนนไปแล้ว นับแล้วหนึ่งครั้ง"))]
    return []


def _digest(ballot: Ballot, slip: str) -> str:
    """The keyed hash of a slip's code, as it was typed: small letters, dashes, spaces and Thai digits are all right."""
    typed = "".join(character for character in arabic(slip).upper() if character.isalnum())[:40]
    return salted_hmac("proposals.ballot slip", f"{ballot.code}:{typed}", algorithm="sha256").hexdigest()


def _text(vote: Sequence[int]) -> str:
    return " ".join(str(number) for number in vote)
