"""What stands beside a form, as `perennial show` lays it out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from rich.markup import escape

from domain.anonymity import Voices
from domain.attainment import in_per_cent, suggested_level
from domain.definition.forms import FormField
from domain.feedback.words import CALLED
from domain.history import EarlierReview
from domain.ids import PersonId
from domain.people import Organisation, Person
from domain.progress.picture import GoalPicture, Picture
from domain.views.profile import ProfilePage
from domain.views.telling import ROLES, day_in_words
from domain.views.telling_answers import Speech, answer_in_words
from domain.views.telling_goals import attained_in_words, number_in_words
from gateway.beside import Beside
from gateway.passages import Passage
from gateway.score_told import score_lines
from gateway.scoring import ScoredReview
from storage.read_models.feedback import FeedbackLine
from storage.read_models.peer_feedback import Heard
from storage.read_models.people import ERASED
from workers.commands.finding import Found

_MARK = "\u25b8"


def page_of(found: Found, reader: Person, people: Organisation, told: Beside) -> Iterator[str]:
    """Lay out what a reader may see of a review, line by line."""
    page = _Page(found, reader, people, told)
    name, title = escape(found.reviewee.display_full_name), escape(found.cycle.title)
    roles = " and ".join(ROLES[role] for role in told.roles)
    yield f"\n[bold]{name}[/bold], {title}, as seen by {escape(reader.display_full_name)} ({roles})"
    yield from page.goals(told.goals)
    yield from page.profile(told.profile)
    yield from page.feedback(told.feedback, told.quiet_days)
    yield from page.earlier(told.earlier)
    yield from page.passages(told.passages)
    yield from page.heard(told.heard)
    yield from page.score(told.score)


class _Page:
    """Lays out one section after another; a section with nothing in it is left out."""

    def __init__(self, found: Found, reader: Person, people: Organisation, told: Beside) -> None:
        self.definition = found.cycle.definition
        self.zone = ZoneInfo(reader.time_zone)
        self.people = people
        self.titles = dict(_titles(told))
        self.speech = Speech(self.titles, self.definition.rating_scale, self.name)

    def name(self, person: PersonId) -> str:
        found = self.people.get(person)
        return found.display_full_name if found else ERASED

    def day(self, at: datetime) -> str:
        return day_in_words(at.astimezone(self.zone).date())

    def goals(self, picture: Picture | None) -> Iterator[str]:
        if picture is None or not picture.goals:
            return
        yield "\n[bold]Objectives[/bold]"
        for each in picture.goals:
            yield from self._goal(each)
        if picture.attained is not None:
            yield f"  together: {in_per_cent(picture.attained)} attained"

    def _goal(self, told: GoalPicture) -> Iterator[str]:
        goal = told.goal
        attained = attained_in_words(goal.measure, told.latest, told.attained, told.raw)
        suggests = suggested_level(told.attained, self.definition.goals.bands)
        level = f", which suggests level {suggests}" if suggests is not None else ""
        weight = number_in_words(goal.weight)
        yield f"  {escape(goal.title)} ({weight} %): {escape(attained)}{level}"
        if told.latest is not None and told.latest.obstacle:
            yield f"    [yellow]in the way: {escape(told.latest.obstacle)}[/yellow]"
        for earlier in told.earlier:
            yield f"    [dim]changed {self.day(earlier.until)}: {escape(earlier.reason)}[/dim]"

    def profile(self, profile: ProfilePage | None) -> Iterator[str]:
        if profile is None:
            return
        yield f"\n[bold]What the role asks for[/bold]: {escape(profile.title)}"
        yield "  To do"
        for line in profile.to_do:
            yield f"    {escape(line.title)}: {escape(line.expected)}"
        yield "  To have"
        for skill in profile.to_have:
            yield f"    {escape(skill.title)}, level {skill.expected} is expected"
            for level in skill.levels:
                mark = _MARK if level.is_expected else " "
                yield f"      {mark} {level.level} {escape(level.picture)}"
        yield "  To be"
        for value in profile.to_be:
            yield f"    {escape(value.title)}: {escape(value.looks_like)}"

    def feedback(self, lines: Sequence[FeedbackLine], quiet_days: int | None) -> Iterator[str]:
        if quiet_days is not None:
            yield f"\n[yellow]No feedback for {quiet_days} days.[/yellow]"
        if lines:
            yield "\n[bold]Feedback of the year[/bold]"
        for line in lines:
            kind = CALLED[line.kind]
            yield f"  {self.day(line.at)}, {kind} from {escape(self.name(line.giver))}"
            yield f"    {escape(line.words)}"

    def earlier(self, earlier: EarlierReview | None) -> Iterator[str]:
        if earlier is None:
            return
        yield f"\n[bold]Before[/bold]: {escape(earlier.cycle)}"
        for goal in earlier.goals:
            attained = "not measured" if goal.attained is None else f"{goal.attained} % attained"
            yield f"  {escape(goal.title)} ({number_in_words(goal.weight)} %): {attained}"
        if earlier.rating is not None:
            yield f"  rated {earlier.rating} ({escape(earlier.level or '')})"
        if "rating" in earlier.withheld:
            yield "  [dim]The rating of that year is shown once you have rated.[/dim]"
        for aim in earlier.aims:
            yield f"  set out to learn: {escape(aim.aim)}"

    def passages(self, passages: Sequence[Passage]) -> Iterator[str]:
        step = None
        for each in passages:
            if (each.step, each.author) != step:
                step = (each.step, each.author)
                written = f"{escape(self.name(each.author))}, {self.day(each.at)}"
                yield f"\n[bold]{escape(each.step_title)}[/bold] ({written})"
            yield from self._answer(each.field, each.answer)

    def score(self, scored: ScoredReview | None) -> Iterator[str]:
        if scored is None:
            return
        yield "\n[bold]Score and rating[/bold]"
        yield from (f"  {escape(line)}" for line in score_lines(scored))

    def heard(self, heard: Sequence[Heard]) -> Iterator[str]:
        for each in heard:
            fields = {field.id: field for field in each.form.fields}
            if each.voices:
                yield f"\n[bold]{escape(each.form.title)}[/bold], without names and in no order"
            for voice in each.voices:
                yield from self._voice(fields[voice.question], voice)
            for one in each.by_name:
                name = escape(self.name(one.author))
                yield f"\n[bold]{escape(each.form.title)}[/bold] ({name}, for HR alone)"
                for question, answer in one.words.items():
                    yield from self._answer(fields.get(question), answer)

    def _voice(self, field: FormField, voice: Voices) -> Iterator[str]:
        line = f": {escape(self.titles.get(voice.line, voice.line))}" if voice.line else ""
        yield f"  [dim]{escape(field.label)}{line}[/dim]"
        if voice.mean is not None:
            yield f"    {voice.mean} on average"
        for answer in voice.answers:
            for told in answer_in_words(field, answer, self.speech):
                yield f"    {_MARK} {escape(told)}"

    def _answer(self, field: FormField | None, answer: JsonValue) -> Iterator[str]:
        """Lay out a question and its answer; what has no question is a reason."""
        if field is None:
            yield f"    {escape(str(answer))}"
            return
        yield f"  [dim]{escape(field.label)}[/dim]"
        for line in answer_in_words(field, answer, self.speech):
            yield f"    {escape(line)}"


def _titles(told: Beside) -> Iterator[tuple[str, str]]:
    """Give the titles of everything that is scored line by line."""
    for each in told.goals.goals if told.goals else ():
        yield each.goal.id, each.goal.title
    if told.profile is not None:
        profile = told.profile
        yield from ((line.id, line.title) for line in profile.to_do)
        yield from ((line.id, line.title) for line in profile.to_have)
        yield from ((line.id, line.title) for line in profile.to_be)
