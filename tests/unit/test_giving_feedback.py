from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.errors import ReviewError
from domain.feedback import refusals as r
from domain.feedback.events import FeedbackGiven
from domain.feedback.giving import (
    LONGEST,
    FeedbackWords,
    GiveFeedback,
    WithdrawFeedback,
    give,
    withdraw,
)
from domain.feedback.words import FeedbackKind, VisibleTo
from domain.ids import FeedbackId, PersonId
from domain.people import EmploymentStatus
from tests.invented_people import person

AT = datetime(2026, 4, 9, 21, 30, tzinfo=UTC)
MANAGER, ANN, BEN = person("1"), person("2", "1"), person("3", "1")
GONE = person("4", "1", termination_date=date(2026, 4, 8))
PEOPLE = {one.id: one for one in (MANAGER, ANN, BEN, GONE)}
FEEDBACK = FeedbackId(UUID(int=77))


def asked(**values: object) -> GiveFeedback:
    """Ben praises Ann, unless it is said otherwise."""
    usual: dict[str, object] = {
        "feedback": FEEDBACK,
        "giver": BEN.id,
        "receiver": ANN.id,
        "kind": FeedbackKind.PRAISE,
        "visible_to": VisibleTo.BOTH,
        "content": FeedbackWords(words="You kept the line running."),
        "at": AT,
    }
    return GiveFeedback.model_validate(usual | values)


def given(giver: PersonId = BEN.id) -> FeedbackGiven:
    return give(asked(giver=giver), PEOPLE)[0]


def test_feedback_names_in_the_open_who_gave_it_to_whom_and_no_words() -> None:
    event, words = give(asked(), PEOPLE)
    assert (event.giver, event.receiver, event.manager) == (BEN.id, ANN.id, MANAGER.id)
    assert words.words == "You kept the line running."
    assert "line" not in event.model_dump_json()


@pytest.mark.parametrize(
    "values, refusal",
    [
        ({"giver": ANN.id}, r.FeedbackOnOneself),
        ({"receiver": PersonId(UUID(int=5))}, r.NobodyThere),
        ({"receiver": GONE.id}, r.HasLeft),
        ({"giver": GONE.id}, r.HasLeft),
        ({"kind": "coaching_note", "visible_to": "everyone"}, r.NotForEveryone),
        ({"kind": "observation", "visible_to": "everyone"}, r.NotForEveryone),
        ({"receiver": MANAGER.id, "visible_to": "manager"}, r.NobodyToReadIt),
        ({"content": {"words": " \n "}}, r.WordsMissing),
        ({"content": {"words": "long " * (LONGEST + 1)}}, r.WordsNotFit),
        ({"content": {"words": "turned \u202e around"}}, r.WordsNotFit),
        ({"content": {"words": "ok", "about": "word " * 30}}, r.WordsNotFit),
        ({"content": {"words": "ok", "seen_on": date(2026, 4, 10)}}, r.SeenInTheFuture),
    ],
)
def test_what_cannot_be_given_is_refused_with_its_reason(
    values: dict[str, object], refusal: type[ReviewError]
) -> None:
    with pytest.raises(refusal) as said:
        give(asked(**values), PEOPLE)
    assert str(said.value).endswith(".")


def test_a_day_is_in_the_future_only_where_the_giver_lives() -> None:
    in_tokyo = BEN.model_copy(update={"time_zone": "Asia/Tokyo"})
    seen = asked(content={"words": "ok", "seen_on": date(2026, 4, 10)})
    _, words = give(seen, PEOPLE | {BEN.id: in_tokyo})
    assert words.seen_on == date(2026, 4, 10)


def test_a_manager_who_has_left_leads_nobody() -> None:
    left = MANAGER.model_copy(update={"employment_status": EmploymentStatus.INACTIVE})
    event, _ = give(asked(), PEOPLE | {MANAGER.id: left})
    assert event.manager is None


def test_feedback_can_be_withdrawn_for_seven_days_by_whoever_gave_it() -> None:
    last = WithdrawFeedback(feedback=FEEDBACK, giver=BEN.id, at=AT + timedelta(days=7))
    (event,) = withdraw([given()], last)
    assert (event.feedback, event.receiver) == (FEEDBACK, ANN.id)
    assert withdraw([given(), event], last) == ()


@pytest.mark.parametrize(
    "values, refusal",
    [
        ({"giver": ANN.id}, r.NotYourFeedback),
        ({"at": AT + timedelta(days=7, seconds=1)}, r.TooLateToWithdraw),
        ({"feedback": FeedbackId(UUID(int=78))}, r.UnknownFeedback),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(
    values: dict[str, object], refusal: type[ReviewError]
) -> None:
    usual: dict[str, object] = {"feedback": FEEDBACK, "giver": BEN.id, "at": AT}
    with pytest.raises(refusal):
        withdraw([given()], WithdrawFeedback.model_validate(usual | values))
