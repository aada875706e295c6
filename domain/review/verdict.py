"""What a person can say on a step, and which act allows it."""

from enum import StrEnum

from domain.definition.words import Act


class Verdict(StrEnum):
    """The outcome a person gives a step."""

    SUBMITTED = "submitted"
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    SHARED = "shared"
    ACKNOWLEDGED = "acknowledged"  # read, which is not agreed
    DISPUTED = "disputed"
    DECLINED = "declined"
    UPHELD = "upheld"
    AMENDED = "amended"
    WITNESSED = "witnessed"
    TURNED_DOWN = "turned_down"  # a peer who was asked for feedback does not give it


ALLOWED: dict[Act, tuple[Verdict, ...]] = {
    Act.SUBMIT: (Verdict.SUBMITTED,),
    Act.AGREE: (Verdict.AGREED, Verdict.SENT_BACK),
    Act.RATE: (Verdict.SUBMITTED,),
    Act.CALIBRATE: (),
    Act.SHARE: (Verdict.SHARED,),
    Act.SIGN: (Verdict.ACKNOWLEDGED, Verdict.DISPUTED, Verdict.DECLINED),
    Act.RESOLVE: (Verdict.UPHELD, Verdict.AMENDED),
    Act.WITNESS: (Verdict.WITNESSED,),
    Act.NOMINATE: (Verdict.SUBMITTED,),
    Act.FEEDBACK: (Verdict.SUBMITTED, Verdict.TURNED_DOWN),
}

NEEDS_WORDS: frozenset[Verdict] = frozenset(
    {
        Verdict.SENT_BACK,
        Verdict.DISPUTED,
        Verdict.DECLINED,
        Verdict.UPHELD,
        Verdict.AMENDED,
        Verdict.TURNED_DOWN,
    }
)
