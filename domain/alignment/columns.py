"""The columns of a file of objectives."""

from typing import Final

REQUIRED: Final = ("title",)
MEASURING: Final = (
    "measure",
    "unit",
    "baseline",
    "target",
    "direction",
    "stretch",
    "band",
    "levels",
    "milestones",
)
OPTIONAL: Final = (
    "key",
    "owner",
    "parent",
    *MEASURING,
    "start",
    "due",
    "weight",
    "category",
)
LISTS: Final = ("levels", "milestones")
"""Columns that hold several texts: with a bar between them, or as a list of YAML."""


def is_known(column: str) -> bool:
    """Tell whether the column is read."""
    return column in REQUIRED or column in OPTIONAL
