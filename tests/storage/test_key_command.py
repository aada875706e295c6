"""A key service is asked through a program; what it must not answer is refused."""

import sys
from pathlib import Path
from uuid import uuid4

import pytest

from storage.errors import MasterKeyUnusable
from storage.key_command import KeyCommand
from tests.storage.key_program import __file__ as program_file

SECRET = "5a" * 32


def said_by(folder: Path, python: str) -> str:
    """A command that runs these lines."""
    program = folder / "program.py"
    program.write_text(python)
    return f"{sys.executable} '{program}'"


@pytest.mark.parametrize(
    "python,why",
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("import sys; sys.exit('AccessDenied: no such key')", "AccessDenied"),
        ("print('key 7')", "no JSON"),
        ("print('[]')", "no JSON object"),
        ("print('{}')", "names no key"),
        ('print(\'{"id": "two words"}\')', "names no key"),
    ],
)
def test_a_program_that_answers_something_else_is_refused(
    tmp_path: Path, python: str, why: str
) -> None:
    with pytest.raises(MasterKeyUnusable, match=why):
        KeyCommand.identified(said_by(tmp_path, python))


@pytest.mark.parametrize("command", ["", "'", "/no/such/program"])
def test_a_command_that_cannot_be_run_is_refused(command: str) -> None:
    with pytest.raises(MasterKeyUnusable, match="PERENNIAL_MASTER_KEY_COMMAND"):
        KeyCommand.identified(command)


@pytest.mark.parametrize(
    "keys",
    ['"x"', "[]", '[{"subject": "x", "wrapped": "AAAA"}]', '[{"wrapped": "AAAA"}]', "[7]"],
)
async def test_an_answer_for_other_people_is_refused(tmp_path: Path, keys: str) -> None:
    python = f'print(\'{{"id": "k", "keys": {keys}}}\')'
    service = KeyCommand.identified(said_by(tmp_path, python))
    with pytest.raises(MasterKeyUnusable, match="it answered"):
        await service.wrap_many([(uuid4(), b"k" * 32)])


async def test_what_it_wrapped_opens_for_its_person_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(program_file).parents[2]))
    (kept := tmp_path / "kept").write_text(f"kms/1 {SECRET}")
    service = KeyCommand.identified(f"{sys.executable} '{program_file}' '{kept}'")
    people = [uuid4() for _ in range(3)]
    keys = [bytes([n]) * 32 for n in range(3)]
    wrapped = await service.wrap_many(list(zip(people, keys, strict=True)))
    assert await service.unwrap_many(list(zip(people, wrapped, strict=True))) == keys
    with pytest.raises(MasterKeyUnusable, match="exit code"):
        await service.unwrap_many([(uuid4(), wrapped[0])])
