"""Files, rooms and processes that the documentation names are there."""

import re
from pathlib import Path

import pytest

from tests.architecture.documentation import DOCS, GUIDE, ROOT, pages, table_rows, text_of

ROOMS = "domain|storage|activities|workflows|gateway|workers|tests"
FILE = re.compile(rf"`((?:{ROOMS})/[\w/.*-]+)`")
NUMBERS = {"Four": 4, "Five": 5, "Six": 6, "Seven": 7}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    assert [name for name in FILE.findall(text_of(page)) if not any(ROOT.glob(name))] == []


def test_developers_find_every_room_of_the_domain_that_they_are_told_of() -> None:
    section = text_of(GUIDE / "developers.md").partition("| in `domain/` |")[2].partition("\n\n")[0]
    told = [name for row in table_rows(section) for name in re.findall(r"`([\w.]+)`", row[0])]
    assert len(told) > 10
    assert [name for name in told if not (ROOT / "domain" / name).exists()] == []


def test_the_architecture_counts_the_processes_there_are() -> None:
    text = text_of(DOCS / "architecture.md")
    count, listed = re.findall(r"(\w+) durable processes: ([\w, ]+)\.", text)[0]
    workflows = "".join(text_of(each) for each in (ROOT / "workflows").glob("*.py"))
    assert NUMBERS[count] == len(listed.split(", ")) == workflows.count("@workflow.defn")
