"""`perennial people import`, run as HR runs it."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.invented_people import file_of, line
from workers.embedded.ports import settle_ports

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample" / "people.csv"
PORTS = (
    *("POSTGRES_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "TEMPORAL_METRICS_PORT"),
    *("SMTP_PORT", "SITE_PORT"),
)

Import = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def import_people(tmp_path: Path) -> Import:
    """Run the command in a home of this test's own; exit code, output and complaints."""
    ports, _ = settle_ports(dict.fromkeys(PORTS, 0))
    ours = {f"PERENNIAL_{name}": str(port) for name, port in ports.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PERENNIAL_")}
    surroundings = {**kept, **ours, "PERENNIAL_HOME": str(tmp_path / "home"), "COLUMNS": "100"}
    program = Path(sys.executable).parent / "perennial"

    async def run(*words: str | Path) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            program, "people", "import", *words, env=surroundings, stdin=DEVNULL, stdout=PIPE,
            stderr=PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    return run


async def counted(import_people: Import, *words: str | Path) -> dict[str, object]:
    code, out, err = await import_people(*words, "--json")
    assert (code, err) == (0, "")
    answer: dict[str, object] = json.loads(out)
    return {name: answer[name] for name in ("rows", "joined", "changed", "unchanged", "recorded")}


async def test_a_file_is_imported_once_and_then_only_what_has_changed(
    import_people: Import, tmp_path: Path
) -> None:
    everybody = {"rows": 120, "joined": 120, "changed": 0, "unchanged": 0}
    assert await counted(import_people, SAMPLE, "--dry-run") == everybody | {"recorded": False}
    assert await counted(import_people, SAMPLE) == everybody | {"recorded": True}
    nothing = {"rows": 120, "joined": 0, "changed": 0, "unchanged": 120, "recorded": False}
    assert await counted(import_people, SAMPLE) == nothing
    changed = tmp_path / "changed.csv"
    changed.write_text(SAMPLE.read_text("utf-8").replace("Optical Technician", "Optician"))
    one = {"changed": 1, "unchanged": 119, "recorded": True}
    assert await counted(import_people, changed) == nothing | one


async def test_a_file_with_problems_is_told_by_line_and_nothing_is_recorded(
    import_people: Import, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(file_of([line("1"), line("2", "9"), line("3", "1", time_zone="berlin")]))
    code, out, err = await import_people(file, "--json")
    problems = [(one["line"], one["column"]) for one in json.loads(out)["problems"]]
    assert (code, err, problems) == (1, "", [(3, "manager_id"), (4, "time_zone")])
    file.write_bytes(file_of([line("1"), line("2", "1")]))
    expected = {"rows": 2, "joined": 2, "changed": 0, "unchanged": 0, "recorded": True}
    assert await counted(import_people, file) == expected


async def test_problems_are_shown_as_a_table(import_people: Import, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(file_of([line("1", "1")]))
    code, out, _ = await import_people(file)
    assert code == 1
    assert "own manager" in out
    assert "1 row read" in out
    assert "nothing was recorded" in out


async def test_a_file_that_is_not_there_is_answered_in_one_sentence(
    import_people: Import, tmp_path: Path
) -> None:
    code, out, err = await import_people(tmp_path / "nobody.csv")
    assert (code, out) == (1, "")
    assert err.rstrip().endswith("cannot be read: No such file or directory.")
    assert not (tmp_path / "home").exists()
