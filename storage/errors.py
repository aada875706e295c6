"""What the log, the keys and the vault refuse."""

from typing import ClassVar

from domain.errors import ReviewError


class DatabaseNotMigrated(ReviewError):
    """The database is not up to date. Run `perennial db migrate`."""

    code: ClassVar[str] = "database_not_migrated"


class MigrationChanged(ReviewError):
    """A migration was changed after it ran. Bring back its file as it was."""

    code: ClassVar[str] = "migration_changed"


class EventNotStorable(ReviewError):
    """This fact cannot be stored: its data or its meta is not a JSON object the log can keep."""

    code: ClassVar[str] = "event_not_storable"


class LogOutOfReach(ReviewError):
    """The log could not be reached. Whether the facts were stored is unknown; try again."""

    code: ClassVar[str] = "log_out_of_reach"


class LogHasGap(ReviewError):
    """A fact is missing from the log. Nothing goes past it until the log is whole again."""

    code: ClassVar[str] = "log_has_gap"


class MasterKeyUnusable(ReviewError):
    """The master key cannot be used."""

    code: ClassVar[str] = "master_key_unusable"


class KeysAreElsewhere(ReviewError):
    """The keys lie in a database of their own. Name it in PERENNIAL_KEYS_URL."""

    code: ClassVar[str] = "keys_are_elsewhere"


class KeysNotMoved(ReviewError):
    """The keys still lie beside the log. Run `perennial keys move`, or unset PERENNIAL_KEYS_URL."""

    code: ClassVar[str] = "keys_not_moved"


class KeysMissing(ReviewError):
    """The database in PERENNIAL_KEYS_URL has no keys, but the log has facts. Name the right one."""

    code: ClassVar[str] = "keys_missing"


class KeysPlaceUnfit(ReviewError):
    """The keys cannot be moved to this database."""

    code: ClassVar[str] = "keys_place_unfit"


class RotationUnderWay(ReviewError):
    """Somebody else is changing the master keys. Try again when they are done."""

    code: ClassVar[str] = "rotation_under_way"


class MasterKeyStillNeeded(ReviewError):
    """This master key still wraps keys. Run `perennial keys rotate` to its end first."""

    code: ClassVar[str] = "master_key_still_needed"


class SubjectWasErased(ReviewError):
    """This person was erased: nothing confidential can be written about them any more."""

    code: ClassVar[str] = "subject_was_erased"


class SealBroken(ReviewError):
    """A sealed part does not open: it was changed, or belongs to another event."""

    code: ClassVar[str] = "seal_broken"


class ContentAlreadyStaged(ReviewError):
    """Other words were already handed in under this submission. Submit the change anew."""

    code: ClassVar[str] = "content_already_staged"


class ContentNotStorable(ReviewError):
    """These words contain a character or a number that cannot be written down."""

    code: ClassVar[str] = "content_not_storable"


class ContentNotFound(ReviewError):
    """The words of this submission are not in the vault, or were erased."""

    code: ClassVar[str] = "content_not_found"


class ContentChanged(ReviewError):
    """The words in the vault are not the ones that were submitted."""

    code: ClassVar[str] = "content_changed"


class LogOfAnotherOrganisation(ReviewError):
    """This database keeps the log of another organisation. Nothing was read or changed."""

    code: ClassVar[str] = "log_of_another_organisation"


class WallsNotBuilt(ReviewError):
    """The database of an organisation could not be made, or not be shut to others."""

    code: ClassVar[str] = "walls_not_built"


class DatabaseOutOfReach(ReviewError):
    """The database of an organisation cannot be come into."""

    code: ClassVar[str] = "database_out_of_reach"
