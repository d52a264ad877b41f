"""The rules of the route, told a second time: who may do what when, and what becomes of plans, lines and baht.

Plain Python beside the product, for the random walk to compare with. Every act answers 200, 404, 403, 409 or 422, in
that order of asking, and changes the model only when it answers 200. Baht are whole satang.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

OK, NOT_HERE, REFUSED, STALE, INVALID = 200, 404, 403, 409, 422

# Who: the body of each actor, and what the office holds. An area power is held over the codes that begin with `area`.
OWN = {"chair": {"write", "adopt", "submit"}, "secretary": {"write"}, "desk": {"write", "submit"}}
HOLDS = {
    "leader": ("council", OWN["chair"], "", set()),
    "secretary": ("council", OWN["secretary"], "", set()),
    "leader_a": ("shared-council-a", OWN["chair"], "", set()),
    "secretary_a": ("shared-council-a", OWN["secretary"], "", set()),
    "leader_b": ("shared-council-b", OWN["chair"], "", set()),
    "secretary_b": ("shared-council-b", OWN["secretary"], "", set()),
    "planner": ("lao", OWN["secretary"], "370101", {"view", "opinion"}),
    "planner_a": ("shared-lao-a", OWN["secretary"], "370102", {"view", "opinion"}),
    "planner_b": ("shared-lao-b", OWN["secretary"], "370102", {"view", "opinion"}),
    "kbt": ("kbt", OWN["secretary"], "370101", {"view", "receive"}),
    "kbt_shared": ("shared-kbt", OWN["secretary"], "370102", {"view", "receive"}),
    "coordinator": ("district", OWN["desk"], "3701", {"view", "review", "decide"}),
    "coordinator_elsewhere": ("other-district", OWN["desk"], "3702", {"view", "review", "decide"}),
    "district_chair": ("district-committee", OWN["chair"], "3701", {"view"}),
    "officer": ("province", OWN["desk"], "37", {"view", "vet", "answer"}),
    "provincial_chair": ("province-committee", OWN["chair"], "37", {"view"}),
    "governor": ("governor", set(), "37", {"view", "endorse"}),
    "agency": ("agency", set(), "37", set()),
    "stranger": ("elsewhere", OWN["desk"], "27", {"view", "vet", "answer"}),
}
SECRETARIATS = {"district-committee": "district", "province-committee": "province"}
LAOS = {"370101": ("lao",), "370102": ("shared-lao-a", "shared-lao-b")}
OWN_POWERS = {"write", "adopt", "submit"}
WITH_THE_LEVEL_ABOVE = {"submitted", "in_review", "returned", "accepted"}
WRITABLE = {"draft", "returned"}


@dataclass
class Line:
    """A line of a plan; ``words`` counts how often it was rewritten."""

    asked: int
    own: bool = False
    words: int = 0
    fate: str = ""
    shares: dict[int, int] = field(default_factory=dict)  # entry -> satang, once the level above has closed


@dataclass
class Remark:
    answered: bool = False
    closed: bool = False


@dataclass
class Entry:
    """A line to come: what it takes from which line below."""

    takes: dict[int, int]
    ranked: bool = False


@dataclass
class Sheet:
    """A worksheet: the answer of each line on it, and the entries.

    ``shown`` is what the committee was shown last, ``laid`` the same as long as the worksheet did not change since.
    """

    answers: dict[int, str]
    entries: dict[int, Entry] = field(default_factory=dict)
    next_entry: int = 1
    shown: dict[int, dict[int, int]] = field(default_factory=dict)
    laid: dict[int, dict[int, int]] | None = None


@dataclass
class PlanModel:
    """One plan as it should be."""

    name: str
    level: str
    area: str
    parent: PlanModel | None = None
    state: str = "draft"
    waits: set[str] = field(default_factory=lambda: {"adopt"})
    lines: dict[int, Line] = field(default_factory=dict)
    desk: list[int] = field(default_factory=list)
    handed: list[int] = field(default_factory=list)  # what the last frozen version shows
    version: int = 1
    frozen: bool = False
    stamp: int = 0
    resolved: int | None = None  # the stamp of the contents on which the last resolution was passed
    received: bool = False
    opinions: set[tuple[str, int, int]] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)
    gathered: bool = False
    children: list[PlanModel] = field(default_factory=list)
    sheet: Sheet | None = None

    @property
    def asked(self) -> int:
        """What the lines on the desk ask together; while a level is compiled, what was laid before its committee."""
        if self.state == "compiling" and self.sheet is not None:
            return sum(sum(takes.values()) for takes in self.sheet.shown.values())
        return sum(self.lines[line].asked for line in self.desk)

    @property
    def fates(self) -> dict[int, str]:
        """The fates that were given."""
        return {number: line.fate for number, line in self.lines.items() if line.fate}

    def owed(self) -> dict[str, set[int]]:
        """The lines on which each LAO has yet to speak."""
        asked = {
            lao: {n for n in self.desk if not self.lines[n].own and (lao, n, self.lines[n].words) not in self.opinions}
            for lao in LAOS.get(self.area, ())
        }
        return {lao: lines for lao, lines in asked.items() if lines}

    def open_next_version(self) -> None:
        """A new version without what was withdrawn, unless one is open."""
        if self.frozen:
            self.version, self.frozen, self.stamp = self.version + 1, False, self.stamp + 1
            self.desk = [number for number in self.desk if self.lines[number].fate != "withdrawn"]

    def freeze(self) -> None:
        """The version on the desk stays as it is, for ever."""
        self.frozen, self.handed = True, list(self.desk)

    def take_back(self, lines: Iterable[int]) -> None:
        """The owner withdraws lines; a version that is being written no longer shows them."""
        for line in lines:
            self.lines[line].fate = "withdrawn"
            if not self.frozen and line in self.desk:
                self.desk.remove(line)
                self.stamp += 1

    def open_remarks(self) -> list[Remark]:
        """Those that nobody has answered or waived."""
        return [remark for remark in self.remarks if not (remark.answered or remark.closed)]

    def unsettled(self) -> list[int]:
        """The lines on the desk without a fate."""
        return [number for number in self.desk if not self.lines[number].fate]

    def begin_review(self) -> None:
        """Both branches start; where nobody owes an opinion, only the technical one."""
        self.waits = {"technical", "opinion"} if self.owed() else {"technical"}

    def leave(self, branch: str) -> None:
        """A branch is done; with the last one the plan waits for its decision."""
        self.waits.discard(branch)
        if not self.waits:
            self.waits = {"decide"}


def sees(actor: str, plan: PlanModel) -> bool:
    """Whether a plan lies within an actor's work or areas."""
    body, _own, area, powers = HOLDS[actor]
    return _owns(body, plan) or ("view" in powers and plan.area.startswith(area))


