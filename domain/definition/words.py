"""The fixed words of a cycle definition: roles, acts and what happens at expiry."""

from enum import StrEnum


class Role(StrEnum):
    """Who acts on a step, seen from the person under review."""

    REVIEWEE = "reviewee"
    MANAGER = "manager"
    SECOND_LINE_MANAGER = "second_line_manager"
    PEER = "peer"
    PANEL = "panel"
    HR_PARTNER = "hr_partner"


class Act(StrEnum):
    """What the acting person does on a step."""

    SUBMIT = "submit"  # fills in a form
    AGREE = "agree"  # agrees to an earlier step, or sends it back with a reason
    RATE = "rate"  # fills in a form that holds the overall rating
    CALIBRATE = "calibrate"  # the panel's session settles the rating
    SHARE = "share"  # shares the result and confirms that the talk took place
    SIGN = "sign"  # acknowledges, disputes or declines to sign
    RESOLVE = "resolve"  # answers a dispute: upheld or amended
    WITNESS = "witness"  # records a declined signature
    NOMINATE = "nominate"  # names the peers who are asked for feedback
    FEEDBACK = "feedback"  # a peer fills in a form, or turns it down with a reason


class Condition(StrEnum):
    """What must have happened at sign-off before a step exists at all."""

    DISPUTED = "disputed"
    DECLINED = "declined"


class Start(StrEnum):
    """When a step opens inside its stage."""

    AFTER_PREVIOUS = "after_previous"  # once every step before it in its stage is done
    WITH_STAGE = "with_stage"


class AtExpiry(StrEnum):
    """What happens when a step is still open past its due date."""

    WAIT = "wait"  # nothing climbs; the step stays open and overdue
    ESCALATE = "escalate"  # the ladder climbs; the step stays open
    COMPLETE_WITHOUT = "complete_without"  # after the grace days the process goes on without it
    HAND_TO = "hand_to"  # after the grace days another role gets the step and a new deadline


class RungTarget(StrEnum):
    """Who hears of an overdue step at a rung of the ladder."""

    ASSIGNEE = "assignee"
    MANAGER_OF_ASSIGNEE = "manager_of_assignee"
    SECOND_LINE_OF_ASSIGNEE = "second_line_of_assignee"
    HR_PARTNER = "hr_partner"


class VisibleFrom(StrEnum):
    """From when on the readers of a form may read what was written in it."""

    SUBMITTED = "submitted"
    RATED = "rated"  # once the manager has committed a rating of their own
    SHARED = "shared"  # once the manager has shared the result
    SIGNED = "signed"


class FieldKind(StrEnum):
    """What a form field holds."""

    TEXT = "text"
    RATING = "rating"  # one level of the rating scale
    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    GOALS = "goals"  # objectives whose weights sum to exactly 100
    GOAL_SCORES = "goal_scores"  # one score for each agreed objective
    SCORES = "scores"  # one score for each of the named items
    GOAL_PROGRESS = "goal_progress"  # a reading of each agreed objective, and what is in its way
    GOAL_CHANGES = "goal_changes"  # objectives agreed anew, each with a reason; the old ones stay
    ACCOUNTABILITIES = "accountabilities"  # one score for each accountability of the role profile
    SKILLS = "skills"  # the level at which each skill of the role profile is seen
    VALUES = "values"  # one score for each value of the organisation
    ACTIONS = "actions"  # who does what by when
    PLAN = "plan"  # a development plan
    PEOPLE = "people"  # colleagues by name, number or address


class GroupBy(StrEnum):
    """How reviews are gathered into calibration sessions."""

    EVERYONE = "everyone"
    DEPARTMENT = "department"
    LOCATION = "location"
    SECOND_LINE_MANAGER = "second_line_manager"


class GuidelineUse(StrEnum):
    """What a panel is told when its ratings depart from the guideline."""

    SHOW = "show"
    WARN = "warn"  # locking asks for a reason
    REQUIRE = "require"  # locking is refused


class Rounding(StrEnum):
    """How a score is cut to its decimals."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"


class Shown(StrEnum):
    """What readers of an anonymous form see, once enough people have answered."""

    WORDS = "words"  # every answer, in no order, without its author
    SUMMARY = "summary"  # means of scores, and no words at all
