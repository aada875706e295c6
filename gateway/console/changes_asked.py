"""What HR typed for a change, read from its form; everything that is wrong is said at once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import get_args

from domain.answers import NotAnAnswer, date_of, text_of
from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.errors import ReviewError
from domain.ids import StageId, StepId
from gateway.concerned import Selection, Whom
from gateway.console.changes_kinds import ChangeKind
from gateway.nudging import personal_line
from gateway.site.asked import request_in
from gateway.site.posted import Posted

LONGEST_REASON = 2000
MOST_DAYS = 260

Problem = tuple[str, str]
"""The field, and what is wrong with it."""


@dataclass(frozen=True)
class Asked:
    """A change as it was asked for; `problems` says what has to be mended first."""

    kind: ChangeKind
    request: str
    selection: Selection = field(default_factory=Selection)
    words: str = ""
    stage: StageId | None = None
    rule: When | None = None
    steps: tuple[StepId, ...] = ()
    late: bool = False
    role: Role | None = None
    held_by: str = ""
    to: str = ""
    problems: tuple[Problem, ...] = ()


def asked_in(posted: Posted, kind: ChangeKind, definition: CycleDefinition) -> Asked:
    """Read a form; its request id makes carrying the change out twice carrying it out once."""
    reading = _Reading(posted, definition)
    found = Asked(
        kind=kind,
        request=request_in(posted),
        selection=reading.selection(kind),
        words=reading.words(kind),
        stage=reading.stage() if kind.kind == "extend" else None,
        rule=reading.rule() if kind.kind == "extend" else None,
        steps=reading.steps(kind),
        late=posted.has("late"),
        role=reading.role() if kind.kind == "reassign" else None,
        held_by=posted.one("held_by").strip(),
        to=reading.needed("to", "Say who gets it.") if kind.kind == "reassign" else "",
    )
    return replace(found, problems=tuple(reading.problems))


class _Reading:
    """Reads one value after the other and gathers what is wrong."""

    def __init__(self, posted: Posted, definition: CycleDefinition) -> None:
        self.posted, self.definition = posted, definition
        self.problems: list[Problem] = []

    def needed(self, name: str, sentence: str) -> str:
        value = self.posted.one(name).strip()
        if not value:
            self.problems.append((name, sentence))
        return value

    def selection(self, kind: ChangeKind) -> Selection:
        if kind.reach == "cycle":
            return Selection()
        names = _names(self.posted.one("people"))
        whom = self.posted.one("whom", "people")
        if kind.reach in ("people", "one") or whom == "people":
            if not names:
                self.problems.append(("people", "Say whom: employee numbers or addresses."))
            elif kind.reach == "one" and len(names) > 1:
                self.problems.append(("people", "Name one person; hand over review by review."))
            return Selection("people", names=names)
        return self._group(whom)

    def _group(self, whom: str) -> Selection:
        if whom == "everybody":
            return Selection()
        kinds: tuple[Whom, ...] = get_args(Whom)
        found = next((each for each in kinds if each == whom), None)
        if found is None:
            self.problems.append(("whom", "Choose whom it is for."))
            return Selection()
        group = self.posted.one(whom)
        if not group:
            self.problems.append((whom, f"Choose the {whom}."))
        return Selection(found, group)

    def words(self, kind: ChangeKind) -> str:
        sent = self.posted.one("reason")
        if not kind.needs_reason:
            return self._mended("reason", lambda: personal_line(sent))
        if not sent.strip():
            self.problems.append(("reason", "Please say why; it is kept sealed in the log."))
        words = self._mended("reason", lambda: text_of(sent))
        if len(words) > LONGEST_REASON:
            self.problems.append(("reason", f"Please shorten this to {LONGEST_REASON} letters."))
        return words

    def _mended(self, name: str, read: Callable[[], str]) -> str:
        try:
            return read()
        except (NotAnAnswer, ReviewError) as problem:
            self.problems.append((name, " ".join(map(str, problem.args))))
            return ""

    def stage(self) -> StageId | None:
        wanted = self.posted.one("stage")
        for each in self.definition.stages:
            if each.id == wanted:
                return each.id
        self.problems.append(("stage", "Choose the stage."))
        return None

    def steps(self, kind: ChangeKind) -> tuple[StepId, ...]:
        if kind.kind not in ("reopen", "nudge"):
            return ()
        wanted = self.posted.one("step")
        found = tuple(each.id for each in self.definition.steps if each.id == wanted)
        if not found and (kind.kind == "reopen" or wanted):
            self.problems.append(("step", "Choose the step."))
        return found

    def rule(self) -> When | None:
        until, days = self.posted.one("until").strip(), self.posted.one("days").strip()
        if bool(until) is bool(days):
            self.problems.append(("until", "Give either a new last day or a number of days."))
            return None
        try:
            if until:
                return When(on=date_of(until))
        except NotAnAnswer:
            pass
        if 1 <= self.posted.whole("days") <= MOST_DAYS:
            return When(working_days=self.posted.whole("days"))
        sentence = "Write the day like 2026-03-27." if until else f"From 1 to {MOST_DAYS} days."
        self.problems.append(("until" if until else "days", sentence))
        return None

    def role(self) -> Role | None:
        wanted = self.posted.one("role")
        kept = (Role.REVIEWEE, Role.PANEL)
        found = next((each for each in Role if each.value == wanted and each not in kept), None)
        if found is None:
            self.problems.append(("role", "Choose the part."))
        return found


def _names(words: str) -> tuple[str, ...]:
    """Take people apart that were typed in lines, or with commas between them."""
    parts = words.replace(";", ",").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
