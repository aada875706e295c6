"""A cycle definition as HR reads it before launching: who does what, and by when."""

from itertools import groupby
from typing import Final

from pydantic import JsonValue
from rich.console import Group
from rich.table import Table
from rich.text import Text

from domain.definition.cycle import CycleDefinition, Step
from domain.definition.fingerprint import fingerprint
from domain.definition.timetable import PlannedStep, timetable
from domain.definition.words import AtExpiry

SHORT_FINGERPRINT: Final = 12


def outline(definition: CycleDefinition) -> Group:
    """Lay a definition out as a table of its stages and steps."""
    first, last = definition.begins, definition.ends
    head = Text(f"{definition.title} ({definition.key}, version {definition.version})", "bold")
    mark = fingerprint(definition)[:SHORT_FINGERPRINT]
    counts = f"{len(definition.stages)} stages, {len(definition.steps)} steps"
    dates = Text(f"{first} to {last}, {counts}, fingerprint {mark}")
    note = Text("The last column counts Monday to Friday, without holidays and leave.", "dim")
    return Group(head, dates, Text(), _table(definition), Text(), note)


def outline_as_json(definition: CycleDefinition) -> dict[str, JsonValue]:
    """Give the same as plain values, for scripts."""
    return {
        "key": definition.key,
        "title": definition.title,
        "version": definition.version,
        "begins": f"{definition.begins}",
        "ends": f"{definition.ends}",
        "fingerprint": fingerprint(definition),
        "steps": [
            _step_as_json(step, planned)
            for step, planned in zip(definition.steps, timetable(definition), strict=True)
        ],
    }


def _step_as_json(step: Step, planned: PlannedStep) -> JsonValue:
    return {
        "stage": planned.stage,
        "step": step.id,
        "title": step.title,
        "role": step.role,
        "act": step.act,
        "only_if": step.only_if,
        "at_expiry": step.at_expiry,
        "opens": f"{planned.opens}",
        "due": f"{planned.due}",
    }


def _table(definition: CycleDefinition) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Step", header_style="dim", no_wrap=True)
    for heading in ("Who", "Due", "If nobody acts", "At the latest"):
        table.add_column(heading, header_style="dim")
    titles = {stage.id: stage.title for stage in definition.stages}
    rows = zip(definition.steps, timetable(definition), strict=True)
    for stage, steps in groupby(rows, key=lambda row: row[1].stage):
        table.add_row(Text(titles[stage], "bold"))
        for step, planned in steps:
            cells = (_words(step.role), _due(step), _if_nobody_acts(step), f"{planned.due}")
            table.add_row(f"  {step.id}", *cells)
    return table


def _due(step: Step) -> str:
    days = f"on {step.due.on}" if step.due.on else f"{step.due.working_days} working days"
    return f"if {step.only_if}: {days}" if step.only_if else days


def _if_nobody_acts(step: Step) -> str:
    match step.at_expiry:
        case AtExpiry.WAIT:
            return "stays open"
        case AtExpiry.ESCALATE:
            return f"climbs '{step.ladder}'"
        case AtExpiry.COMPLETE_WITHOUT:
            return f"goes on after {step.grace} more"
        case AtExpiry.HAND_TO:
            return f"to {_words(step.hand_to or '')} after {step.grace} more"


def _words(name: str) -> str:
    return name.replace("_", " ")
