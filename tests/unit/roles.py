"""Role profiles for tests, all invented: one family of two levels, told as HR would tell it."""

from activities.intake.profiles_file import ProfilesFile, read_profiles
from domain.definition.rating import Level, RatingScale
from domain.expectations.profile import ProfileSet, RoleProfile
from domain.expectations.sheet import ProfileSheet, profiles_in

ROLES = """\
values:
  - {id: candour, title: Candour, looks_like: Says what is so., not_like: Hides it.}
skill_levels: [1, 2, 3]
skills:
  craft:
    title: Craft
    levels:
      1: Follows a drawing.
      2: Makes the drawing.
      3: Teaches drawing.
  planning:
    title: Planning
    levels: {1: Plans the day., 2: Plans the month., 3: Plans the year.}
families:
  optics:
    title: Optics
    levels: [L1, L2]
    behaviours:
      - {id: clean_hands, title: Clean hands, looks_like: Wears gloves., not_like: Touches lenses.}
    profiles:
      L1:
        title: Optician
        purpose: Grinds lenses.
        accountabilities:
          - {id: grind, title: Grind, expected: Grinds lenses to the micron.}
          - {id: measure, title: Measure, expected: Measures every lens.}
        skills: {craft: 1, planning: 1}
      L2:
        title: Senior optician
        purpose: Designs lenses.
        accountabilities:
          - {id: design, title: Design, expected: Designs lenses that can be ground.}
        skills: {craft: 3, planning: 2}
"""
SCALE = RatingScale(
    levels=tuple(Level(value=n, label=f"Level {n}", meaning=f"As {n} says.") for n in range(1, 6))
)


def told(*changes: tuple[str, str]) -> ProfilesFile:
    """Read the file with some of its words exchanged."""
    text = ROLES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_profiles(text.encode())


def sheet(*changes: tuple[str, str]) -> ProfileSheet:
    """Give what the file with these changes says; it has to be sound."""
    read = told(*changes)
    assert read.sheet is not None, read.problems
    return read.sheet


def profiles(*changes: tuple[str, str]) -> ProfileSet:
    """Give all profiles of the file with these changes."""
    said = sheet(*changes)
    return ProfileSet(profiles_in(said), said.values or ())


def profile(level: str = "L1") -> RoleProfile:
    """Give one of the profiles as the file has it."""
    return profiles()["optics", level]
