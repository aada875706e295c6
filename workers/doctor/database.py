"""Looks at PostgreSQL: its version, its migrations, its clock, and whose projector leads there."""

from collections.abc import Iterator

from domain.errors import ReviewError
from storage.surroundings import (
    OLDEST,
    Database,
    DatabaseAway,
    DatabaseUnusable,
    look_at_database,
)
from workers.doctor.clocks import compared
from workers.doctor.finding import Fault, Finding, right, wrong

NAME = "PostgreSQL"
PROJECTOR = "Projector"


async def look_at_postgres(url: str, installation: str = "?") -> list[Finding]:
    """Look at a database, and change nothing; `installation` is ours, as far as it is known."""
    try:
        return list(_judged(await look_at_database(url), installation))
    except DatabaseUnusable as refused:
        mend = "Correct PERENNIAL_POSTGRES_URL, or let this user in."
        return [wrong(NAME, Fault.DATABASE_UNUSABLE, f"PostgreSQL refuses: {refused}.", mend)]
    except DatabaseAway as away:
        seen = f"PostgreSQL does not answer ({away})."
        mend = "Start it, or correct PERENNIAL_POSTGRES_URL."
        return [wrong(NAME, Fault.DATABASE_AWAY, seen, mend)]
    except ReviewError as changed:
        mend = "Run the program that these migrations came with."
        return [wrong(NAME, Fault.DATABASE_UNUSABLE, str(changed), mend)]


def too_old(version: int) -> Finding:
    """Find that PostgreSQL is too old."""
    return wrong(
        NAME,
        Fault.DATABASE_TOO_OLD,
        f"PostgreSQL is of version {version}, and the oldest that will do is {OLDEST}.",
        "Upgrade PostgreSQL, or name another in PERENNIAL_POSTGRES_URL.",
    )


def _judged(database: Database, installation: str) -> Iterator[Finding]:
    if database.is_too_old:
        yield too_old(database.version)
    elif database.missing:
        names = ", ".join(database.missing[:3]) + (", ..." if len(database.missing) > 3 else "")  # noqa: PLR2004 - enough to know which
        yield wrong(
            NAME,
            Fault.DATABASE_NOT_MIGRATED,
            f"{len(database.missing)} migrations did not run yet: {names}.",
            "Run: perennial db migrate",
        )
    elif database.waiting:
        seen = f"version {database.version}; {len(database.waiting)} migrations wait"
        yield right(NAME, f"{seen}: perennial db migrate --after")
    else:
        yield right(NAME, f"version {database.version}, and migrated")
    yield compared(NAME, database.apart, database.uncertain)
    yield _leading(database, installation)


def _leading(database: Database, installation: str) -> Finding:
    leader = database.leader
    if leader is None:
        return right(PROJECTOR, "none leads just now")
    if "?" not in (leader.installation, installation) and leader.installation != installation:
        return wrong(
            PROJECTOR,
            Fault.PROJECTOR_OF_ANOTHER_INSTALLATION,
            "A projector of another installation leads on this database: it wakes the deliveries "
            "of its own Temporal, and no message of this one goes out.",
            "Stop it, or give each installation a database of its own.",
        )
    if not leader.is_of_this_version:
        return wrong(
            PROJECTOR,
            Fault.PROJECTOR_OF_ANOTHER_VERSION,
            "A projector of another version leads, so that the pages show what that one knows.",
            "Finish the upgrade: restart every projector and every site of the older version.",
        )
    return right(PROJECTOR, "one leads, of this version and this installation")
