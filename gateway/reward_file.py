"""A reward export as a file, for its owner alone: CSV for spreadsheets, JSON for programs."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

from pydantic import ValidationError

from domain.errors import ReviewError
from domain.rewards.export import Manifest, RewardExport
from domain.rewards.line import ApartLine, RewardLine
from storage.whole_file import put_file

COLUMNS: Final = tuple(RewardLine.model_fields)

_STARTS_A_FORMULA: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_AS_TEXT: Final = "'"


class UnknownFileKind(ReviewError):
    """Name a file that ends in .csv or .json."""

    code: ClassVar[str] = "unknown_file_kind"


class RewardFileNotWritten(ReviewError):
    """The export could not be written."""

    code: ClassVar[str] = "reward_file_not_written"


class RewardFileUnreadable(ReviewError):
    """This is not a reward export."""

    code: ClassVar[str] = "reward_file_unreadable"


def write_export(export: RewardExport, path: Path) -> tuple[Path, ...]:
    """Write an export, readable by its owner alone; give the files that were written.

    A CSV file holds the lines; its manifest, with those listed apart, stands in a file beside it.
    What stood there before is replaced as a whole or not at all.

    Raises:
        UnknownFileKind: the name ends neither in .csv nor in .json.
        RewardFileNotWritten: the folder is not there, or cannot be written to.
    """
    match path.suffix.lower():
        case ".json":
            texts = {path: f"{export.model_dump_json(indent=2)}\n"}
        case ".csv":
            beside = export.model_dump(mode="json", exclude={"lines"})
            head = json.dumps(beside, ensure_ascii=False, indent=2)
            texts = {path: f"\ufeff{_csv(export.lines)}", manifest_of(path): f"{head}\n"}
        case _:
            raise UnknownFileKind
    try:
        for each, text in texts.items():
            put_file(each, text)
    except OSError as failure:
        raise RewardFileNotWritten(f"{path} could not be written: {failure.strerror}.") from None
    return tuple(texts)


def read_export(path: Path) -> RewardExport:
    """Read an export back, whichever of the two kinds it is.

    Raises:
        UnknownFileKind: the name ends neither in .csv nor in .json.
        RewardFileUnreadable: it is not an export, or the manifest beside a CSV file is missing.
    """
    try:
        match path.suffix.lower():
            case ".json":
                return RewardExport.model_validate_json(path.read_bytes())
            case ".csv":
                head = json.loads(manifest_of(path).read_bytes())
                return RewardExport(
                    manifest=Manifest.model_validate(head["manifest"]),
                    lines=tuple(_lines(path)),
                    apart=tuple(ApartLine.model_validate(each) for each in head["apart"]),
                )
            case _:
                raise UnknownFileKind
    except OSError as failure:
        raise RewardFileUnreadable(
            f"{failure.filename} cannot be read: {failure.strerror}."
        ) from None
    except (ValueError, KeyError, TypeError) as failure:
        raise RewardFileUnreadable(f"{path} is not a reward export: {_why(failure)}.") from None


def manifest_of(path: Path) -> Path:
    """Give the file beside a CSV export that holds its manifest."""
    return path.with_name(f"{path.name}.manifest.json")


def harmless(cell: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula; `plain` reads it back."""
    is_formula = cell.lstrip(" ").startswith(_STARTS_A_FORMULA) or cell.startswith(_AS_TEXT)
    return f"{_AS_TEXT}{cell}" if is_formula else cell


def plain(cell: str) -> str:
    """Give back what `harmless` was given."""
    return cell.removeprefix(_AS_TEXT)


def _csv(lines: Iterable[RewardLine]) -> str:
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writeheader()
    for line in lines:
        cells = line.model_dump(mode="json").items()
        rows.writerow({name: harmless("" if cell is None else str(cell)) for name, cell in cells})
    return text.getvalue()


def _lines(path: Path) -> Iterable[RewardLine]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        head = text.readline()
        text.seek(0)
        rows = csv.DictReader(text, delimiter=";" if head.count(";") > head.count(",") else ",")
        for row in rows:
            try:
                yield RewardLine.model_validate({n: plain(cell or "") for n, cell in row.items()})
            except (ValidationError, AttributeError) as failure:
                sentence = f"line {rows.line_num} cannot be read ({_why(failure)})"
                raise ValueError(sentence) from None


def _why(failure: Exception) -> str:
    if isinstance(failure, ValidationError):
        places = (".".join(map(str, error["loc"])) for error in failure.errors())
        return f"what stands in {', '.join(dict.fromkeys(places)) or 'it'} is not expected there"
    if isinstance(failure, KeyError):
        return f"{failure} is missing"
    return str(failure) if type(failure) is ValueError else "its text cannot be understood"
