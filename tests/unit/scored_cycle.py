"""Definitions that score: the sound one, changed in places."""

from activities.intake.cycle_file import read_cycle
from domain.definition.cycle import CycleDefinition
from tests.unit.sound_cycle import SOUND


def definition_with(*edits: tuple[str, str]) -> CycleDefinition:
    """The sound definition with some of its text replaced; it has to pass its check."""
    text = SOUND
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    read = read_cycle(text)
    assert read.definition is not None, read.problems
    return read.definition
