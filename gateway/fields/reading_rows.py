"""Reads rows of a form: those left empty or taken out are gone, the others have names."""

from collections.abc import Callable, Collection, Iterable, Iterator

from pydantic import JsonValue

from gateway.fields.naming import Sent, below

Parts = dict[str, JsonValue]


def kept_rows(sent: Sent, path: str) -> Iterator[str]:
    """Give the paths of the rows that were not taken out, in order."""
    for place in sent.rows(path):
        row = below(path, place)
        if not sent.word(row, "remove"):
            yield row


def typed(sent: Sent, path: str, parts: Iterable[str]) -> Parts:
    """Give the parts of a row in which something was written, as it was written."""
    found: Parts = {}
    for part in parts:
        written = sent.one(path, part)
        if written.strip():
            found[part] = written
    return found


def named(rows: list[Parts], prefix: str = "", taken: Collection[str] = ()) -> list[JsonValue]:
    """Give rows without an id one that no other has: the prefix, and the next free number."""
    known = {str(row["id"]) for row in rows if row.get("id")} | set(taken)
    found: list[JsonValue] = []
    for row in rows:
        name = row.get("id") or _free(prefix, known)
        known.add(str(name))
        found.append({**row, "id": name})
    return found


def _free(prefix: str, known: Collection[str]) -> str:
    number = 1
    while f"{prefix}{number}" in known:
        number += 1
    return f"{prefix}{number}"


def rows_read(sent: Sent, path: str, read: Callable[[str], Parts]) -> list[Parts]:
    """Read each row; one that holds nothing but an id is left out."""
    found: list[Parts] = []
    for row in kept_rows(sent, path):
        parts = read(row)
        if parts:
            name = sent.word(row, "id")
            found.append({"id": name, **parts} if name else parts)
    return found
