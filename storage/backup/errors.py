"""What backups and restores refuse."""

from typing import ClassVar

from domain.errors import ReviewError


class ProgramUnfit(ReviewError):
    """pg_dump and pg_restore are missing, or older than the server."""

    code: ClassVar[str] = "program_unfit"


class BackupFailed(ReviewError):
    """The backup could not be made. Nothing was left behind."""

    code: ClassVar[str] = "backup_failed"


class BackupUnusable(ReviewError):
    """This is no backup that could be restored. Nothing was changed."""

    code: ClassVar[str] = "backup_unusable"


class MachineNotEmpty(ReviewError):
    """A backup is restored into an empty database only. Nothing was changed."""

    code: ClassVar[str] = "machine_not_empty"


class RestoreFailed(ReviewError):
    """The backup could not be restored. The database is as it was."""

    code: ClassVar[str] = "restore_failed"
