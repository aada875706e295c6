"""A recurring cycle in words: how often it comes, what comes next, what became of a day."""

from domain.recurrence.events import SENTENCES
from domain.recurrence.recurrences import Outcome, Recurrence
from domain.recurrence.rhythm import AfterHire
from domain.recurrence.terms import Terms
from domain.views.telling import day_in_words
from gateway.recurring_preview import Coming, Foreseen


def next_of(recurrence: Recurrence, coming: Foreseen) -> Coming | None:
    """Give the cycle that begins next by itself; None while nothing does."""
    if recurrence.is_ended or recurrence.is_paused:
        return None
    settled = (each for each in coming.coming if not each.outcome or not each.outcome.is_settled)
    return next(settled, None)


def rhythm_in_words(terms: Terms) -> str:
    """Say how often a cycle comes again."""
    rhythm = terms.rhythm
    if isinstance(rhythm, AfterHire):
        number = rhythm.months or rhythm.days
        unit = "months" if rhythm.months else "days"
        return f"{number} {unit} after hire, one cycle a {rhythm.gathered.value}"
    return f"every {rhythm.every.value.replace('_', '-')} from {day_in_words(rhythm.starts)}"


def outcome_in_words(outcome: Outcome) -> str:
    """Say what became of an occurrence."""
    if outcome.what == "launched":
        return "launched by hand" if outcome.by else "launched"
    verb = "waits" if outcome.what == "held" else "not launched"
    return f"{verb}: {SENTENCES[outcome.reason]}" if outcome.reason else verb
