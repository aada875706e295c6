"""How far a token reaches: never further than the person in whose name it acts."""

from enum import StrEnum


class Scope(StrEnum):
    """What a program may do with a token."""

    WORK_READ = "work:read"  # what lies before the person, and the forms
    WORK_WRITE = "work:write"  # hand steps in, do actions, give feedback, look after plans
    REVIEWS_READ = "reviews:read"  # what the person may read of reviews
    CYCLES_READ = "cycles:read"  # how cycles stand, without ratings
    CYCLES_LAUNCH = "cycles:launch"
    CYCLES_STEER = "cycles:steer"  # change what is under way, and nudge
    RATINGS_READ = "ratings:read"  # boards, results and exports that hold ratings
    BOARDS_WRITE = "boards:write"  # move ratings and lock sessions
    PEOPLE_WRITE = "people:write"  # take the people file in
    OFFICES_WRITE = "offices:write"  # who holds which office
    WEBHOOKS_WRITE = "webhooks:write"  # which programs are told
    EVENTS_READ = "events:read"  # the feed of facts
    PAYLOADS_READ = "payloads:read"  # what processes hand each other, at the codec endpoint


MEANS = {
    Scope.WORK_READ: "Read what lies before the person, and the forms of their steps.",
    Scope.WORK_WRITE: "Hand in steps, end actions, give feedback, look after plans.",
    Scope.REVIEWS_READ: "Read what the person may read of reviews.",
    Scope.CYCLES_READ: "See how cycles stand, without ratings.",
    Scope.CYCLES_LAUNCH: "Rehearse and launch cycles.",
    Scope.CYCLES_STEER: "Change what is under way, and nudge.",
    Scope.RATINGS_READ: "Read boards, results and exports that hold ratings.",
    Scope.BOARDS_WRITE: "Move ratings and lock sessions.",
    Scope.PEOPLE_WRITE: "Take the people file in.",
    Scope.OFFICES_WRITE: "See, give and take offices, and look after everybody's tokens.",
    Scope.WEBHOOKS_WRITE: "Say which other programs are told of facts.",
    Scope.EVENTS_READ: "Follow the feed of facts.",
    Scope.PAYLOADS_READ: "Open the payloads of processes for the Temporal UI and CLI.",
}
"""What each scope means, for whoever issues a token."""
