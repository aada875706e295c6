"""The command line as people and scripts meet it: sentences, exit codes, examples, JSON."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path

import pytest

from workers.cli import COMMANDS, GROUPS, run
from workers.embedded.ports import is_free, settle_ports

PORTS = (
    *("POSTGRES_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "TEMPORAL_METRICS_PORT"),
    *("SMTP_PORT", "SITE_PORT"),
)


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a command: a home and ports of this test's own."""
    ports, _ = settle_ports(dict.fromkeys(PORTS, 0))
    ours = {f"PERENNIAL_{name}": str(port) for name, port in ports.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PERENNIAL_")}
    return {**kept, **ours, "PERENNIAL_HOME": str(tmp_path / "home"), "COLUMNS": "100"}


async def start(surroundings: Mapping[str, str], *words: str) -> Process:
    program = Path(sys.executable).parent / "perennial"
    return await asyncio.create_subprocess_exec(
        program,
        *words,
        env=surroundings,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )


async def perennial(surroundings: Mapping[str, str], *words: str) -> tuple[int, str, str]:
    process = await start(surroundings, *words)
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that breaks no line; the help of commands is asked for in this very process."""
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_an_example(
    wide: None, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run([*command.split(), "--help"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert f"Example: perennial {command}" in " ".join(told.out.split())


async def test_the_program_alone_lists_what_it_can_do(surroundings: Mapping[str, str]) -> None:
    code, out, _ = await perennial(surroundings)
    assert code == 0
    assert all(path.split()[0] in out for path in COMMANDS)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_alone_lists_its_commands(
    wide: None, capsys: pytest.CaptureFixture[str], group: str
) -> None:
    run([group])
    told = capsys.readouterr().out
    assert all(path.split()[1] in told for path in COMMANDS if path.startswith(f"{group} "))


@pytest.mark.parametrize("words", [["promote"], ["db", "destroy"], ["up", "--fast"]])
async def test_what_cannot_be_understood_is_answered_in_one_sentence(
    surroundings: Mapping[str, str], words: list[str]
) -> None:
    code, out, err = await perennial(surroundings, *words)
    assert (code, out) == (2, "")
    assert err.startswith("No such ")
    assert len(err.splitlines()) == 1


async def test_a_wrong_setting_is_one_sentence_and_no_traceback(
    surroundings: Mapping[str, str],
) -> None:
    wrong = {**surroundings, "PERENNIAL_POSTGRES_PORT": "five"}
    code, out, err = await perennial(wrong, "doctor")
    assert (code, out) == (1, "")
    assert err.startswith("A setting cannot be read. PERENNIAL_POSTGRES_PORT")
    assert len(err.splitlines()) == 1


async def test_a_database_that_does_not_answer_is_one_sentence(
    surroundings: Mapping[str, str],
) -> None:
    port = surroundings["PERENNIAL_POSTGRES_PORT"]
    gone = {**surroundings, "PERENNIAL_POSTGRES_URL": f"postgresql://u:p@127.0.0.1:{port}/x"}
    code, out, err = await perennial(gone, "db", "migrate")
    assert (code, out) == (1, "")
    assert "perennial doctor" in err
    assert "Traceback" not in err


async def test_debug_shows_where_a_failure_comes_from(surroundings: Mapping[str, str]) -> None:
    wrong = {**surroundings, "PERENNIAL_POSTGRES_PORT": "five"}
    code, _, err = await perennial(wrong, "doctor", "--debug")
    assert code == 1
    assert "Traceback" in err


async def test_the_doctor_finds_a_fresh_machine_well(surroundings: Mapping[str, str]) -> None:
    code, out, err = await perennial(surroundings, "doctor", "--json")
    report = json.loads(out)
    assert (code, report["well"], err) == (0, True, "")
    seen = {finding["name"] for finding in report["findings"]}
    assert {"Python", "Keys", "PostgreSQL", "Temporal", "Namespace", "Search attributes"} <= seen


async def test_the_doctor_says_how_to_mend_what_is_wrong(surroundings: Mapping[str, str]) -> None:
    absent = {**surroundings, "PERENNIAL_MASTER_KEY_FILE": "absent.key"}
    code, out, _ = await perennial(absent, "doctor", "--json")
    wrong = [finding for finding in json.loads(out)["findings"] if not finding["is_right"]]
    assert code == 1
    assert "absent.key is not there" in wrong[0]["seen"]
    assert wrong[0]["mend"]


async def test_a_named_database_is_migrated_once_when_asked(
    surroundings: Mapping[str, str], empty_database: str
) -> None:
    named = {**surroundings, "PERENNIAL_POSTGRES_URL": empty_database}
    code, out, _ = await perennial(named, "db", "migrate", "--json")
    assert code == 0
    assert json.loads(out)["applied"]
    code, out, _ = await perennial(named, "db", "migrate", "--json")
    assert (code, json.loads(out)) == (0, {"applied": []})


async def test_the_doctor_names_a_database_that_lets_nobody_in(
    surroundings: Mapping[str, str], empty_database: str
) -> None:
    wrong = empty_database.replace("perennial:", "perennial:wrong")
    named = {**surroundings, "PERENNIAL_POSTGRES_URL": wrong}
    code, out, _ = await perennial(named, "doctor", "--json")
    report = json.loads(out)
    assert (code, report["well"]) == (1, False)
    assert "password" in report["findings"][-1]["seen"]


async def test_an_embedded_database_needs_no_migrating(surroundings: Mapping[str, str]) -> None:
    code, out, _ = await perennial(surroundings, "db", "migrate", "--json")
    assert (code, json.loads(out)) == (0, {"applied": []})


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
async def test_up_prints_its_links_and_stops_everything_when_asked(
    surroundings: Mapping[str, str], ending: signal.Signals
) -> None:
    process = await start(surroundings, "up", "--json")
    assert process.stdout is not None
    links = json.loads(await process.stdout.readline())["links"]
    assert links["Temporal UI"].startswith("http://127.0.0.1:")
    assert "@127.0.0.1" in links["PostgreSQL"]
    process.send_signal(ending)
    _, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert all(is_free(int(surroundings[f"PERENNIAL_{name}"])) for name in PORTS)


async def test_a_second_up_in_the_same_home_is_refused(surroundings: Mapping[str, str]) -> None:
    first = await start(surroundings, "up", "--json")
    assert first.stdout is not None
    await first.stdout.readline()
    try:
        code, _, err = await perennial(surroundings, "up")
        assert code == 1
        assert f"process {first.pid}" in err
        joined, out, _ = await perennial(surroundings, "db", "migrate", "--json")
        assert (joined, json.loads(out)) == (0, {"applied": []})
    finally:
        first.terminate()
        await first.communicate()
