"""What a message says, to the letter."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest

from activities.notify.channel import Words
from activities.notify.language import Language
from activities.notify.reasons import headline, why
from activities.notify.reasons_between_cycles import Stand
from activities.notify.told import Told
from activities.notify.wording import word
from domain.definition.cycle import CycleDefinition
from domain.ids import PersonId, StepId
from domain.people import Organisation, Person
from domain.views.notices import Instance, Notice, Reason
from tests.invented_people import person

AT = datetime(2026, 1, 28, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 1, 30, 17, tzinfo=UTC)  # 18:00 in Berlin
LATER = datetime(2026, 2, 4, 17, tzinfo=UTC)

BOSS = person("1", display_full_name="Mara Lind")
ANN = person("2", "1", display_full_name="Ann Okafor")
BEN = person("3", "1", display_full_name="Ben Sato", time_zone="Asia/Tokyo")
PEOPLE = Organisation([BOSS, ANN, BEN])

DEFINITION = CycleDefinition.model_validate(
    {
        "key": "annual-2026",
        "title": "Annual review 2026",
        "begins": "2026-01-05",
        "ends": "2026-12-18",
        "stages": [
            {
                "id": "goals",
                "title": "Goal setting",
                "steps": [
                    {
                        "id": "propose",
                        "title": "Propose your objectives",
                        "role": "reviewee",
                        "due": {"working_days": 10},
                    },
                    {
                        "id": "agree",
                        "title": "Agree to the objectives",
                        "role": "manager",
                        "act": "agree",
                        "due": {"working_days": 5},
                    },
                    {
                        "id": "calibrate",
                        "title": "Look at the ratings together",
                        "role": "panel",
                        "act": "calibrate",
                        "due": {"working_days": 5},
                    },
                ],
            }
        ],
    }
)


def told(
    reason: Reason,
    recipient: Person,
    *,
    step: str | None = "agree",
    reviewee: Person = ANN,
    holder: Person | None = BOSS,
    due: datetime | None = FRIDAY,
) -> Told:
    instance = Instance(StepId(step), 0, 1) if step else None
    return Told(
        Notice(recipient.id, reason, AT, due, instance),
        about=uuid5(UUID(int=1), str(reviewee.id)),
        reviewee=reviewee.id,
        holder=holder.id if holder else None,
    )


def written(*notices: Told, to: Person = BOSS) -> Words:
    return word(notices, PEOPLE, DEFINITION, to, AT)


def lines(words: Words) -> list[str]:
    return [line for line in words.text.splitlines() if line.startswith("- ")]


def test_a_message_about_one_step_says_what_by_when_why_and_how() -> None:
    words = written(told(Reason.STEP_OPENED, BOSS))
    assert words.subject == "Due Fri 30 Jan: Agree to the objectives"
    assert words.text == (
        "Dear Mara Lind,\n"
        "\n"
        'there is one thing for you in "Annual review 2026":\n'
        "\n"
        '- Fri 30 Jan 2026, 18:00: "Agree to the objectives" for Ann Okafor. It is your turn.\n'
        "\n"
        "To see what lies with you, and to do it:\n"
        "\n"
        "    perennial inbox 1\n"
        "\n"
        'You get this message because you have a part in "Annual review 2026".'
        "\n"
        "It was sent by a program, which reads no answers.\n"
    )


def test_several_things_are_sorted_by_when_they_are_due_and_counted() -> None:
    own = told(Reason.STEP_RETURNED, BOSS, step="propose", reviewee=BOSS)
    words = written(
        told(Reason.REMINDER, BOSS, reviewee=BEN, due=LATER), told(Reason.STEP_OPENED, BOSS), own
    )
    assert words.subject == "Due Fri 30 Jan: Agree to the objectives \u2014 and 2 more things"
    assert 'there are 3 things for you in "Annual review 2026":' in words.text
    assert lines(words) == [
        '- Fri 30 Jan 2026, 18:00: "Agree to the objectives" for Ann Okafor. It is your turn.',
        (
            '- Fri 30 Jan 2026, 18:00: "Propose your objectives" for your own review. '
            "It was sent back to you; the reason is with the step."
        ),
        (
            '- Wed 4 Feb 2026, 18:00: "Agree to the objectives" for Ben Sato. '
            "A reminder: it is still with you."
        ),
    ]


def test_one_more_thing_is_not_things() -> None:
    words = written(told(Reason.REMINDER, BOSS), told(Reason.REMINDER, BOSS, reviewee=BEN))
    assert words.subject.endswith("Agree to the objectives \u2014 and 1 more thing")


def test_of_one_step_only_the_latest_is_told() -> None:
    words = written(
        told(Reason.STEP_OPENED, BOSS), told(Reason.REMINDER, BOSS), told(Reason.RUNG, BOSS)
    )
    assert words.subject == "Overdue since Fri 30 Jan: Agree to the objectives"
    [line] = lines(words)
    assert line.endswith('"Agree to the objectives" for Ann Okafor. It is overdue with you.')


@pytest.mark.parametrize(
    "recipient, expected",
    [
        (BOSS, "It is overdue with Ann Okafor; you are told as their manager."),
        (BEN, "It is overdue with Ann Okafor; you are told as the next to look after it."),
        (ANN, "It is overdue with you."),
    ],
)
def test_who_hears_of_a_late_step_is_told_why_they_do(recipient: Person, expected: str) -> None:
    rung = told(Reason.RUNG, recipient, step="propose", holder=ANN)
    assert lines(written(rung, to=recipient))[0].endswith(expected)


def test_hr_hears_that_a_step_has_nobody() -> None:
    words = written(told(Reason.STEP_BLOCKED, BOSS, holder=None))
    assert words.subject == "Nobody is assigned: Agree to the objectives"
    assert lines(words)[0].endswith("Nobody is assigned; you own it until somebody is named.")
    still = written(told(Reason.RUNG, BOSS, holder=None))
    assert "Nobody is assigned to it yet" in lines(still)[0]


def test_a_deadline_is_told_in_the_zone_of_the_reader_and_the_zone_where_it_differs() -> None:
    words = written(told(Reason.RUNG, BOSS, step="propose", reviewee=BEN, holder=BEN))
    assert lines(words)[0].startswith("- Fri 30 Jan 2026, 18:00 (Central European Standard Time): ")
    own = written(told(Reason.REMINDER, BEN, step="propose", reviewee=BEN, holder=BEN), to=BEN)
    assert own.subject == "Due Sat 31 Jan: Propose your objectives"
    assert lines(own)[0].startswith("- Sat 31 Jan 2026, 02:00: ")


def test_a_complete_review_asks_for_nothing() -> None:
    words = written(told(Reason.REVIEW_COMPLETED, ANN, step=None, due=None), to=ANN)
    assert words.subject == "Your review is complete: Annual review 2026"
    assert lines(words) == ["- Your review is complete; nothing is left to do in it."]
    assert "perennial inbox" not in words.text


def test_a_session_is_called_by_the_step_it_is_held_for() -> None:
    words = written(told(Reason.SESSION_OPENED, BOSS, step=None, due=LATER))
    assert words.subject == "Due Wed 4 Feb: Look at the ratings together"
    assert lines(words) == [
        '- Wed 4 Feb 2026, 18:00: "Look at the ratings together". You lead this session.'
    ]


def test_somebody_who_was_erased_has_no_name_in_a_message() -> None:
    gone = person("9", display_full_name="Gone Person")
    words = written(told(Reason.REMINDER, BOSS, reviewee=gone))
    assert "for somebody who is not in the directory any more." in lines(words)[0]


def test_a_name_of_several_lines_stays_on_one() -> None:
    odd = person("7", display_full_name="Odd\nBcc: all@halden.example\u2028Name")
    words = word([told(Reason.REMINDER, odd)], Organisation([odd]), DEFINITION, odd, AT)
    assert words.text.startswith("Dear Odd Bcc: all@halden.example Name,\n")


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize(
    "stand",
    [
        Stand(is_mine=True, is_overdue=False, holder="Ann Okafor", is_manager=False),
        Stand(is_mine=True, is_overdue=True, holder="Ann Okafor", is_manager=False),
        Stand(is_mine=False, is_overdue=True, holder="Ann Okafor", is_manager=True),
        Stand(is_mine=False, is_overdue=True, holder="", is_manager=False),
    ],
)
def test_every_reason_has_a_sentence_and_a_headline(reason: Reason, stand: Stand) -> None:
    say = Language.named("en").say
    assert why(reason, stand, say)[0].isupper()
    assert why(reason, stand, say).endswith(".")
    for day in ("Fri 30 Jan", ""):
        assert headline(reason, day, say)[0].isupper()
        assert not headline(reason, day, say).endswith((" ", ","))


def test_an_unknown_person_is_told_by_nobodys_id() -> None:
    nobody = PersonId(UUID(int=4))
    rung = told(Reason.RUNG, BOSS)
    words = written(Told(rung.notice, rung.about, nobody, nobody))
    assert str(nobody) not in words.text


def lasting(reason: Reason, recipient: Person, holder: Person | None = ANN) -> Told:
    """Something that belongs to no cycle, for Ben, which Ann has to do unless said otherwise."""
    return told(reason, recipient, step=None, reviewee=BEN, holder=holder)


@pytest.mark.parametrize(
    "reason, subject, line",
    [
        (
            Reason.ACTION_TASKED,
            "Due Fri 30 Jan: Action",
            '- Fri 30 Jan 2026, 18:00: "Action" for Ben Sato. It is yours to do.',
        ),
        (
            Reason.ACTION_RUNG,
            "Overdue since Fri 30 Jan: Action",
            '- Fri 30 Jan 2026, 18:00: "Action" for Ben Sato. It is overdue with you.',
        ),
        (
            Reason.CHECK_IN_OVERDUE,
            "Overdue since Fri 30 Jan: Development plan",
            (
                '- Fri 30 Jan 2026, 18:00: "Development plan" for Ben Sato. '
                "A talk about it is overdue."
            ),
        ),
    ],
)
def test_what_belongs_to_no_cycle_is_called_by_its_kind_and_whom_it_is_for(
    reason: Reason, subject: str, line: str
) -> None:
    words = written(lasting(reason, ANN), to=ANN)
    assert words.subject == subject
    assert lines(words) == [line]


def test_who_hears_of_a_late_action_is_told_why_they_do() -> None:
    (line,) = lines(written(lasting(Reason.ACTION_RUNG, BOSS)))
    assert line.endswith("It is overdue with Ann Okafor; you are told as their manager.")


@pytest.mark.parametrize(
    "reason, subject, why",
    [
        (Reason.PLAN_HANDED_OVER, "Handed over to you", "You stand beside them as their manager"),
        (Reason.PLAN_CLOSING_ASKED, "To be closed", "It is to be closed, if you agree."),
        (Reason.PLAN_STANDSTILL, "Stands still", "Nothing happens in it in spite of reminders"),
    ],
)
def test_of_a_plan_the_message_says_what_is_wanted_of_the_reader(
    reason: Reason, subject: str, why: str
) -> None:
    words = written(lasting(reason, ANN), to=ANN)
    assert words.subject == f"{subject}: Development plan"
    assert why in lines(words)[0]


@pytest.mark.parametrize(
    "reason",
    [
        Reason.ACTION_ENDED,
        Reason.FEEDBACK_GIVEN,
        Reason.PLAN_CLOSED,
        Reason.PLAN_STANDSTILL,
    ],
)
def test_news_asks_for_nothing(reason: Reason) -> None:
    assert "perennial inbox" not in written(lasting(reason, ANN), to=ANN).text


def test_feedback_for_the_reader_says_so() -> None:
    own = written(lasting(Reason.FEEDBACK_GIVEN, BEN, holder=None), to=BEN)
    assert lines(own)[0].endswith('"Feedback" for yourself. Somebody wrote it for you.')
