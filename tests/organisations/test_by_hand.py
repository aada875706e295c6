"""Operators take organisations in and look at them; a command is about the one that is named."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from tests.organisations.conftest import TwoHouses, ground_of, url_of
from workers.cli import MISUSED, REFUSED, run
from workers.organisations.adding import OrganisationWithoutName, Wanted, add
from workers.organisations.chosen import settings_of


def said(capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401 - JSON of any shape
    return json.loads(capsys.readouterr().out)


def test_the_list_says_how_everybody_stands(
    at_home: TwoHouses, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["organisation", "list", "--json"]) == 0
    acme, beta = said(capsys)
    assert (acme["name"], beta["name"]) == ("acme", "beta")
    assert set(acme["parts"]) == {"database", "tables", "walls", "keys", "namespace"}
    assert {*acme["parts"].values(), *beta["parts"].values()} == {"well"}


def test_the_list_says_what_an_organisation_lacks(
    at_home: TwoHouses, capsys: pytest.CaptureFixture[str]
) -> None:
    key = at_home.both[0].codec_key_path
    aside = key.rename(key.with_name("aside"))
    try:
        assert run(["organisation", "list"]) == REFUSED
    finally:
        aside.rename(key)
    told = capsys.readouterr().out
    assert "codec.keys is not there" in told
    assert told.count("well") == 1


def test_taking_in_again_changes_nothing(
    at_home: TwoHouses, capsys: pytest.CaptureFixture[str]
) -> None:
    before = at_home.installation.register_path.read_bytes()
    assert run(["organisation", "add", "acme", "--json"]) == 0
    assert said(capsys)["made"] == []
    other = ["--base-url", "https://other.example"]
    assert run(["organisation", "add", "acme", *other]) == REFUSED
    assert "is in the register with the base_url" in capsys.readouterr().err
    assert at_home.installation.register_path.read_bytes() == before


def test_a_dry_run_makes_nothing(at_home: TwoHouses, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["organisation", "add", "gamma", "--dry-run", "--json"]) == 0
    told = said(capsys)
    assert told["made"] == ["database", "tables", "keys", "namespace", "register"]
    assert not (at_home.installation.home / "organisations" / "gamma").exists()
    assert run(["organisation", "remove", "acme", "--dry-run", "--json"]) == 0
    assert said(capsys)["dry_run"] is True
    assert [each.entry.name for each in at_home.added] == ["acme", "beta"]


@pytest.mark.parametrize("name", ["Acme", "acme gmbh", "../acme", "9lives", "a" * 41, "acme.x"])
def test_a_name_that_is_none_is_refused(
    at_home: TwoHouses, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(["organisation", "add", name]) == REFUSED
    assert "is no name for an organisation" in capsys.readouterr().err


def test_what_another_has_is_refused(
    at_home: TwoHouses, capsys: pytest.CaptureFixture[str]
) -> None:
    space = at_home.added[0].entry.namespace
    assert run(["organisation", "add", "delta", "--namespace", space]) == REFUSED
    assert "have the same namespace" in capsys.readouterr().err
    assert run(["organisation", "add", "delta", "--base-url", "http://acme.localhost"]) == REFUSED
    assert "have the same host name" in capsys.readouterr().err
    assert not (at_home.installation.home / "organisations" / "delta").exists()


@pytest.mark.parametrize("words", [["status"], ["keys", "show"], ["token", "list"], ["doctor"]])
def test_of_several_a_command_wants_one_named(
    at_home: TwoHouses, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert run(words) == REFUSED
    assert "There are 2 organisations here" in capsys.readouterr().err
    assert run([*words, "--organisation", "gamma"]) == REFUSED
    assert "No organisation 'gamma'" in capsys.readouterr().err
    assert run([*words, "--organisation"]) == MISUSED
    assert run(["--organisation", "acme", *words, "--organisation=beta"]) == MISUSED


def test_a_command_is_about_the_one_that_is_named(
    at_home: TwoHouses, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    for words in (["--organisation", "acme"], ["--organisation=beta"]):
        assert run(["keys", "show", "--json", *words]) == 0
        shown.append(said(capsys)["masters"][0]["id"])
    assert len(set(shown)) == 2
    monkeypatch.setenv("PERENNIAL_ORGANISATION_NAME", "beta")
    assert run(["keys", "show", "--json"]) == 0
    assert said(capsys)["masters"][0]["id"] == shown[1]


def test_a_backup_of_one_is_not_restored_into_another(
    at_home: TwoHouses, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    assert run(["--organisation", "acme", "backup", str(folder), "--json"]) == 0
    assert run(["--organisation", "acme", "backup", str(folder), "--check"]) == 0
    for check in (["backup", str(folder), "--check"], ["restore", str(folder), "--dry-run"]):
        assert run(["--organisation", "beta", *check]) == REFUSED
    assert "key" in capsys.readouterr().err


async def test_who_has_no_name_yet_is_not_passed_over(houses: TwoHouses, tmp_path: Path) -> None:
    """An installation that holds an organisation takes in no other before that one has a name."""
    server = houses.ground.postgres_url.get_secret_value()
    begun = urlsplit(server)._replace(path=urlsplit(url_of(houses.both[0])).path).geturl()
    update = {"home": tmp_path, "postgres_url": SecretStr(begun)}
    alone = houses.installation.model_copy(update=update)
    with pytest.raises(OrganisationWithoutName, match="organisation adopt"):
        await add(alone, Wanted("acme"), ground_of(alone), dry_run=False)
    assert list(tmp_path.iterdir()) == []


async def test_an_interrupted_beginning_goes_on_where_it_stood(houses: TwoHouses) -> None:
    """Everything is there but the entry: the same organisation is found, not made anew."""
    installation, ground = houses.installation, houses.ground
    wanted = Wanted("late", namespace=f"late-{uuid4().hex[:8]}")
    before = installation.register_path.read_text()
    first = await add(installation, wanted, ground, dry_run=False)
    installation.register_path.write_text(before)
    again = await add(installation, wanted, ground, dry_run=False)
    try:
        assert again.entry == first.entry
        assert [step.what for step in again.steps if not step.was_there] == ["register"]
        settings = settings_of(installation, again.entry)
        await (await asyncpg.connect(url_of(settings))).close()
    finally:
        installation.register_path.write_text(before)
