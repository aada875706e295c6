"""The last look at the year that was played: everything compared, and the log audited."""

from activities.verifying.verified import verified
from domain.value import Fact
from workers.auditing import audit_of
from workers.office import Office
from workers.servers import Servers


class Checked(Fact):
    """What `perennial verify` and `perennial audit verify` say of an installation.

    Attributes:
        is_well: Temporal, log and read models agree.
        verified: what the comparison says, in sentences.
        holds: the log is what was recorded.
        audited: what the audit says, in sentences.
    """

    is_well: bool
    verified: tuple[str, ...]
    holds: bool
    audited: tuple[str, ...]


async def checked(office: Office, servers: Servers) -> Checked:
    """Seal the log as it stands, audit it, and compare all that stands on it."""
    audit = await audit_of(servers)
    verification = await verified(office.archive, office.client, servers.postgres_url)
    return Checked(
        is_well=verification.is_well,
        verified=tuple(verification.sentences()),
        holds=audit.holds,
        audited=tuple(audit.sentences()),
    )
