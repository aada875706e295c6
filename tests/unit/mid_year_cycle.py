"""A small cycle: objectives are set and agreed, looked at in the middle, and may be changed."""

from activities.intake.cycle_file import read_cycle
from domain.definition.cycle import CycleDefinition

MID_YEAR = """
key: annual-2026
title: Annual review
begins: 2026-01-05
ends: 2026-12-18
stages:
  - id: goals
    title: Goals
    opens: {on: 2026-01-12}
    steps:
      - {id: propose, title: Set, role: reviewee, form: goals,
         due: {working_days: 9}, at_expiry: wait}
      - {id: agree, title: Agree, role: manager, act: agree, returns_to: propose,
         due: {working_days: 9}, at_expiry: wait}
  - id: half
    title: Half
    opens: {on: 2026-06-08}
    steps:
      - {id: notes, title: Notes, role: reviewee, form: notes,
         due: {working_days: 9}, at_expiry: wait}
      - {id: talk, title: Talk, role: manager, form: talk, due: {working_days: 9}, at_expiry: wait}
      - {id: confirm, title: Confirm, role: reviewee, act: agree, returns_to: talk,
         due: {working_days: 9}, at_expiry: wait}
forms:
  goals:
    title: Goals
    fields: [{id: goals, label: Which?, kind: goals}]
  notes:
    title: Notes
    fields: [{id: progress, label: How far?, kind: goal_progress}]
  talk:
    title: Talk
    fields: [{id: changes, label: What changes?, kind: goal_changes, required: false}]
"""


def definition(text: str = MID_YEAR) -> CycleDefinition:
    """The cycle, or a variation of it; it has to be sound."""
    found = read_cycle(text).definition
    assert found is not None
    return found