def _owns(body: str, plan: PlanModel) -> bool:
    return body in (plan.name, SECRETARIATS.get(plan.name))


def holds(actor: str, power: str, plan: PlanModel) -> bool:
    """Whether an actor's office has a power over a plan."""
    body, own, area, powers = HOLDS[actor]
    if power in OWN_POWERS:
        return power in own and _owns(body, plan)
    return power in powers and plan.area.startswith(area)


def asked_first(actor: str, power: str, plan: PlanModel) -> int:
    """The first two questions of every door."""
    if not sees(actor, plan):
        return NOT_HERE
    return OK if holds(actor, power, plan) else REFUSED


def _answer(
    actor: str,
    power: str,
    plan: PlanModel,
    *,
    in_time: bool,
    valid: bool | Callable[[], bool],
    then: Callable[[], None],
) -> int:
    first = asked_first(actor, power, plan)
    if first != OK:
        return first
    if not in_time:
        return STALE
    if not (valid() if callable(valid) else valid):
        return INVALID
    then()
    return OK


# --- The owner ---


def draft(plan: PlanModel, actor: str, new: dict[int, Line]) -> int:
    def then() -> None:
        plan.open_next_version()
        plan.lines |= new
        plan.desk += list(new)
        plan.stamp += 1

    return _answer(actor, "write", plan, in_time=plan.state in WRITABLE, valid=True, then=then)


def edit(plan: PlanModel, actor: str, line: int, asked: int) -> int:
    def then() -> None:
        plan.open_next_version()
        plan.lines[line].asked = asked
        plan.lines[line].words += 1
        plan.stamp += 1

    return _answer(actor, "write", plan, in_time=plan.state in WRITABLE, valid=True, then=then)


