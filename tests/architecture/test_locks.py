"""The locks install the same bytes on every machine and name no registry."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
REQUIREMENT = re.compile(r"[a-z0-9][a-z0-9-]*==[^ ]+( ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def lines_of(lock: str) -> list[str]:
    return (ROOT / lock).read_text(encoding="utf-8").splitlines()


def packages_in(lock: str) -> dict[str, str]:
    found = [line.split()[0].split("==") for line in lines_of(lock) if REQUIREMENT.fullmatch(line)]
    return {name: version for name, version in found}  # noqa: C416 - pairs, checked by unpacking


def names_wanted(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    return {re.split(r"[\[<>=]", name)[0].replace(".", "-") for name in wanted}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pinned_package_or_one_of_its_hashes(lock: str) -> None:
    assert [
        line for line in lines_of(lock) if not (REQUIREMENT.fullmatch(line) or HASH.fullmatch(line))
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_hash(lock: str) -> None:
    lines = lines_of(lock)
    after_each = [lines[at + 1] for at, line in enumerate(lines) if REQUIREMENT.fullmatch(line)]
    assert len(after_each) > 20
    assert all(HASH.fullmatch(line) for line in after_each)


def test_the_demo_runs_on_the_versions_that_were_tested() -> None:
    assert packages_in(LOCKS[0]).items() <= packages_in(LOCKS[1]).items()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    assert names_wanted("embedded") <= packages_in(LOCKS[0]).keys()
    assert names_wanted("embedded", "dev") <= packages_in(LOCKS[1]).keys()
