"""Links lead somewhere, commands in the text are ones the program understands."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.exceptions import TyperException

from tests.architecture.documentation import (
    DOCS,
    ROOT,
    anchors_of,
    command_line,
    commands_in,
    pages,
    prose_of,
    shell_blocks,
    text_of,
)
from workers.cli import COMMANDS, GROUPS, about

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
IN_TEXT = re.compile(r"`perennial ([a-z][^`]*)`")
SVG = "{http://www.w3.org/2000/svg}"
LARGEST_PICTURE = 150 * 1024


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(prose_of(page)):
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_command_in_a_block_is_understood(page: Path) -> None:
    for block in shell_blocks(text_of(page)):
        for words in commands_in(block):
            assert refusal_of(words) is None, words


def refusal_of(words: list[str]) -> str | None:
    """Why the command line does not understand these words; None when it does."""
    found = command_line()
    left, _ = about(list(words))
    while left and left[0] in getattr(found, "commands", {}):
        found = found.commands[left.pop(0)]
    if getattr(found, "commands", None):
        return "no such command"
    try:
        found.make_context("perennial", left)
    except TyperException as refusal:
        return refusal.format_message()
    return None


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    assert refusal_of(["status", "annual-2026", "--groups"]) is None
    assert refusal_of(["promote", "1042"]) == "no such command"
    assert "No such option" in str(refusal_of(["status", "--louder"]))
    assert refusal_of(["submit", "1042"]) is not None
    piped = list(commands_in("echo x | perennial submit 1 talk --answers - > out && ls"))
    assert piped == [["submit", "1", "talk", "--answers", "-"]]


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_command_in_a_sentence_exists(page: Path) -> None:
    known = {*COMMANDS, *GROUPS}
    unknown = [
        told
        for told in IN_TEXT.findall(prose_of(page))
        if not {" ".join(told.split()[:count]) for count in (1, 2)} & known
    ]
    assert unknown == []


def test_every_decision_has_its_number_and_its_three_parts() -> None:
    decisions = sorted((DOCS / "adr").glob("*.md"))
    numbers = [int(page.name[:4]) for page in decisions]
    assert len(set(numbers)) == len(numbers) > 0
    for page, number in zip(decisions, numbers, strict=True):
        assert text_of(page).startswith(f"# {number}. ")
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text_of(page), page.name


@pytest.mark.parametrize("picture", sorted((DOCS / "images").glob("*.svg")), ids=named)
def test_every_picture_says_what_it_shows(picture: Path) -> None:
    drawing = ET.parse(picture).getroot()  # noqa: S314 - a file of ours
    assert drawing.get("role") == "img"
    said = [drawing.find(f"{SVG}{part}") for part in ("title", "desc")]
    assert all(part is not None and part.text for part in said)


@pytest.mark.parametrize("picture", sorted((DOCS / "images").glob("*.png")), ids=named)
def test_every_picture_of_a_page_stands_in_a_guide_and_is_quick_to_load(picture: Path) -> None:
    shown = [page for page in pages() if picture.resolve() in pictures_in(page)]
    assert shown
    assert picture.stat().st_size <= LARGEST_PICTURE


def pictures_in(page: Path) -> set[Path]:
    """The pictures that a page shows."""
    return {(page.parent / link).resolve() for link in LINK.findall(prose_of(page))}


def pages_linked_in(page: Path) -> set[Path]:
    """The pages that somebody who reads this one can go on to."""
    places = (link.partition("#")[0] for link in LINK.findall(prose_of(page)))
    targets = {(page.parent / place).resolve() for place in places if place.endswith(".md")}
    return {target for target in targets if target.is_file()}


def test_every_page_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    ahead = {ROOT / "README.md"}
    while ahead:
        reached |= ahead
        ahead = {target for page in ahead for target in pages_linked_in(page)} - reached
    decisions = set((DOCS / "adr").glob("*.md"))
    assert set(pages()) - decisions - reached == set()
