"""Which of everything that was written counts in a score."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.ids import PersonId, StepId
from domain.review.verdict import Verdict
from gateway.scoring import answers_by_form
from storage.read_models.written import Written
from tests.unit.scored_cycle import definition_with

FIRST_DAY = datetime(2026, 10, 6, 9, tzinfo=UTC)


def wrote(
    step: str, author: int, words: str, verdict: Verdict = Verdict.SUBMITTED, round_: int = 1
) -> Written:
    at = FIRST_DAY + timedelta(days=round_)
    return Written(StepId(step), round_, PersonId(UUID(int=author)), verdict, at, {"good": words})


def counted(*said: Written) -> dict[str, list[object]]:
    found = answers_by_form(definition_with(), said)
    return {form: [each["good"] for each in given] for form, given in found.items()}


def test_of_peers_everybody_counts_with_what_they_wrote_last() -> None:
    said = wrote("peers", 1, "first"), wrote("peers", 2, "other"), wrote("peers", 1, "last")
    assert counted(*said) == {"peers": ["last", "other"]}


def test_a_step_done_again_counts_once_whoever_did_it() -> None:
    said = wrote("propose", 1, "vague"), wrote("propose", 3, "clear", round_=2)
    assert counted(*said) == {"goals": ["clear"]}


def test_a_reason_is_no_answer() -> None:
    said = (
        wrote("peers", 1, "no time", Verdict.TURNED_DOWN),
        wrote("agree", 2, "too vague", Verdict.SENT_BACK),
    )
    assert counted(*said) == {}


def test_a_step_the_definition_does_not_know_is_not_looked_at() -> None:
    assert counted(wrote("dance", 1, "gladly")) == {}