def resolve(plan: PlanModel, actor: str, *, quorate: bool) -> int:
    def then() -> None:
        plan.resolved = plan.stamp

    return _answer(actor, "write", plan, in_time=True, valid=quorate, then=then)


def adopt(plan: PlanModel, actor: str, *, seen: bool) -> int:
    def then() -> None:
        plan.state, plan.waits = "adopted", {"submit"}
        plan.freeze()

    in_time = "adopt" in plan.waits and seen
    return _answer(
        actor, "adopt", plan, in_time=in_time, valid=plan.resolved == plan.stamp and bool(plan.desk), then=then
    )


def reopen(plan: PlanModel, actor: str) -> int:
    def then() -> None:
        plan.state, plan.waits = "draft", {"adopt"}
        plan.open_next_version()

    return _answer(actor, "write", plan, in_time=plan.state == "adopted", valid=plan.level == "subdistrict", then=then)


def submit(plan: PlanModel, actor: str, *, seen: bool) -> int:
    def then() -> None:
        plan.state = "submitted"
        if plan.level != "subdistrict":
            plan.waits = {"vet"}
        elif plan.received:
            plan.begin_review()
        else:
            plan.waits = {"receive"}

    return _answer(actor, "submit", plan, in_time="submit" in plan.waits and seen, valid=True, then=then)


def recall(plan: PlanModel, actor: str) -> int:
    def then() -> None:
        plan.state, plan.waits, plan.received = "adopted", {"submit"}, False

    return _answer(actor, "submit", plan, in_time=plan.state == "submitted", valid=True, then=then)


def _above_is_open(plan: PlanModel) -> bool:
    return plan.parent is not None and plan.parent.state in {"gathering", "compiling"}


def withdraw_line(plan: PlanModel, actor: str, line: int) -> int:
    def then() -> None:
        plan.take_back([line])

    def valid() -> bool:
        return _above_is_open(plan) and line in plan.handed and not plan.lines[line].fate

    in_time = plan.state in WITH_THE_LEVEL_ABOVE
    return _answer(
        actor,
        "write",
        plan,
        in_time=in_time,
        valid=valid,
        then=then,
    )


def withdraw(plan: PlanModel, actor: str) -> int:
    def then() -> None:
        plan.state, plan.waits = "withdrawn", set()
        plan.take_back([line for line in plan.handed if not plan.lines[line].fate])

    in_time = plan.state in WITH_THE_LEVEL_ABOVE
    return _answer(actor, "submit", plan, in_time=in_time, valid=lambda: _above_is_open(plan), then=then)


def answer_remark(plan: PlanModel, actor: str, number: int) -> int:
    def then() -> None:
        plan.remarks[number - 1].answered = True

    known = 0 < number <= len(plan.remarks) and plan.remarks[number - 1] in plan.open_remarks()
    return _answer(actor, "write", plan, in_time=plan.state == "returned", valid=known, then=then)


# --- The level above ---


def receive(plan: PlanModel, actor: str, *, seen: bool) -> int:
    def then() -> None:
        plan.received = True
        plan.begin_review()

    return _answer(actor, "receive", plan, in_time="receive" in plan.waits and seen, valid=True, then=then)


def open_review(plan: PlanModel, actor: str) -> int:
    def then() -> None:
        plan.state = "in_review"

    power = "review" if plan.level == "subdistrict" else "vet"
    return _answer(actor, power, plan, in_time=plan.state == "submitted", valid="receive" not in plan.waits, then=then)


def speak(plan: PlanModel, actor: str, lines: Iterable[int], *, seen: bool) -> int:
    body, lines = HOLDS[actor][0], set(lines)

    def then() -> None:
        plan.opinions |= {(body, line, plan.lines[line].words) for line in lines}
        if not plan.owed():
            plan.leave("opinion")

    valid = bool(lines) and lines <= plan.owed().get(body, set())
    return _answer(actor, "opinion", plan, in_time="opinion" in plan.waits and seen, valid=valid, then=then)


def screen(plan: PlanModel, actor: str, *, seen: bool) -> int:
    def then() -> None:
        if plan.level == "subdistrict":
            plan.leave("technical")

    step_waits = plan.level != "subdistrict" or "technical" in plan.waits
    power = "review" if plan.level == "subdistrict" else "vet"
    return _answer(actor, power, plan, in_time=step_waits and plan.state == "in_review" and seen, valid=True, then=then)


