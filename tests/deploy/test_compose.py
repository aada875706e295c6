"""The installation on one machine: its file is understood, and says what it should."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import compose_spec
import pytest

from tests.deploy.manifests import DEPLOY, Manifest, read, unknown_settings
from workers.cli import COMMANDS

COMPOSE = DEPLOY / "compose"
TEXT = (COMPOSE / "compose.yaml").read_text()
WHOLE = read(COMPOSE / "compose.yaml")[0]
SERVICES: dict[str, Manifest] = WHOLE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"].startswith("perennial:")}


def filled_in(text: str) -> str:
    """Put in what a variable is when it is not set, and a number where it has to be."""
    return re.sub(r"\$\{\w+:([-?])([^}]*)\}", lambda m: m[2] if m[1] == "-" else "1000", text)


def test_the_file_is_what_compose_understands() -> None:
    understood = compose_spec.PyCompose.from_json(filled_in(json.dumps(WHOLE)))
    understood.validate()
    assert set(understood.service_names()) == set(SERVICES)


def test_everything_an_installation_needs_is_there() -> None:
    assert set(SERVICES) >= {"worker-1", "worker-2", "gateway", "projector", "temporal"}
    assert set(SERVICES) >= {
        "temporal-ui",
        "postgres",
        "temporal-postgres",
        "prometheus",
        "grafana",
    }


@pytest.mark.parametrize("name", OURS)
def test_our_processes_run_commands_there_are_in_a_container_that_holds_nothing(name: str) -> None:
    service = OURS[name]
    command = " ".join(service["command"])
    assert any(command == known or command.startswith(f"{known} ") for known in COMMANDS)
    assert service["read_only"]
    assert service["user"].startswith("${PERENNIAL_USER")
    assert int(service["stop_grace_period"].rstrip("s")) > 10


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_may_more_than_it_needs_and_each_is_pinned(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert re.search(r":[^:]*\d", service["image"])
    assert ":latest" not in service["image"]


def test_only_settings_that_there_are_are_set_and_no_secret_stands_in_the_file() -> None:
    for service in OURS.values():
        assert unknown_settings(list(service["environment"])) == set()
    for line in TEXT.splitlines():
        if re.search(r"(PASSWORD|PWD):", line):
            assert "${" in line, line


def test_nothing_but_the_pages_for_people_is_reached_from_outside() -> None:
    reached = {name for name, service in SERVICES.items() if service.get("ports")}
    assert reached == {"gateway", "temporal-ui", "grafana", "mail"}
    assert all("127.0.0.1" in port for name in reached for port in SERVICES[name]["ports"])
    assert WHOLE["networks"]["inside"] == {"internal": True}


def test_prometheus_asks_the_processes_there_are() -> None:
    asked = read(DEPLOY / "prometheus" / "prometheus.yml")[0]["scrape_configs"]
    hosts = {
        target.partition(":")[0]
        for job in asked
        for where in job["static_configs"]
        for target in where["targets"]
    }
    assert hosts == {"worker-1", "worker-2", "gateway", "projector", "temporal"}


def test_every_file_that_is_mounted_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert not source.startswith(".") or (COMPOSE / source).exists(), source


def test_preparing_makes_keys_and_passwords_once(tmp_path: Path) -> None:
    shutil.copy(COMPOSE / "prepare", tmp_path)
    subprocess.run([tmp_path / "prepare"], check=True, capture_output=True)
    first = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    subprocess.run([tmp_path / "prepare"], check=True, capture_output=True)

    assert first == {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    given = set(re.findall(r"^#?([A-Z_]+)=", first[tmp_path / ".env"], re.MULTILINE))
    assert set(re.findall(r"\$\{(\w+):\?", TEXT)) <= given
    assert {path.stat().st_mode & 0o077 for path in first if path.name != "prepare"} == {0}


def test_whoever_prepares_it_nothing_runs_as_root_and_its_keys_can_be_read(tmp_path: Path) -> None:
    shutil.copy(COMPOSE / "prepare", tmp_path)
    subprocess.run([tmp_path / "prepare"], check=True, capture_output=True)
    given = re.search(r"^PERENNIAL_USER=(\d+):\d+$", (tmp_path / ".env").read_text(), re.MULTILINE)
    assert given is not None
    assert given[1] != "0"
    assert {f"{key.stat().st_uid}" for key in (tmp_path / "keys").iterdir()} == {given[1]}
    assert "chmod 1777 /var/lib/perennial" in (DEPLOY / "image" / "Containerfile").read_text()
