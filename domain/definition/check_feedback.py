"""Whether feedback is looked after in a way that can ever be noticed."""

from collections.abc import Iterator

from domain.definition.cycle import CycleDefinition
from domain.definition.problem import Problem, remark


def feedback_problems(definition: CycleDefinition) -> Iterator[Problem]:
    """Every oddity of the rules of feedback."""
    rules = definition.feedback
    lasts = (definition.ends - definition.begins).days
    if rules is None or lasts < 0 or rules.quiet_days <= lasts:
        return
    yield remark(
        ("feedback", "quiet_days"),
        f"A manager hears after {rules.quiet_days} days without feedback, and the cycle lasts "
        f"{lasts}, so nobody will ever hear; name fewer days.",
        ("begins",),
        ("ends",),
    )