def _deciding(plan: PlanModel) -> tuple[str, str]:
    return ("decide", "decide") if plan.level == "subdistrict" else ("vet", "vet")


def send_home(plan: PlanModel, actor: str, *, seen: bool) -> int:
    def then() -> None:
        plan.remarks.append(Remark())
        plan.state, plan.waits = "returned", {"adopt"}
        plan.open_next_version()

    power, step = _deciding(plan)
    in_time = step in plan.waits and plan.state == "in_review" and seen
    return _answer(actor, power, plan, in_time=in_time, valid=True, then=then)


def waive(plan: PlanModel, actor: str, number: int) -> int:
    def then() -> None:
        plan.remarks[number - 1].closed = True

    known = 0 < number <= len(plan.remarks) and not plan.remarks[number - 1].closed
    return _answer(actor, _deciding(plan)[0], plan, in_time=True, valid=known, then=then)


def accept(plan: PlanModel, actor: str, *, seen: bool) -> int:
    def then() -> None:
        plan.state, plan.waits = "accepted", set()
        for remark in plan.remarks:
            remark.closed = True
        if plan.parent is not None and not _above_is_open(plan):
            _defer(plan)

    power, step = _deciding(plan)
    in_time = step in plan.waits and plan.state == "in_review" and seen
    return _answer(actor, power, plan, in_time=in_time, valid=not plan.open_remarks(), then=then)


def _defer(plan: PlanModel) -> None:
    plan.frozen = True
    for number in plan.unsettled():
        plan.lines[number].fate = "kept" if plan.lines[number].own else "deferred"


# --- The plan that gathers ---


def all_in(plan: PlanModel) -> bool:
    """Whether every plan below has been taken in or withdrawn."""
    return plan.state == "gathering" and {child.state for child in plan.children} <= {"accepted", "withdrawn"}


def end_gathering(plan: PlanModel) -> None:
    """What happens when a gathering ends, whoever ended it."""
    plan.state, plan.waits = "compiling", {"hear"} if plan.level == "province" else {"adopt"}
    plan.sheet = Sheet({})
    for child in plan.children:
        if child.state == "accepted":
            child.gathered = True
            for number in child.unsettled():
                plan.sheet.answers[number] = "kept" if child.lines[number].own else ""


def gather(plan: PlanModel, actor: str) -> int:
    return _answer(
        actor, "write", plan, in_time=plan.state == "gathering", valid=True, then=lambda: end_gathering(plan)
    )


def line_below(plan: PlanModel, number: int) -> Line:
    """A line of one of the plans below."""
    return next(child.lines[number] for child in plan.children if number in child.lines)


def _workable(plan: PlanModel, lines: Iterable[int]) -> bool:
    """Lines that are on the worksheet, not their community's own, and not settled."""
    answers = plan.sheet.answers if plan.sheet else {}
    return all(n in answers and answers[n] != "kept" and not line_below(plan, n).fate for n in lines)


def _release(sheet: Sheet, lines: Iterable[int]) -> None:
    for entry in sheet.entries.values():
        for line in lines:
            entry.takes.pop(line, None)
    sheet.entries = {number: entry for number, entry in sheet.entries.items() if entry.takes}


def put(plan: PlanModel, actor: str, parts: list[dict[int, int]], *, answer: str = "take") -> int:
    """Take, merge, split, answer or reopen: the lines leave their entries, and come into new ones if they are taken.

    ``parts`` has a dictionary for each new entry; without ``take`` only its keys count.
    """
    lines = {line for part in parts for line in part}

    def then() -> None:
        assert plan.sheet is not None
        plan.sheet.laid = None
        _release(plan.sheet, lines)
        for line in lines:
            plan.sheet.answers[line] = answer
        if answer == "take":
            for part in parts:
                plan.sheet.entries[plan.sheet.next_entry] = Entry(dict(part))
                plan.sheet.next_entry += 1

    return _answer(
        actor, "write", plan, in_time=plan.state == "compiling", valid=lambda: _workable(plan, lines), then=then
    )


def rank(plan: PlanModel, actor: str) -> int:
    def then() -> None:
        assert plan.sheet is not None
        plan.sheet.laid = None
        for entry in plan.sheet.entries.values():
            entry.ranked = True

    return _answer(actor, "write", plan, in_time=plan.state == "compiling", valid=True, then=then)


