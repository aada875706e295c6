"""A sound definition, and a way to say how a bad one differs from it."""

from dataclasses import dataclass

from activities.intake.cycle_file import FileProblem, read_cycle

HERE = "¦"
SOUND = """\
key: annual-2026
title: Annual review
begins: 2026-01-05
ends: 2026-12-18
stages:
  - id: goals
    title: Goals
    opens: {on: 2026-01-12}
    steps:
      - {id: propose, title: Set, role: reviewee, form: goals, due: {working_days: 9}, ladder: a}
      - id: agree
        title: Agree
        role: manager
        act: agree
        returns_to: propose
        due: {on: 2026-02-27}
        ladder: a
  - id: result
    title: Result
    opens: {on: 2026-10-05}
    steps:
      - {id: peers, title: Tell, role: peer, form: peers, due: {working_days: 5}, at_expiry: wait}
      - {id: rate, title: Rate, role: manager, act: rate, form: rating,
         due: {working_days: 5}, ladder: a}
      - id: calibrate
        title: Calibrate
        role: panel
        act: calibrate
        due: {working_days: 5}
        at_expiry: wait
      - {id: share, title: Share, role: manager, act: share, due: {working_days: 5}, ladder: a}
      - id: sign
        title: Sign
        role: reviewee
        act: sign
        due: {working_days: 5}
        ladder: a
      - id: resolve
        title: Resolve
        role: second_line_manager
        act: resolve
        only_if: disputed
        due: {working_days: 5}
        at_expiry: hand_to
        hand_to: hr_partner
      - id: witness
        title: Witness
        role: hr_partner
        act: witness
        only_if: declined
        due: {working_days: 5}
        at_expiry: wait
forms:
  goals:
    title: Goals
    fields:
      - {id: goals, label: Which?, kind: goals}
  peers:
    title: Peers
    anonymous: true
    read_by: [manager]
    fields:
      - {id: good, label: What is good?, kind: text}
      - {id: again, label: Work together again?, kind: choice, choices: [Gladly, Rather not]}
  rating:
    title: Rating
    visible_from: shared
    fields:
      - {id: goals, label: How far?, kind: goal_scores}
      - {id: skills, label: How well?, kind: scores, items: [Do, Have, Be]}
      - {id: rating, label: Overall?, kind: rating}
      - {id: days, label: How many days?, kind: number, minimum: 0, maximum: 9}
ladders:
  a:
    rungs: [{to: assignee, after: 1}]
    then: b
  b:
    rungs: [{to: hr_partner, after: 3}]
rating_scale:
  levels:
    - {value: 1, label: Low, meaning: Below.}
    - {value: 2, label: Middle, meaning: As agreed.}
    - {value: 3, label: High, meaning: Above.}
scoring:
  parts:
    rating.goals: 60
    rating.skills: 40
calibration:
  panel: [manager, hr_partner]
  facilitator: hr_partner
  guideline: {1: 33.3, 2: 33.4, 3: 33.3}
goals: {minimum: 1, maximum: 5}
peers: {count: 3}
working_hours: {opens: "08:00", closes: "17:30"}
"""


@dataclass(frozen=True)
class Bad:
    """Edits to the sound definition, with a mark where the problem shows, and what is said."""

    name: str
    sentence: str
    edits: tuple[tuple[str, str], ...]

    def read(self) -> tuple[FileProblem, FileProblem]:
        """Give the problem that is expected, and the one that is found at its place."""
        text = SOUND
        for old, new in self.edits:
            assert old in text, old
            text = text.replace(old, new, 1)
        before, _, _ = text.partition(HERE)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        found = read_cycle(text.replace(HERE, ""))
        assert not any(each.severity == "error" for each in found.problems) or not found.definition
        said = {each.sentence: each for each in found.problems}
        assert self.sentence in said, said
        problem = said[self.sentence]
        return problem, FileProblem(line, column, problem.path, self.sentence, problem.severity)


def bad(name: str, sentence: str, *edits: tuple[str, str]) -> Bad:
    return Bad(name, sentence, edits)
