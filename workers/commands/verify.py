"""`perennial verify`: Temporal, the log and the read models, compared with one another."""

from typing import Annotated

import typer

from activities.verifying.verified import verified
from workers.embedded.stack import reach_servers
from workers.office import open_office
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json

Sample = Annotated[
    int | None,
    typer.Option(
        "--sample",
        min=1,
        help="Ask so many workflows where they stand and fold so many streams, not all.",
    ),
]
IsQuick = Annotated[
    bool,
    typer.Option("--quick", help="Look at what runs and at gaps alone; read nothing in full."),
]


async def verify_everything(
    *, sample: Sample = None, quick: IsQuick = False, as_json: AsJson = False
) -> None:
    """Compare Temporal, the log and the read models, and name every difference.

    Says of each what mends it, and changes nothing. The exit code is 1 when something differs.

    Example: perennial verify --quick
    """
    async with reach_servers(load_settings()) as servers, open_office(servers) as office:
        found = await verified(
            office.archive,
            office.client,
            servers.postgres_url,
            sample=sample,
            is_quick=quick,
        )
    if as_json:
        say_json(found.told())
    else:
        for sentence in found.sentences():
            console.print(sentence, markup=False, soft_wrap=True)
    if not found.is_well:
        raise typer.Exit(1)
