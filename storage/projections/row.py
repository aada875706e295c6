"""A row of a read model while a page is folded."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

Position = Annotated[int, "bigint"]
Json = Annotated[str, "jsonb"]


@dataclass(slots=True, kw_only=True, eq=False)
class Row:
    """A row in memory: whether the table has it already, and whether it differs from the table."""

    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]

    is_stored: bool = False
    is_touched: bool = False
