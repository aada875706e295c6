"""A launch while it is prepared: whom it is for, by which process, on which days."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from io import StringIO
from typing import Final, Literal

from pydantic import Field
from ruamel.yaml import YAML

from activities.intake.cycle_file import CycleFile, read_cycle
from domain.definition.check import problems
from domain.definition.cycle import CycleDefinition, Stage
from domain.definition.deadlines import When
from domain.definition.problem import Problem
from domain.ids import CycleId, PersonId
from domain.people import Organisation
from domain.value import Fact

BEGINS: Final = "begins"
ENDS: Final = "ends"
EMPLOYED_SINCE: Final = "employed_since"
CALIBRATION: Final = "calibration"


class LaunchPlan(Fact):
    """What HR chose so far.

    Attributes:
        source: the definition as YAML; `origin` says where it came from.
        dates: what HR changed of its dates, by what they belong to; see `dated`.
        sent: the cycle, once the launch was begun or scheduled; `begun_at` since when it begins.
    """

    whom: Literal["everybody", "departments", "named"] = "everybody"
    departments: tuple[str, ...] = ()
    named: tuple[PersonId, ...] = ()
    hr_owner: PersonId | None = None
    source: str = ""
    origin: str = ""
    dates: dict[str, When] = Field(default_factory=dict)
    sent: CycleId | None = None
    begun_at: datetime | None = None


def chosen_people(plan: LaunchPlan, people: Organisation) -> list[PersonId]:
    """Name whom a launch is for, as far as they are in the directory."""
    match plan.whom:
        case "departments":
            return [each.id for each in people.values() if each.department in plan.departments]
        case "named":
            return [each for each in plan.named if each in people]
        case _:
            return list(people)


def definition_of(plan: LaunchPlan) -> CycleDefinition | None:
    """Give the process with its dates as HR changed them; None while it has faults."""
    found = read(plan.source).definition
    return dated(found, plan.dates) if found is not None else None


@lru_cache(maxsize=16)
def read(source: str) -> CycleFile:
    """Read a definition; the last few stay at hand, for every screen asks for them."""
    return read_cycle(source)


def named_anew(source: str, key: str, title: str) -> str:
    """Give a definition another key and title, each on its own line at the top; words stay."""
    for name, value in (("key", key), ("title", title)):
        if value:
            line = f"{name}: {json.dumps(value, ensure_ascii=False)}"
            there = re.search(rf"(?m)^{name}:.*$", source)
            before, after = (
                (source[: there.start()], source[there.end() :]) if there else ("", "\n")
            )
            source = before + line + after + ("" if there else source)
    return source


def as_yaml(definition: CycleDefinition) -> str:
    """Write a definition down for HR to change."""
    plain = definition.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.sort_base_mapping_type_on_output = False, False  # type: ignore[assignment] # as its documentation says
    yaml.allow_unicode, yaml.width = True, 96
    text = StringIO()
    yaml.dump(plain, text)
    return text.getvalue()


def dates_of(definition: CycleDefinition) -> dict[str, When]:
    """Give every date of a definition that HR may change, by what it belongs to."""
    dates = {BEGINS: When(on=definition.begins), ENDS: When(on=definition.ends)}
    if definition.eligible.employed_since is not None:
        dates[EMPLOYED_SINCE] = When(on=definition.eligible.employed_since)
    for stage in definition.stages:
        dates[f"stage.{stage.id}"] = stage.opens
        dates |= {f"step.{step.id}": step.due for step in stage.steps}
    if definition.calibration is not None and definition.calibration.due is not None:
        dates[CALIBRATION] = definition.calibration.due
    return dates


def dated(definition: CycleDefinition, dates: Mapping[str, When]) -> CycleDefinition:
    """Put other dates in; what the definition does not know is left out."""
    changes: dict[str, object] = {
        "begins": _day(dates, BEGINS, definition.begins),
        "ends": _day(dates, ENDS, definition.ends),
        "stages": tuple(_dated_stage(stage, dates) for stage in definition.stages),
    }
    since = definition.eligible.employed_since
    if since is not None:
        known = {"employed_since": _day(dates, EMPLOYED_SINCE, since)}
        changes["eligible"] = definition.eligible.model_copy(update=known)
    rules = definition.calibration
    if rules is not None and rules.due is not None and CALIBRATION in dates:
        changes["calibration"] = rules.model_copy(update={"due": dates[CALIBRATION]})
    return definition.model_copy(update=changes)


def moved(dates: Mapping[str, When], begins: date) -> dict[str, When]:
    """Move every day by as much as the first one moves; working days stay as they are."""
    first = dates[BEGINS].on
    by = begins - first if first is not None else timedelta()
    return {
        name: When(on=when.on + by) if when.on is not None else when for name, when in dates.items()
    }


def date_problems(definition: CycleDefinition) -> dict[str, list[Problem]]:
    """Say what is wrong with a definition, by the date it shows at; "" for all else."""
    found: dict[str, list[Problem]] = {}
    for problem in problems(definition):
        found.setdefault(_place(definition, problem.path), []).append(problem)
    return found


def _place(definition: CycleDefinition, path: Sequence[str | int]) -> str:
    match path:
        case ["stages", int(stage), "steps", int(step), "due", *_]:
            return f"step.{definition.stages[stage].steps[step].id}"
        case ["stages", int(stage), "opens", *_]:
            return f"stage.{definition.stages[stage].id}"
        case ["calibration", "due", *_]:
            return CALIBRATION
        case ["eligible", "employed_since", *_]:
            return EMPLOYED_SINCE
        case ["begins" | "ends" as name, *_]:
            return f"{name}"
        case _:
            return ""


def _dated_stage(stage: Stage, dates: Mapping[str, When]) -> Stage:
    steps = tuple(
        step.model_copy(update={"due": dates.get(f"step.{step.id}", step.due)})
        for step in stage.steps
    )
    opens = dates.get(f"stage.{stage.id}", stage.opens)
    return stage.model_copy(update={"opens": opens, "steps": steps})


def _day(dates: Mapping[str, When], name: str, otherwise: date) -> date:
    when = dates.get(name)
    return when.on if when is not None and when.on is not None else otherwise