def _settled(plan: PlanModel) -> list[int]:
    assert plan.sheet is not None
    return [number for number in plan.sheet.answers if line_below(plan, number).fate]


def lay(plan: PlanModel, actor: str) -> int:
    """Lay before the committee: what was withdrawn meanwhile is taken out of its entries."""

    def answered() -> bool:
        assert plan.sheet is not None
        open_ = [n for n, answer in plan.sheet.answers.items() if not answer and not line_below(plan, n).fate]
        living = [e for e in plan.sheet.entries.values() if set(e.takes) - set(_settled(plan))]
        return not open_ and all(entry.ranked for entry in living)

    def then() -> None:
        assert plan.sheet is not None
        _release(plan.sheet, _settled(plan))
        plan.sheet.laid = {number: dict(entry.takes) for number, entry in plan.sheet.entries.items()}
        plan.sheet.shown = plan.sheet.laid
        plan.stamp += 1

    return _answer(actor, "write", plan, in_time=plan.state == "compiling", valid=answered, then=then)


def hear(plan: PlanModel, actor: str) -> int:
    def then() -> None:
        plan.waits = {"adopt"}

    return _answer(actor, "write", plan, in_time="hear" in plan.waits, valid=True, then=then)


def is_what_was_laid(plan: PlanModel) -> bool:
    """Whether the worksheet still says what the committee was shown, and none of its lines was withdrawn since."""
    sheet = plan.sheet
    if sheet is None or sheet.laid is None:
        return False
    settled = set(_settled(plan))
    return not any(settled & set(takes) for takes in sheet.laid.values())


def close(plan: PlanModel, actor: str, *, seen: bool) -> int:
    """The committee's resolution: the level closes, or after a return only its new version is adopted."""
    closing = plan.state == "compiling"

    def valid() -> bool:
        return plan.resolved == plan.stamp and (not closing or is_what_was_laid(plan))

    def then() -> None:
        plan.state = "adopted"
        plan.freeze()
        plan.waits = {"endorse"} if plan.level == "province" else {"submit"}
        if closing:
            _give_fates(plan)

    return _answer(actor, "adopt", plan, in_time="adopt" in plan.waits and seen, valid=valid, then=then)


def _give_fates(plan: PlanModel) -> None:
    sheet = plan.sheet
    assert sheet is not None
    for number, answer in sheet.answers.items():
        line = line_below(plan, number)
        if line.fate:
            continue
        line.shares = {entry: part.takes[number] for entry, part in sheet.entries.items() if number in part.takes}
        if answer != "take":
            line.fate = answer
        elif len(line.shares) > 1:
            line.fate = "split"
        else:
            line.fate = "merged" if len(sheet.entries[next(iter(line.shares))].takes) > 1 else "carried"
    for child in plan.children:
        late = child.state in WITH_THE_LEVEL_ABOVE and not child.gathered
        if late:
            _defer(child)
        if late or child.state == "accepted":
            child.state, child.waits = "closed", set()


# --- The governor ---


def endorse(plan: PlanModel, actor: str, *, seen: bool) -> int:
    def then() -> None:
        plan.state, plan.waits = "endorsed", {"answer"}
        for number in plan.unsettled():
            plan.lines[number].fate = "carried"

    return _answer(actor, "endorse", plan, in_time="endorse" in plan.waits and seen, valid=True, then=then)


def send_back(plan: PlanModel, actor: str, *, seen: bool) -> int:
    def then() -> None:
        plan.state, plan.waits = "returned", {"adopt"}
        plan.open_next_version()

    return _answer(actor, "endorse", plan, in_time="endorse" in plan.waits and seen, valid=True, then=then)


def reply(plan: PlanModel, actor: str) -> int:
    def then() -> None:
        plan.state, plan.waits = "answered", set()

    return _answer(actor, "answer", plan, in_time="answer" in plan.waits, valid=True, then=then)


# --- The clock ---


def silence(plan: PlanModel) -> None:
    """All days of receipt and opinion are over: silence is recorded, and the plan moves on."""
    if "receive" in plan.waits:
        plan.received = True
        plan.begin_review()
    if "opinion" in plan.waits:
        for lao, lines in plan.owed().items():
            plan.opinions |= {(lao, line, plan.lines[line].words) for line in lines}
        plan.leave("opinion")
