"""The copy of everything held about a person as files: for programs, and for reading."""

import json
import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from domain.access.copy import Held, Part, SubjectCopy
from domain.errors import ReviewError
from gateway.site.pages import drawn

TITLES: Final = {
    Part.PERSON: "What the directory learned of you and of whoever has you as manager",
    Part.OWN_REVIEWS: "Your reviews",
    Part.REVIEWS_OF_OTHERS: "Reviews of others in which you have a part",
    Part.OBJECTIVES: "Objectives of the organisation that are yours",
    Part.FEEDBACK: "Feedback you got and gave",
    Part.ACTIONS: "Actions",
    Part.PLANS: "Development plans",
    Part.CALIBRATION: "Calibration",
    Part.MESSAGES: "Messages to you",
    Part.CYCLES: "Cycles",
    Part.KEEPING: "Holds",
}
_ZIPPED_AT: Final = (1980, 1, 1, 0, 0, 0)
_PRIVATE: Final = 0o600

README: Final = """Everything Perennial holds about one person, as far as it is open to them.

copy.html    to be read and printed
copy.json    the same for programs
schema.json  JSON Schema of copy.json

In copy.json, "held" lists every fact that is held and open: when, what kind, what happened in a
sentence, as what the person stands in it, days and numbers, and what was written. "heard" is
what colleagues said without a name, put together so that nobody can be told apart. "withheld" names
what is held and not open, or not yet, each with the reason. "besides" lists what lies beside the
facts: sessions, links, tokens, drafts, messages, who saw what by their role. "keeping" says how
long it is kept and why. Kinds of facts are described in docs/reference/events.md of Perennial.
"""


class PlaceTaken(ReviewError):
    """There is something in that place already; name a new folder or file."""

    code: ClassVar[str] = "place_taken"


def subject_files(copy: SubjectCopy, zone: str) -> dict[str, bytes]:
    """Give the files of a copy by name: for reading, for programs, and what they mean."""
    return {
        "README.txt": README.encode(),
        "copy.html": subject_page(copy, zone).encode(),
        "copy.json": copy.model_dump_json(indent=1).encode(),
        "schema.json": json.dumps(SubjectCopy.model_json_schema(), indent=1).encode(),
    }


def subject_page(copy: SubjectCopy, zone: str) -> str:
    """Draw the copy as a page that stands alone: no picture, font or script from anywhere."""
    name = str(copy.record.get("display_full_name", "you"))
    parts = [(part.value, TITLES[part], _of(copy, part)) for part in Part]
    shown = [(part, title, facts) for part, title, facts in parts if facts]
    return drawn(
        "packet/subject.html.j2",
        {"copy": copy, "name": name, "parts": shown, "zone": ZoneInfo(zone)},
    )


def write_subject_files(files: dict[str, bytes], place: Path) -> None:
    """Write files into a new folder, or into a zip where the name says so; only we may read it.

    Raises:
        PlaceTaken: something is there already, or it cannot be written.
    """
    try:
        if place.suffix.lower() == ".zip":
            _write_one(place, _zipped(files))
            return
        place.mkdir(mode=0o700)
        for name, content in files.items():
            _write_one(place / name, content)
    except FileExistsError:
        raise PlaceTaken(f"{place} is there already; name a new folder or file.") from None
    except OSError as failure:
        raise PlaceTaken(f"{place} cannot be written: {failure.strerror}.") from None


def _of(copy: SubjectCopy, part: Part) -> list[Held]:
    found = [each for each in (*copy.held, *copy.heard) if each.part is part]
    return sorted(found, key=lambda each: each.at)


def _write_one(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _zipped(files: dict[str, bytes]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIPPED_AT), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
