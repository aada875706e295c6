"""The columns of a people file: the vocabulary that HR systems share."""

from collections.abc import Sequence

NAME = "display_full_name"
NAME_PARTS = ("first_name", "last_name")
REQUIRED = (
    "employee_number",
    NAME,
    "work_email",
    "manager_id",
    "department",
    "job_title",
    "location",
    "time_zone",
    "start_date",
    "employment_status",
)
OPTIONAL = (
    *NAME_PARTS,
    "job_family",
    "level",
    "country",
    "termination_date",
    "employment_type",
    "language",
    "hr_partner_id",
    "leave_start",
    "leave_end",
)


def column_of(heading: str) -> str:
    """Return the column a heading means: capitals, spaces and hyphens do not matter."""
    return "_".join(heading.replace("-", " ").replace("_", " ").casefold().split())


def is_known(column: str) -> bool:
    """Tell whether the import reads the column."""
    return column in REQUIRED or column in OPTIONAL


def missing(columns: Sequence[str]) -> tuple[str, ...]:
    """List the columns a file cannot do without; a first and a last name make a full name."""
    return tuple(
        column
        for column in REQUIRED
        if column not in columns
        and not (column == NAME and all(part in columns for part in NAME_PARTS))
    )


def repeated(columns: Sequence[str]) -> tuple[str, ...]:
    """List the known columns that a header names more than once."""
    return tuple(dict.fromkeys(one for one in columns if is_known(one) and columns.count(one) > 1))
