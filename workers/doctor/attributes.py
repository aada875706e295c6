"""Whether the namespace has our search attributes, each of its type."""

from temporalio.client import Client

from activities.search_attributes import SEARCH_ATTRIBUTES
from workers.doctor.finding import Fault, Finding, right, wrong
from workers.registration import Registration, look

NAME = "Search attributes"
_REGISTER = "perennial ops search-attributes --create"


async def look_at_attributes(client: Client) -> Finding:
    """Compare the search attributes of the namespace with the list in the code."""
    return judged(await look(client))


def judged(found: Registration) -> Finding:
    """Say what is missing or of another type."""
    if found.wrong:
        types = [
            f"{name} is {kind} and should be {SEARCH_ATTRIBUTES[name]}"
            for name, kind in found.wrong.items()
        ]
        return wrong(
            NAME,
            Fault.SEARCH_ATTRIBUTES_WRONG,
            f"Search attributes are of another type: {', '.join(types)}.",
            "Remove them, which loses nothing but their values: temporal operator "
            f"search-attribute remove --name NAME; then: {_REGISTER}",
        )
    if found.missing:
        seen = f"Search attributes are missing: {', '.join(found.missing)}."
        return wrong(NAME, Fault.SEARCH_ATTRIBUTES_WRONG, seen, f"Register them: {_REGISTER}")
    return right(NAME, ", ".join(SEARCH_ATTRIBUTES))
