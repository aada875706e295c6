"""What is due comes with a message as an entry for the calendar."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from activities.notify.channel import Message, Words
from activities.notify.due_dates import calendar_of
from activities.notify.mail import written
from activities.notify.pointing import Links
from activities.notify.told import Told
from domain.ids import CycleId, PersonId, StepId
from domain.views.notices import Instance, Notice, Reason
from tests.delivery_scene import BOSS, DEFINITION

SENT = datetime(2026, 1, 12, 8, tzinfo=UTC)
DUE = datetime(2026, 1, 15, 17, tzinfo=UTC)
LINKS = Links({}, "https://reviews.halden.example/work")
RATE = Told(
    Notice(BOSS.id, Reason.STEP_OPENED, SENT, DUE, Instance(StepId("rate"), 0, 1)),
    about=UUID(int=5),
    reviewee=PersonId(UUID(int=6)),
    holder=BOSS.id,
    position=41,
)


def entries(*told: Told, links: Links = LINKS) -> list[Event]:
    text = calendar_of(told, BOSS, DEFINITION, links, SENT)
    return list(Calendar.from_ical(text).events) if text else []


def test_a_deadline_is_the_half_hour_that_ends_with_it_in_the_zone_of_the_reader() -> None:
    [entry] = entries(RATE)
    assert entry.end == DUE
    assert entry.end - entry.start == timedelta(minutes=30)
    assert entry["DTEND"].params["TZID"] == "Europe/Berlin"
    assert entry["SUMMARY"] == "Due: Rate the year"
    assert entry["TRANSP"] == "TRANSPARENT"
    assert b"BEGIN:VTIMEZONE" in calendar_of([RATE], BOSS, DEFINITION, LINKS, SENT)


def test_a_moved_deadline_moves_the_entry() -> None:
    later = RATE.notice._replace(reason=Reason.DEADLINE_MOVED, due=DUE + timedelta(days=2))
    [before], [after] = entries(RATE), entries(replace(RATE, notice=later, position=57))
    assert before["UID"] == after["UID"]
    assert after.sequence > before.sequence
    assert after.end - before.end == timedelta(days=2)


def test_a_step_that_was_sent_back_is_another_entry() -> None:
    again = RATE.notice._replace(instance=Instance(StepId("rate"), 0, 2))
    [first], [second] = entries(RATE), entries(replace(RATE, notice=again))
    assert first["UID"] != second["UID"]


def test_colleagues_who_see_the_calendar_learn_no_name_and_get_no_way_in() -> None:
    links = Links({RATE.thing: "https://reviews.halden.example/s/secret"}, LINKS.work)
    [entry] = entries(RATE, links=links)
    text = entry.to_ical()
    assert b"secret" not in text
    assert b"Person" not in text
    assert entry["URL"] == "https://reviews.halden.example/work"


def test_what_lies_with_somebody_else_or_has_no_deadline_is_no_entry() -> None:
    elsewhere = replace(RATE, holder=PersonId(UUID(int=9)))
    news = RATE.notice._replace(reason=Reason.REVIEW_COMPLETED, due=None, instance=None)
    assert entries(elsewhere, replace(RATE, notice=news)) == []


def test_a_mail_carries_text_first_then_html_then_the_calendar() -> None:
    message = Message(
        id=UUID(int=2),
        cycle=CycleId(UUID(int=1)),
        name="Mara Lind",
        address="p3@halden.example",
        thread=UUID(int=3),
        words=Words("Due", "Text", "<p>Text</p>"),
        follows=UUID(int=4),
        list_name='Jährliche "Beurteilung", <2026>',
        calendar=calendar_of([RATE], BOSS, DEFINITION, LINKS, SENT),
    )
    mail = written(message, "reviews@halden.example", "halden.example")
    parts = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert parts == ["text/plain", "text/html", "text/calendar"]
    assert mail["In-Reply-To"] == f"<{UUID(int=4)}@halden.example>"
    assert mail["References"] == f"<{UUID(int=3)}@halden.example> <{UUID(int=4)}@halden.example>"
    assert mail["List-Id"] == f"Jährliche Beurteilung 2026 <{UUID(int=1)}.halden.example>"
    [attached] = mail.iter_attachments()
    assert attached.get_param("method") == "PUBLISH"
    assert b"METHOD:PUBLISH" in attached.get_content().encode()
