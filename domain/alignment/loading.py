"""A file of objectives as a whole: either all of them, or everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.alignment.above import folded
from domain.alignment.columns import LISTS
from domain.alignment.entry import Entry, Line, ObjectiveRules, read_entry
from domain.alignment.faults import faults_between
from domain.alignment.objective import Objective
from domain.people import EmploymentStatus
from domain.people_row import Problem, Remark, RowCheck

NAMED_AT_MOST: Final = 5


@dataclass(frozen=True)
class Reading:
    """What a file came to: `objectives` to record, and none as long as there is any problem."""

    rows: int
    objectives: tuple[Objective, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]


def check_objectives(
    lines: Iterable[Line | Problem], rules: ObjectiveRules, remarks: Sequence[Remark] = ()
) -> Reading:
    """Check a whole file, line by line and then between the lines.

    Args:
        lines: its objectives; a problem stands for what could not be cut in cells.
        rules: what the file is checked against.
        remarks: what was noticed before.
    """
    problems: list[Problem] = []
    entries: list[Entry] = []
    count = 0
    for line in lines:
        if isinstance(line, Problem):
            problems.append(line)
            continue
        count += 1
        entry = _entry(line, rules, problems)
        if entry is not None:
            entries.append(entry)
    objectives = _between(entries, rules, problems)
    if not count and not problems:
        sentence = "The file holds no objective: add a line for each."
        problems.append(Problem(line=1, column="", sentence=sentence))
    if problems:
        problems.sort(key=lambda problem: problem.line)
        return Reading(count, (), tuple(problems), tuple(remarks))
    told = (*remarks, *_remarks(entries, rules))
    return Reading(count, objectives, (), told)


def _entry(line: Line, rules: ObjectiveRules, problems: list[Problem]) -> Entry | None:
    single = {
        column: cell
        for column, cell in line.cells.items()
        if isinstance(cell, str) and column not in LISTS
    }
    check = RowCheck(line.line, single)
    entry = read_entry(line, check, rules)
    problems.extend(
        one.model_copy(update={"line": line.line_of(one.column)}) for one in check.problems
    )
    return entry


def _between(
    entries: Sequence[Entry], rules: ObjectiveRules, problems: list[Problem]
) -> tuple[Objective, ...]:
    """Resolve the parents, and find what does not fit between the lines."""
    first: dict[str, Entry] = {}
    for entry in entries:
        earlier = first.setdefault(entry.key, entry)
        if earlier is not entry:
            problems.append(_repeated(entry, earlier))
    known = rules.known
    sound = [entry for entry in first.values() if entry.objective is not None]
    live = [entry for entry in sound if not _is_retired(entry, rules)]
    named = _names(first.values())
    objectives = []
    for entry in live:
        problems.extend(_unknown_parent(entry, named, rules))
        if entry.objective is not None:
            objectives.append(_placed(entry, entry.objective, named, rules))
    after = known.with_objectives(objectives)
    lines = {one.id: entry.line for entry, one in zip(live, objectives, strict=True)}
    for fault in faults_between(after, known):
        if fault.objective in lines:
            line = lines[fault.objective].line_of(fault.column)
            problems.append(Problem(line=line, column=fault.column, sentence=fault.sentence))
    return tuple(objectives)


def _is_retired(entry: Entry, rules: ObjectiveRules) -> bool:
    known = rules.known.by_key(entry.key)
    return known is not None and known.is_retired


def _names(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    """Give what the objectives of the file may be called by: a key before a title."""
    entries = tuple(entries)
    return {folded(one.title): one for one in entries} | {one.key: one for one in entries}


def _unknown_parent(
    entry: Entry, named: Mapping[str, Entry], rules: ObjectiveRules
) -> Iterator[Problem]:
    name = entry.parent_name
    if name is None or folded(name) in named or rules.known.find(name) is not None:
        return
    yield Problem(
        line=entry.line.line_of("parent"),
        column="parent",
        sentence=f"“{name}” is not an objective of this organisation: name one of this file, or "
        "one that was loaded before, by its key or title.",
    )


def _placed(
    entry: Entry, objective: Objective, named: Mapping[str, Entry], rules: ObjectiveRules
) -> Objective:
    """Give the objective its parent: from the file, or else from the tree as it stands."""
    if entry.parent_name is None:
        return objective
    called = named.get(folded(entry.parent_name))
    above = called.objective if called else rules.known.find(entry.parent_name)
    return objective if above is None else objective.model_copy(update={"parent": above.id})


def _repeated(entry: Entry, earlier: Entry) -> Problem:
    is_same_title = folded(entry.title) == folded(earlier.title)
    column = "title" if is_same_title else "key"
    how = "remove one of them" if is_same_title else "give each a key of its own"
    return Problem(
        line=entry.line.line_of(column),
        column=column,
        sentence=f"The objective {entry.key} is there already, on line {earlier.line.line}: {how}.",
    )


def _remarks(entries: Sequence[Entry], rules: ObjectiveRules) -> Iterator[Remark]:
    named = _names(entries)
    for entry in entries:
        if _is_retired(entry, rules):
            sentence = f"“{entry.title}” is retired and stays as it is."
            yield Remark(line=entry.line.line, column="key", sentence=sentence)
        elif entry.objective is not None:
            objective = _placed(entry, entry.objective, named, rules)
            yield from _about_owner(entry, objective, rules)
            yield from _about_days(entry, objective, named, rules)
    yield from _about_missing(entries, rules)


def _about_owner(entry: Entry, objective: Objective, rules: ObjectiveRules) -> Iterator[Remark]:
    owner = None if objective.owner is None else rules.people.get(objective.owner)
    if owner is not None and owner.employment_status is EmploymentStatus.INACTIVE:
        yield Remark(
            line=entry.line.line_of("owner"),
            column="owner",
            sentence=f"{owner.display_full_name} has left: name who owns “{entry.title}” now.",
        )


def _about_days(
    entry: Entry, objective: Objective, named: Mapping[str, Entry], rules: ObjectiveRules
) -> Iterator[Remark]:
    name = entry.parent_name
    called = named.get(folded(name)) if name else None
    above = called.objective if called else name and rules.known.find(name)
    if above and above.due and objective.due and objective.due > above.due:
        yield Remark(
            line=entry.line.line_of("due"),
            column="due",
            sentence=f"“{entry.title}” is due on {objective.due}, after “{above.title}”, which it "
            f"serves and which is due on {above.due}.",
        )


def _about_missing(entries: Sequence[Entry], rules: ObjectiveRules) -> Iterator[Remark]:
    keys = {entry.key for entry in entries}
    missing = sorted(
        one.key for one in rules.known.values() if one.key not in keys and not one.is_retired
    )
    if not missing:
        return
    more = f" and {len(missing) - NAMED_AT_MOST} more" if len(missing) > NAMED_AT_MOST else ""
    sentence = (
        f"{len(missing)} set before are not in this file and stay as they are: "
        f"{', '.join(missing[:NAMED_AT_MOST])}{more}. `perennial goals retire` retires one."
    )
    yield Remark(line=None, column="key", sentence=sentence)
