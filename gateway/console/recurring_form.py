"""The form of a recurring cycle: what comes again, for whom and when, with a preview."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from activities.intake.cycle_template import template_names
from activities.intake.yaml_tree import LARGEST_FILE
from domain.people import Organisation
from domain.recurrence.names import recurrence_id
from domain.recurrence.recurrences import Recurrence
from domain.recurrence.refusals import RecurrencesAlike, StartsInThePast
from domain.recurrence.rhythm import AfterHire, ByCalendar
from domain.recurrence.terms import Terms
from domain.visibility import Deed
from gateway.changing import SayWhy
from gateway.console.recurring import recurrence_at
from gateway.launch_plan import as_yaml
from gateway.recurring import By, Recurring
from gateway.recurring_preview import Foreseen, foreseen
from gateway.recurring_process import (
    Process,
    ProcessNotUsable,
    from_cycle,
    from_source,
    from_template,
)
from gateway.recurring_terms import AFTER_HIRE, TermsRefused, Wanted, terms_of
from gateway.site.front import Front, front_of
from gateway.site.pages import page, see_other
from gateway.site.posted import Posted, posted
from gateway.site.visitor import Visitor, signed_in
from storage.read_models.cycles import all_cycles
from storage.read_models.people import everybody

router = APIRouter()

REFUSED: Final = 422
TEXTS: Final = (
    *("key", "title", "cycle_key", "every", "starts", "after", "gathered", "at", "zone", "country"),
    *("day_off", "late_days", "overlap", "hr_owner"),
)
WRITTEN: Final = "written"

Wrong = list[tuple[str, str]]


@router.get("/hr/recurring/new")
async def ask(request: Request, visitor: Annotated[Visitor, Depends(signed_in)]) -> Response:
    """Ask what is to come again."""
    visitor.require(Deed.LAUNCH_CYCLE)
    typed = {"hr_owner": visitor.person.employee_number, "zone": visitor.person.time_zone}
    return await _screen(request, typed)


@router.get("/hr/recurring/{recurrence}/change")
async def ask_anew(
    request: Request, recurrence: UUID, visitor: Annotated[Visitor, Depends(signed_in)]
) -> Response:
    """Show how a recurring cycle is settled, to be settled differently."""
    visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    found = await recurrence_at(front, recurrence)
    people = await everybody(front.archive.readers, front.archive.organisation)
    return await _screen(
        request, _as_typed(found.terms, people), source=as_yaml(found.terms.definition)
    )


@router.post("/hr/recurring/new")
async def settle(request: Request, visitor: Annotated[Visitor, Depends(signed_in)]) -> Response:
    """Have a cycle come again; or show what it would do, and change nothing."""
    sent = await posted(request, uploads=True)
    visitor.require(Deed.LAUNCH_CYCLE)
    front = front_of(request)
    source, by = _source(sent), By(visitor.id, front.now(), sent.one("reason"))
    typed = {name: sent.one(name).strip() for name in (*TEXTS, "cycle", "reason")}
    typed |= {"departments": "\n".join(sent.all("department")), "countries": sent.one("countries")}
    if source and "file" in sent.files:
        typed["cycle"] = WRITTEN
    is_tried = sent.one("do") == "try"
    try:
        terms = await _terms(front, typed, source, by)
        recurring = Recurring(front.archive, front.client)
        tried = By(by.person, by.at, by.reason or "tried") if is_tried else by
        await recurring.settle(terms, tried, is_dry=is_tried)
    except TermsRefused as refusal:
        return await _screen(request, typed, source, wrong=list(refusal.problems))
    except (ProcessNotUsable, RecurrencesAlike, StartsInThePast, SayWhy) as refusal:
        return await _screen(request, typed, source, wrong=[(_field(refusal), f"{refusal}")])
    name = recurrence_id(front.archive.organisation, terms.key)
    if not is_tried:
        return see_other(f"/hr/recurring/{name}")
    stands = Recurrence(id=name, terms=terms, since=by.at)
    return await _screen(
        request, typed, source, coming=await foreseen(front.archive, stands, by.at), terms=terms
    )


async def _terms(front: Front, typed: dict[str, str], source: str, by: By) -> Terms:
    people = await everybody(front.archive.readers, front.archive.organisation)
    definition, origin = await _process(front, typed["cycle"], source)
    wanted = Wanted(
        **{name: typed[name] for name in TEXTS},
        departments=tuple(each for each in typed["departments"].split("\n") if each),
        countries=tuple(typed["countries"].replace(",", " ").split()),
        definition=definition,
        origin=origin,
    )
    return terms_of(wanted, people, by.at)


async def _process(front: Front, chosen: str, source: str) -> Process | tuple[None, str]:
    kind, _, name = chosen.partition(":")
    match kind:
        case "template":
            return from_template(name)
        case "cycle":
            return await from_cycle(front.archive, name)
        case "written" if source:
            return from_source(source, "a file")
        case _:
            return None, ""


def _source(sent: Posted) -> str:
    """Give the process as it is written: from a file that was sent, or as it was shown."""
    upload = sent.files.get("file")
    if upload is None or not upload.content:
        return sent.one("source")
    words = upload.content[: LARGEST_FILE + 1].decode("utf-8-sig", errors="replace")
    return words.replace("\r\n", "\n")


async def _screen(
    request: Request,
    typed: dict[str, str],
    source: str = "",
    wrong: Wrong | None = None,
    coming: Foreseen | None = None,
    terms: Terms | None = None,
) -> Response:
    front = front_of(request)
    archive = front.archive
    people = await everybody(archive.readers, archive.organisation)
    cycles = await all_cycles(archive.readers, archive.organisation)
    processes = [(f"template:{name}", f"Template: {name}") for name in template_names()]
    processes += [(f"cycle:{each.key}", f"As launched: {each.title}") for each in cycles]
    if source:
        processes.insert(0, (WRITTEN, "As written below"))
    return await page(
        request,
        "console/recurring_form.html.j2",
        status=REFUSED if wrong else 200,
        typed=typed,
        source=source,
        wrong=wrong or [],
        coming=coming,
        terms=terms,
        processes=processes,
        departments=sorted({each.department for each in people.values()}),
        chosen=typed.get("departments", "").split("\n"),
    )


def _field(refusal: Exception) -> str:
    match refusal:
        case SayWhy():
            return "reason"
        case StartsInThePast():
            return "starts"
        case RecurrencesAlike():
            return "key"
        case _:
            return "cycle"


def _as_typed(terms: Terms, people: Organisation) -> dict[str, str]:
    rhythm, owner = terms.rhythm, people.get(terms.hr_owner)
    typed = {
        "key": terms.key,
        "title": terms.title,
        "cycle_key": terms.cycle_key,
        "cycle": WRITTEN,
        "at": f"{terms.at:%H:%M}",
        "zone": terms.zone,
        "country": terms.country or "",
        "day_off": terms.day_off.value,
        "late_days": f"{terms.late_days}",
        "overlap": terms.overlap.value,
        "hr_owner": owner.employee_number if owner else "",
        "departments": "\n".join(terms.whom.departments),
        "countries": " ".join(terms.whom.countries),
    }
    match rhythm:
        case ByCalendar():
            return typed | {"every": rhythm.every.value, "starts": f"{rhythm.starts}"}
        case AfterHire():
            after = f"{rhythm.months} months" if rhythm.months else f"{rhythm.days} days"
            told = {"every": AFTER_HIRE, "after": after, "gathered": rhythm.gathered.value}
            return typed | told
