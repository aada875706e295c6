"""What an operator sees of a process that runs: details, which are free, and three attributes.

The attributes cost an action each time, so they follow only what an operator filters by. A process
that was started without them, by earlier code, goes without them until its next run.
"""

from collections.abc import Callable, Sequence
from typing import Final

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from temporalio.common import TypedSearchAttributes

    from activities.search_attributes import anew, changed_to, shown_by
    from domain.process_state import Shown

CONSOLE: Final = "console"
"""By this name a worker tells its workflows where people find the console."""


class Sight:
    """What was shown of a process last, and what is shown of it next."""

    def __init__(self) -> None:
        """Begin with what the process was started with."""
        self._seen = shown_by(workflow.info().typed_search_attributes)

    @property
    def is_shown(self) -> bool:
        """Whether this run was started with a state that everybody sees."""
        return self._seen is not None

    @property
    def seen(self) -> Shown | None:
        """What everybody sees, None of a process of earlier code."""
        return self._seen

    def show(self, shown: Shown) -> None:
        """Have everybody see how it stands, if that is news: all three in one action."""
        if self._seen is None or not shown.is_news_after(self._seen):
            return
        self._seen = shown
        workflow.upsert_search_attributes(changed_to(shown))


def shown_anew(shown: Shown) -> TypedSearchAttributes:
    """Give what the next run starts with: as this one did, and as it stands; that is free."""
    return anew(workflow.info().typed_search_attributes, shown)


def detail(lines: Sequence[str]) -> None:
    """Let an operator read these lines; the last of them is the page of the console."""
    *said, page = lines
    workflow.set_current_details("\n".join([*said, f"Console: {_address()}{page}"]))


def _address() -> str:
    """Give where the console is found, as far as the worker knows: pages begin with a slash."""
    tell: Callable[[], str] = workflow.extern_functions().get(CONSOLE, str)
    return tell()
