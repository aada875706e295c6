"""Whether a cycle can be run as it is defined."""

from domain.definition.check_dates import date_problems
from domain.definition.check_development import development_problems
from domain.definition.check_expectations import expectation_problems
from domain.definition.check_feedback import feedback_problems
from domain.definition.check_forms import form_problems
from domain.definition.check_ladders import ladder_problems
from domain.definition.check_peers import peer_problems
from domain.definition.check_progress import progress_problems
from domain.definition.check_result import result_problems
from domain.definition.check_scoring import scoring_problems
from domain.definition.check_sign_off import sign_off_problems
from domain.definition.check_steps import step_problems
from domain.definition.cycle import CycleDefinition
from domain.definition.problem import Problem

_RULES = (
    step_problems,
    ladder_problems,
    form_problems,
    peer_problems,
    expectation_problems,
    progress_problems,
    development_problems,
    result_problems,
    scoring_problems,
    sign_off_problems,
    date_problems,
    feedback_problems,
)


def problems(definition: CycleDefinition) -> tuple[Problem, ...]:
    """Every problem of a definition at once; empty when a cycle can be run with it.

    What a single value may be is refused by the models already; these are the faults between
    values. A problem of severity `warning` is odd but does not keep a cycle from being launched.
    """
    return tuple(problem for rule in _RULES for problem in rule(definition))
