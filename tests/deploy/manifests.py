"""The files of deploy/ as a cluster or an engine reads them."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

from workers.settings import PREFIX, Settings

DEPLOY: Final = Path(__file__).parents[2] / "deploy"
EXAMPLES: Final = sorted((DEPLOY / "kubernetes" / "example").iterdir())
OWN: Final = "temporal.io/v1alpha1"
"""The API of the Temporal Worker Controller, whose schemas no package holds."""

Manifest = dict[str, Any]  # JSON: each kind has a shape of its own


def read(path: Path) -> list[Manifest]:
    """Give the documents of a file."""
    return [dict(each) for each in YAML(typ="safe").load_all(path.read_text()) if each]


def built(example: Path) -> list[Manifest]:
    """Give everything that an example makes, put together as `kubectl apply -k` does it."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl, which puts the manifests together, is not on this machine")
    done = subprocess.run([kubectl, "kustomize", example], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return [dict(each) for each in YAML(typ="safe").load_all(done.stdout.decode()) if each]


def pod_of(manifest: Manifest) -> Manifest:
    """Give the pod of whatever runs one."""
    pod: Manifest = manifest["spec"]["template"]["spec"]
    return pod


def is_run(manifest: Manifest) -> bool:
    """Whether pods run because of it."""
    return manifest["kind"] in {"Deployment", "Job", "WorkerDeployment"}


def unknown_settings(names: list[str]) -> set[str]:
    """Name what looks like a setting of ours and is none."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return {name for name in names if name.startswith(PREFIX)} - known


def plain(manifest: Manifest) -> Manifest:
    """Give it as JSON has it."""
    copy: Manifest = json.loads(json.dumps(manifest))
    return copy
