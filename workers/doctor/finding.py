"""What the doctor can find: each fault with its name, and what a process does about it at start."""

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict


class Fault(StrEnum):
    """Everything that can be wrong with the surroundings of a process; see docs/operations."""

    PYTHON_TOO_OLD = "python_too_old"
    PROGRAM_MISSING = "program_missing"
    KEY_UNUSABLE = "key_unusable"
    KEY_OPEN_TO_OTHERS = "key_open_to_others"
    DATABASE_AWAY = "database_away"
    DATABASE_TOO_OLD = "database_too_old"
    DATABASE_NOT_MIGRATED = "database_not_migrated"
    DATABASE_UNUSABLE = "database_unusable"
    PROJECTOR_OF_ANOTHER_VERSION = "projector_of_another_version"
    PROJECTOR_OF_ANOTHER_INSTALLATION = "projector_of_another_installation"
    TEMPORAL_AWAY = "temporal_away"
    TEMPORAL_TOO_OLD = "temporal_too_old"
    TEMPORAL_REFUSES = "temporal_refuses"
    NAMESPACE_MISSING = "namespace_missing"
    SEARCH_ATTRIBUTES_WRONG = "search_attributes_wrong"
    PAYLOAD_KEY_MISSING = "payload_key_missing"
    QUEUE_UNATTENDED = "queue_unattended"
    BUILD_NOT_PROMOTED = "build_not_promoted"
    WORKER_WITHOUT_BUILD = "worker_without_build"
    CLOCKS_APART = "clocks_apart"
    SERVERS_NOT_STARTED = "servers_not_started"


WAITED_FOR: Final = frozenset(
    {
        *(Fault.DATABASE_AWAY, Fault.DATABASE_NOT_MIGRATED, Fault.TEMPORAL_AWAY),
        *(Fault.NAMESPACE_MISSING, Fault.SEARCH_ATTRIBUTES_WRONG),
    }
)
"""What comes right by itself or by another's hand: a process that starts waits for it."""

REFUSED: Final = frozenset(
    {
        *(Fault.KEY_UNUSABLE, Fault.DATABASE_TOO_OLD, Fault.DATABASE_UNUSABLE),
        *(Fault.TEMPORAL_TOO_OLD, Fault.TEMPORAL_REFUSES, Fault.PAYLOAD_KEY_MISSING),
    }
)
"""What no waiting mends, and what a process would do harm with: it does not start."""


USUAL_AT_START: Final = frozenset({Fault.QUEUE_UNATTENDED, Fault.BUILD_NOT_PROMOTED})
"""What is so whenever an installation starts, and is no matter until it stays so."""

HARMLESS: Final = frozenset(
    {
        *(Fault.CLOCKS_APART, Fault.WORKER_WITHOUT_BUILD, Fault.BUILD_NOT_PROMOTED),
        *(Fault.PROJECTOR_OF_ANOTHER_VERSION, Fault.QUEUE_UNATTENDED),
        *(Fault.PROJECTOR_OF_ANOTHER_INSTALLATION, Fault.DATABASE_AWAY, Fault.TEMPORAL_AWAY),
    }
)
"""What is said and takes no process out of service: it still does its work, or those who ask
whether it is ready hear of it anyway, at once and not within a minute."""


class Finding(BaseModel):
    """One thing that was looked at; `mend` is empty when it is right.

    Attributes:
        name: what was looked at.
        fault: what is wrong with it, by the name under which the documentation explains it.
        seen: a sentence, or what was found where it is right.
        mend: a sentence or a command.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    is_right: bool
    seen: str
    mend: str = ""
    fault: Fault | None = None

    @property
    def sentence(self) -> str:
        """Say what is wrong and what mends it, in one line."""
        return f"{self.seen} {self.mend}".strip()


def right(name: str, seen: str) -> Finding:
    """Find that something is as it should be."""
    return Finding(name=name, is_right=True, seen=seen)


def wrong(name: str, fault: Fault, seen: str, mend: str) -> Finding:
    """Find a fault."""
    return Finding(name=name, is_right=False, seen=seen, mend=mend, fault=fault)
