"""Why a rebuild is refused; nothing has been started then."""

from typing import ClassVar

from domain.errors import ReviewError


class ServerNotEmpty(ReviewError):
    """Temporal holds workflows of this organisation already; see `perennial rebuild --missing`."""

    code: ClassVar[str] = "server_not_empty"


class ServerNotReady(ReviewError):
    """Temporal cannot be asked for workflows of an organisation; `perennial doctor` says why."""

    code: ClassVar[str] = "server_not_ready"


class LogIsIncomplete(ReviewError):
    """Facts are missing from the log. Restore it from a backup before anything is rebuilt."""

    code: ClassVar[str] = "log_is_incomplete"
