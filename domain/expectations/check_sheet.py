"""Whether what HR wrote down about roles holds together."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from domain.definition.problem import Path, Problem, fault, remark
from domain.expectations.profile import Accountability, Behaviour
from domain.expectations.sheet import Family, ProfileSheet, SheetProfile, SheetSkill

_FEWEST_LEVELS: Final = 2


def problems_of(sheet: ProfileSheet) -> tuple[Problem, ...]:
    """Every fault between the parts of a sheet at once; empty when profiles can be made of it."""
    return (
        *_nothing(sheet),
        *_twice(("values",), sheet.values or (), "The organisation already has a value"),
        *(each for name, skill in sheet.skills.items() for each in _skill(name, skill, sheet)),
        *(each for key, family in sheet.families.items() for each in _family(key, family, sheet)),
        *_unused(sheet),
    )


def _nothing(sheet: ProfileSheet) -> Iterator[Problem]:
    if not sheet.families and sheet.values is None:
        sentence = (
            "The file holds no role profile; give it 'families', or begin with "
            "`perennial profiles template`."
        )
        yield fault((), sentence)


def _skill(name: str, skill: SheetSkill, sheet: ProfileSheet) -> Iterator[Problem]:
    path: Path = ("skills", name, "levels")
    if len(skill.levels) < _FEWEST_LEVELS:
        yield fault(path, f"The skill '{name}' has fewer than two levels; tell it for more.")
        return
    span = range(min(skill.levels), max(skill.levels) + 1)
    levels = span if sheet.skill_levels is None else sheet.skill_levels
    for level in levels:
        if skill.levels.get(level) is None:
            sentence = f"The skill '{name}' has no word picture for its level {level}; add it."
            yield fault((*path, level), sentence, ("skill_levels",))
    for level in skill.levels:
        if level not in levels:
            sentence = (
                f"The skill '{name}' has a level {level}; 'skill_levels' has {_numbers(levels)}."
            )
            yield fault((*path, level), sentence, ("skill_levels",))


def _family(key: str, family: Family, sheet: ProfileSheet) -> Iterator[Problem]:
    path: Path = ("families", key)
    yield from _levels(key, family)
    taken = "The organisation or this family already has a value"
    values = sheet.values or ()
    yield from _twice((*path, "behaviours"), family.behaviours, taken, before=values)
    for level, profile in family.profiles.items():
        place = (*path, "profiles", level)
        found = "This profile already has an accountability"
        yield from _twice((*place, "accountabilities"), profile.accountabilities, found)
        yield from _expected(place, profile, sheet)


def _levels(key: str, family: Family) -> Iterator[Problem]:
    path: Path = ("families", key)
    folded = [level.casefold() for level in family.levels]
    for index, level in enumerate(family.levels):
        if level.casefold() in folded[:index]:
            yield fault((*path, "levels", index), f"The level '{level}' is named twice; keep one.")
        elif level not in family.profiles:
            sentence = (
                f"The family '{key}' has a level '{level}' but no profile for it; add one under "
                "'profiles', or remove the level."
            )
            yield fault((*path, "levels", index), sentence, (*path, "profiles", level))
    for level in family.profiles:
        if level not in family.levels:
            sentence = (
                f"There is a profile for '{level}', which is none of the levels of the family "
                f"'{key}'; add it to 'levels', or remove the profile."
            )
            yield fault((*path, "profiles", level), sentence, (*path, "levels"))


def _expected(place: Path, profile: SheetProfile, sheet: ProfileSheet) -> Iterator[Problem]:
    for name, expected in profile.skills.items():
        path, rests_on = (*place, "skills", name), ("skills", name)
        skill = sheet.skills.get(name)
        if skill is None:
            yield fault(
                path, f"There is no skill '{name}' in this file; {_mend(name, sheet)}", rests_on
            )
        elif expected not in skill.levels:
            levels = _numbers(sorted(skill.levels))
            sentence = f"The skill '{name}' has no level {expected}; its levels are {levels}."
            yield fault(path, sentence, rests_on)


def _mend(name: str, sheet: ProfileSheet) -> str:
    close = get_close_matches(name, sheet.skills, n=1)
    return f"did you mean '{close[0]}'?" if close else "tell it under 'skills'."


def _numbers(levels: Iterable[int]) -> str:
    return ", ".join(map(str, levels))


def _twice(
    path: Path,
    lines: Sequence[Accountability | Behaviour],
    start: str,
    *,
    before: Sequence[Behaviour] = (),
) -> Iterator[Problem]:
    seen = {each.id for each in before}
    for index, line in enumerate(lines):
        if line.id in seen:
            sentence = f"{start} '{line.id}'; give this one its own id."
            yield fault((*path, index, "id"), sentence, *([("values",)] if before else []))
        seen.add(line.id)


def _unused(sheet: ProfileSheet) -> Iterator[Problem]:
    used = {
        name
        for family in sheet.families.values()
        for profile in family.profiles.values()
        for name in profile.skills
    }
    for name in sheet.skills:
        if name not in used:
            sentence = f"No profile asks for the skill '{name}'; name it in a profile or remove it."
            yield remark(("skills", name), sentence, ("families",))
