"""The manifests: put together, checked by the schemas of Kubernetes, and sparing with rights."""

import re
from itertools import chain
from pathlib import Path

import jsonschema
import kubernetes_validate
import pytest

from tests.deploy.custom_resources import SPECS
from tests.deploy.manifests import (
    DEPLOY,
    EXAMPLES,
    OWN,
    Manifest,
    built,
    is_run,
    plain,
    pod_of,
    read,
    unknown_settings,
)
from workers.cli import COMMANDS

KUBERNETES = "1.34"
BASES = sorted((DEPLOY / "kubernetes").glob("[bw]*/[!k]*.yaml"))
MANIFESTS = [each for path in BASES for each in read(path) if "apiVersion" in each]
RUN = [each for each in MANIFESTS if is_run(each)]
SECRETS = ("PASSWORD", "_URL", "API_KEY", "MASTER_KEY", "CODEC_KEYS", "LINK_KEYS")


def named(manifest: Manifest) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


def check(manifest: Manifest) -> None:
    """Hold a manifest against its schema; nothing may stand in it that the schema does not know."""
    if manifest["apiVersion"] == OWN:
        jsonschema.validate(plain(manifest["spec"]), SPECS[manifest["kind"]])
    else:
        kubernetes_validate.validate(plain(manifest), KUBERNETES, strict=True)


@pytest.mark.parametrize("manifest", MANIFESTS, ids=named)
def test_every_manifest_is_what_its_schema_says(manifest: Manifest) -> None:
    check(manifest)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_comes_out_whole_and_right(example: Path) -> None:
    manifests = built(example)
    for manifest in manifests:
        check(manifest)
    images = {pod_of(each)["containers"][0]["image"] for each in manifests if is_run(each)}
    settings = next(each for each in manifests if each["kind"] == "ConfigMap")
    used = {
        pod_of(each)["containers"][0]["envFrom"][0]["configMapRef"]["name"]
        for each in manifests
        if is_run(each)
    }
    assert images == {"registry.example.org/perennial:0.2.0"}
    assert used == {settings["metadata"]["name"]}
    assert unknown_settings(list(settings["data"])) == set()
    assert {"PERENNIAL_SMTP_HOST", "PERENNIAL_TEMPORAL_ADDRESS"} <= set(settings["data"])


def test_workers_of_a_pod_template_are_held_against_the_schema_of_one() -> None:
    workers = next(each for each in MANIFESTS if each["kind"] == "WorkerDeployment")
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "worker"},
        "spec": {
            "selector": {"matchLabels": {"app.kubernetes.io/name": "worker"}},
            "template": workers["spec"]["template"],
        },
    }
    check(deployment)


def test_what_the_controller_makes_for_each_build_is_right_too() -> None:
    for owner in (each for each in MANIFESTS if each["kind"] == "WorkerResourceTemplate"):
        made = plain(owner["spec"]["template"]) | {"metadata": {"name": "worker-of-a-build"}}
        if made["kind"] == "HorizontalPodAutoscaler":
            made["spec"]["scaleTargetRef"] = {"kind": "Deployment", "name": "worker"}
        check(made)


@pytest.mark.parametrize("manifest", RUN, ids=named)
def test_a_pod_has_no_right_it_does_not_need(manifest: Manifest) -> None:
    pod = pod_of(manifest)
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(container["resources"]["requests"]) == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("manifest", RUN, ids=named)
def test_a_pod_runs_a_command_there_is_and_gets_secrets_by_reference_alone(
    manifest: Manifest,
) -> None:
    container = pod_of(manifest)["containers"][0]
    command = " ".join(container["args"])
    assert any(command == known or command.startswith(f"{known} ") for known in COMMANDS)
    assert unknown_settings([each["name"] for each in container["env"]]) == set()
    for each in container["env"]:
        assert not each["name"].endswith(SECRETS) or "secretKeyRef" in each["valueFrom"]


def test_no_setting_that_is_kept_in_files_is_a_secret() -> None:
    texts = [path.read_text() for path in (DEPLOY / "kubernetes").rglob("settings.env")]
    names = list(chain(*(re.findall(r"^(\w+)=", text, re.MULTILINE) for text in texts)))
    assert unknown_settings(names) == set()
    kept = {name for name in names if name.endswith(SECRETS)}
    assert kept <= {"PERENNIAL_TEMPORAL_UI_URL", "PERENNIAL_BASE_URL"}


@pytest.mark.parametrize("name", ["gateway", "projector", "worker"])
def test_each_part_is_probed_spread_and_never_gone_all_at_once(name: str) -> None:
    parts = [each for each in RUN if each["metadata"]["name"] == name]
    disrupted = [each for each in MANIFESTS if each["kind"] == "PodDisruptionBudget"]
    assert parts
    for part in parts:
        container = pod_of(part)["containers"][0]
        ports = {each["name"] for each in container["ports"]}
        probes = [
            container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")
        ]
        assert {probe["port"] for probe in probes} == {"status"} <= ports
        assert [probe["path"] for probe in probes] == ["/livez", "/livez", "/readyz"]
        assert pod_of(part)["topologySpreadConstraints"]
        assert pod_of(part)["terminationGracePeriodSeconds"] > 10
    chosen = [
        each["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"] for each in disrupted
    ]
    assert name in chosen


def test_nothing_is_let_in_or_out_unless_it_is_named() -> None:
    policies = {
        each["metadata"]["name"]: each for each in MANIFESTS if each["kind"] == "NetworkPolicy"
    }
    denied = policies.pop("nothing-else")["spec"]
    assert denied["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & set(denied)
    let_in = {
        port["port"]
        for policy in policies.values()
        for rule in policy["spec"].get("ingress", [])
        for port in rule["ports"]
    }
    assert let_in == {8000, 9090}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_pod_of_an_installation_is_behind_the_policies(example: Path) -> None:
    """A policy that selects no pod forbids nothing."""
    manifests = built(example)
    policies = {
        each["metadata"]["name"]: each["spec"]["podSelector"]["matchLabels"].items()
        for each in manifests
        if each["kind"] == "NetworkPolicy"
    }
    for each in filter(is_run, manifests):
        labels = each["spec"]["template"]["metadata"]["labels"].items()
        chosen = {name for name, wanted in policies.items() if wanted <= labels}
        assert {"nothing-else", "to-the-servers"} <= chosen, named(each)
