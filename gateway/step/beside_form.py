"""What stands beside a form, laid out for a page: only what the reader may see, in its words."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.attainment import in_per_cent, suggested_level
from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act
from domain.feedback.words import CALLED
from domain.history import EarlierReview
from domain.progress.measured import Measured
from domain.progress.picture import GoalPicture
from domain.views.profile import ProfilePage
from domain.views.telling_goals import attained_in_words, number_in_words
from gateway.beside import Beside, RateFirst, beside
from gateway.calibration_reasons import MoveSeen, PanelTold, moves_seen_by, panel_told
from gateway.chapters import Chapter, chapters
from gateway.rating_seen import RatingSeen, rating_seen_by
from gateway.reasons_given import ReasonGiven
from gateway.review_told import ToldReview, people_in
from gateway.score_told import score_lines
from gateway.step.place import Lying
from gateway.step.ways import REVISITED
from storage.archive import Archive
from storage.read_models.feedback import FeedbackLine
from storage.read_models.people import Names, names_of


@dataclass(frozen=True)
class GoalLine:
    """An objective: how far it has come, what shows it, what stands in its way, what it was."""

    title: str
    weight: str
    stands: str
    suggests: str
    evidence: str
    obstacle: str
    earlier: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class FeedbackTold:
    """Praise, a coaching note or an observation of the year."""

    kind: str
    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class BesideForm:
    """Everything beside a form; what is empty is left out of the page.

    Attributes:
        subject: what the step is about, to be read before it is answered: what is agreed to, or
            all that is signed.
        moves: what the panel did to the rating and why; `panel` is how its session stands.
        latest: what was read last of each objective, by its id.
        others: what else was written so far.
        is_whole: whether the step is about the whole review, reasons and all.
        withheld: why nothing is shown, in a sentence.
    """

    goals: tuple[GoalLine, ...] = ()
    attained: str = ""
    profile: ProfilePage | None = None
    feedback: tuple[FeedbackTold, ...] = ()
    quiet_days: int | None = None
    subject: tuple[Chapter, ...] = ()
    others: tuple[Chapter, ...] = ()
    reasons: tuple[tuple[ReasonGiven, str], ...] = ()
    earlier: EarlierReview | None = None
    score: tuple[str, ...] = ()
    rating: RatingSeen | None = None
    moves: tuple[MoveSeen, ...] = ()
    panel: PanelTold | None = None
    latest: Mapping[str, Measured] = field(default_factory=dict)
    is_whole: bool = False
    withheld: str = ""

    @property
    def shows_words(self) -> bool:
        """Whether anything written in the review, or a rating, is among it."""
        written = (self.goals, self.subject, self.others, self.feedback, self.reasons)
        return any(written) or self.rating is not None


async def beside_form(archive: Archive, lies: Lying, reasons: Sequence[ReasonGiven]) -> BesideForm:
    """Gather what the reader may see of the review while they do their step."""
    try:
        told = await beside(archive, lies.looked, lies.now)
    except RateFirst as refused:
        return BesideForm(withheld=str(refused))
    people = {*people_in(told), *(each.author for each in reasons)}
    names = await names_of(archive.readers, people, reader=lies.reader.id)
    definition = lies.looked.cycle.definition
    review, look = lies.looked.review, lies.look
    rating, moves, panel = await asyncio.gather(
        rating_seen_by(archive, review.review, definition, look),
        moves_seen_by(archive, review, definition, look),
        _panel(archive, lies),
    )
    whole = ToldReview(lies.looked, lies.look, told, rating, None, (), (), names)
    subject, others = _parted(lies, chapters(whole))
    attained = told.goals.attained if told.goals else None
    return BesideForm(
        goals=tuple(_goals(told, definition)),
        attained=in_per_cent(attained) if attained is not None else "",
        profile=told.profile,
        feedback=tuple(_feedback(told.feedback, names)),
        quiet_days=told.quiet_days,
        subject=subject,
        is_whole=lies.spec.act in REVISITED - {Act.AGREE},
        others=others,
        reasons=tuple((each, names.name_of(each.author)) for each in reasons),
        earlier=told.earlier,
        score=tuple(score_lines(told.score)) if told.score else (),
        rating=rating,
        moves=moves,
        panel=panel,
        latest=dict(_latest(told)),
    )


async def _panel(archive: Archive, lies: Lying) -> PanelTold | None:
    """Say how the panel stands, to whoever rates or shares what it may move."""
    if lies.spec.act not in {Act.RATE, Act.SHARE}:
        return None
    is_rated = lies.look.progressed.is_rated
    return await panel_told(archive, lies.looked.review, is_rated=is_rated)


def _parted(
    lies: Lying, written: Sequence[Chapter]
) -> tuple[tuple[Chapter, ...], tuple[Chapter, ...]]:
    """Put first what the step is about: the step agreed to, or everything where one signs."""
    if lies.spec.act not in REVISITED:
        return (), tuple(written)
    if lies.spec.act is not Act.AGREE:
        return tuple(written), ()
    about = lies.spec.returns_to or _before(lies)
    subject = tuple(each for each in written if each.step == about)
    return subject, tuple(each for each in written if each.step != about)


def _before(lies: Lying) -> str | None:
    """Name the step before one in its stage, which is what is agreed to where none is named."""
    steps = [step.id for step in lies.stage.steps]
    place = steps.index(lies.spec.id)
    return steps[place - 1] if place else None


def _latest(told: Beside) -> Iterator[tuple[str, Measured]]:
    for each in told.goals.goals if told.goals else ():
        if each.latest is not None:
            yield each.goal.id, each.latest


def _goals(told: Beside, definition: CycleDefinition) -> Iterator[GoalLine]:
    for each in told.goals.goals if told.goals else ():
        yield _goal(each, definition)


def _goal(told: GoalPicture, definition: CycleDefinition) -> GoalLine:
    goal, latest = told.goal, told.latest
    level = suggested_level(told.attained, definition.goals.bands)
    return GoalLine(
        title=goal.title,
        weight=f"{number_in_words(goal.weight)} %",
        stands=attained_in_words(goal.measure, latest, told.attained, told.raw),
        suggests=f"suggests level {level}" if level is not None else "",
        evidence=latest.evidence if latest else "",
        obstacle=(latest.obstacle or "") if latest else "",
        earlier=tuple((each.until, each.reason) for each in told.earlier),
    )


def _feedback(lines: Sequence[FeedbackLine], names: Names) -> Iterator[FeedbackTold]:
    for line in lines:
        yield FeedbackTold(CALLED[line.kind], names.name_of(line.giver), line.at, line.words)
