"""`perennial show`: a step as it lies before somebody, with all that stands beside the form."""

from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic import TypeAdapter

from domain.definition.cycle import Step
from domain.definition.forms import Form
from domain.ids import StepId
from domain.readers import readers_sentence
from domain.visibility import Written, self_assessments
from gateway.beside import Beside, Looked, beside
from gateway.looked_at import What, note_seen_at_shell
from gateway.present import present_of
from workers.attach import reading
from workers.commands.beside_page import page_of
from workers.commands.finding import Found, people_of, the_review
from workers.commands.inbox import PersonArgument
from workers.commands.people_choice import one
from workers.commands.submit import spec_of
from workers.commands.timeline import CycleOption
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

_JSON: TypeAdapter[Beside] = TypeAdapter(Beside)


async def show_review(
    person: PersonArgument,
    *,
    reader: Annotated[
        str | None,
        typer.Option("--as", metavar="READER", help="Who looks; without it, PERSON."),
    ] = None,
    step: Annotated[
        str | None, typer.Option(metavar="STEP", help="Also show the form of this step.")
    ] = None,
    cycle: CycleOption = None,
    as_json: AsJson = False,
) -> None:
    """Show what somebody may see of a review: goals, role profile, feedback, what was written.

    What the reader may not see, or not yet, is not there: a manager who has yet to rate sees
    neither the self-assessment nor last year's rating.

    Example: perennial show 1042 --as 1003 --step rate
    """
    async with reading(load_settings()) as archive:
        people = await people_of(archive)
        found = await the_review(archive, person, cycle)
        who = one(reader, people) if reader else found.reviewee
        looked = Looked(found.review, found.cycle, found.reviewee, who.id)
        told = await beside(archive, looked, present_of(found.cycle))
        await note_seen_at_shell(archive, who.id, What.REVIEW, found.about)
        spec = spec_of(found.cycle.definition, StepId(step)) if step else None
    if as_json:
        say_json(_JSON.dump_python(told, mode="json"))
        return
    for line in (*_questions(found, spec), *page_of(found, who, people, told)):
        console.print(line)


def _questions(found: Found, spec: Step | None) -> Iterator[str]:
    """Lay out the questions of a step, each with who will read the answer."""
    if spec is None or spec.form is None:
        return
    definition = found.cycle.definition
    form: Form = definition.forms[spec.form]
    about = Written(
        step=spec.id, form=form, is_self_assessment=spec.id in self_assessments(definition)
    )
    yield f"\n[bold]{form.title}[/bold] ({spec.title})"
    for field in form.fields:
        optional = "" if field.required else " [dim](may be left out)[/dim]"
        yield f"  {field.label}{optional}"
        if field.hint:
            yield f"    [dim]{field.hint}[/dim]"
        yield f"    [dim]{readers_sentence(about, field, spec.role)}[/dim]"
