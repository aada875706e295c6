"""The page on the Temporal UI tells what there is, and what it leads to is there."""

import re
from pathlib import Path

import pytest

from activities.in_clear import Clear
from activities.search_attributes import SEARCH_ATTRIBUTES
from domain.process_state import ProcessState
from tests.architecture.documentation import ROOT
from workflows import details
from workflows.sentences import SENTENCES

PAGE = (ROOT / "docs/operations/what-the-ui-shows.md").read_text()
SOURCES = sorted((ROOT / "workflows").glob("*.py"))
HANDLER = re.compile(r"@workflow\.(?:update|signal|query)\((?P<told>.*)\)")
DESCRIBED = re.compile(r'name=(?P<name>"\w+"|[A-Z_]+), description=SENTENCES\[(?P=name)\]')


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_whatever_a_process_can_be_asked_or_told_says_a_sentence(source: Path) -> None:
    told = [found["told"] for found in HANDLER.finditer(source.read_text())]
    assert [each for each in told if not DESCRIBED.fullmatch(each)] == []


def test_the_page_on_the_ui_has_every_sentence_and_every_word() -> None:
    assert {
        name for name, said in SENTENCES.items() if f"| `{name}` | {said} |" not in PAGE
    } == set()
    cells = re.split(r"[,;|:.]", PAGE.replace("\n", " "))
    words = {cell.strip() for cell in cells}
    assert {word.value for word in Clear if word.value.rstrip(".") not in words} == set()


def test_the_page_on_the_ui_has_every_search_attribute_and_every_state() -> None:
    for name, kind in SEARCH_ATTRIBUTES.items():
        assert f"| `{name}` | {kind} |" in PAGE
    assert [state for state in ProcessState if f"| `{state}` |" not in PAGE] == []


def test_the_console_has_every_page_that_a_process_leads_to() -> None:
    pages = {value for name, value in vars(details).items() if name.endswith("_PAGE")}
    sources = "".join(file.read_text() for file in (ROOT / "gateway").rglob("*.py"))
    paths = re.findall(r'@router\.get\("([^"]+)"', sources)
    known = {re.sub(r"\{\w+\}", "{}", path) for path in paths}
    assert pages
    assert pages - known == set()
