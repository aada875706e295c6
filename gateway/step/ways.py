"""The ways to answer a step: what each is called, what it means, and where its page is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.definition.words import Act
from domain.review.verdict import Verdict
from domain.verdict_forms import verdicts_at
from gateway.step.place import Lying

FORM: Final = "form"
"""The way that fills in the form of the step; its page is the page of the step."""


class Weight(StrEnum):
    """How a button looks: the usual answer, another one, or one that is not taken lightly."""

    USUAL = "usual"
    OTHER = "other"
    GRAVE = "grave"


@dataclass(frozen=True)
class Way:
    """One thing that can be said at a step.

    Attributes:
        name: names its page and its draft.
        button: what one presses to begin it, and to confirm it.
        meaning: what it means and what comes of it, before it is confirmed.
        done: what was done, once it is recorded.
    """

    verdict: Verdict
    name: str
    button: str
    meaning: str
    done: str
    weight: Weight = Weight.USUAL


_WAYS: Final = {
    Verdict.SUBMITTED: Way(
        Verdict.SUBMITTED,
        FORM,
        "Hand in",
        "Handed in is handed in: you can change it only if it is sent back to you.",
        "You handed this in",
    ),
    Verdict.AGREED: Way(
        Verdict.AGREED,
        "agree",
        "Agree",
        "You agree to what is shown here. It stands from then on.",
        "You agreed",
    ),
    Verdict.SENT_BACK: Way(
        Verdict.SENT_BACK,
        "send-back",
        "Send back",
        "It goes back with your reason, and gets a new deadline.",
        "You sent it back",
        Weight.OTHER,
    ),
    Verdict.SHARED: Way(
        Verdict.SHARED,
        "share",
        "Share the result",
        "You confirm that you talked about the result. The person under review reads it from then "
        "on and is asked to sign.",
        "You shared the result and confirmed that the talk took place",
    ),
    Verdict.ACKNOWLEDGED: Way(
        Verdict.ACKNOWLEDGED,
        "acknowledge",
        "Acknowledge",
        "You have read the review and talked about it. It does not mean that you agree.",
        "You acknowledged the review: you read it, which is not to say that you agree",
    ),
    Verdict.DISPUTED: Way(
        Verdict.DISPUTED,
        "dispute",
        "Dispute the result",
        "You do not accept the result and say why. Somebody above your manager answers, and you "
        "are asked to sign again.",
        "You disputed the result",
        Weight.OTHER,
    ),
    Verdict.DECLINED: Way(
        Verdict.DECLINED,
        "decline",
        "Decline to sign",
        "You do not sign and say why. A witness records it, and the review is complete all the "
        "same. It cannot be taken back.",
        "You declined to sign",
        Weight.GRAVE,
    ),
    Verdict.UPHELD: Way(
        Verdict.UPHELD,
        "uphold",
        "Uphold the result",
        "The result stands, and you say why. The person under review is asked to sign again.",
        "You answered the dispute: the result stands",
    ),
    Verdict.AMENDED: Way(
        Verdict.AMENDED,
        "amend",
        "Amend the result",
        "The rating you name stands from now on, and you say why. The person under review is "
        "asked to sign again.",
        "You answered the dispute and amended the result",
        Weight.OTHER,
    ),
    Verdict.WITNESSED: Way(
        Verdict.WITNESSED,
        "witness",
        "Record as a witness",
        "You confirm that the person under review was asked to sign and declined.",
        "You recorded that the signature was declined",
    ),
    Verdict.TURNED_DOWN: Way(
        Verdict.TURNED_DOWN,
        "turn-down",
        "Turn down",
        "You do not give this feedback and say why. It cannot be taken back.",
        "You turned this down",
        Weight.GRAVE,
    ),
}

REVISITED: Final = frozenset({Act.AGREE, Act.SHARE, Act.SIGN, Act.RESOLVE, Act.WITNESS})
"""Acts that speak of what others wrote: they hold for exactly what was shown, and no more."""


def ways_at(lies: Lying) -> tuple[Way, ...]:
    """Give the ways to answer a step, the usual first."""
    may_dispute = lies.state.disputes < lies.state.planned.disputes
    return tuple(_WAYS[verdict] for verdict in verdicts_at(lies.spec, may_dispute=may_dispute))


def way_of(lies: Lying, name: str) -> Way | None:
    """Give the way of that name at a step; None when the step has none."""
    return next((way for way in ways_at(lies) if way.name == name), None)


def way_for(verdict: Verdict) -> Way:
    """Give the way that gives a verdict."""
    return _WAYS[verdict]


def shown_of(lies: Lying) -> str | None:
    """Name the record that lies before somebody who agrees or signs; None at other steps."""
    return lies.state.record_sha256 if lies.spec.act in REVISITED else None
