"""Every query that dashboards and rules ask, and the metrics named in it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

DEPLOY: Final = Path(__file__).parents[2] / "deploy"
RULES: Final = sorted((DEPLOY / "prometheus" / "rules").glob("*.yaml"))
DASHBOARDS: Final = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))

_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_GROUPING: Final = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
_BRACES: Final = re.compile(r"\{[^}]*\}|\[[^\]]*\]")
_NAME: Final = re.compile(r"(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])")
_WORDS: Final = frozenset({"and", "or", "unless", "bool", "offset", "by", "without", "inf", "nan"})


def metrics_in(query: str) -> set[str]:
    """Name the metrics that a query asks for."""
    bare = _BRACES.sub("", _GROUPING.sub("", _QUOTED.sub("", query)))
    return set(_NAME.findall(bare)) - _WORDS


def rules() -> Iterator[dict[str, Any]]:
    """Give every rule there is, alerts and what is recorded."""
    for path in RULES:
        for group in YAML(typ="safe").load(path)["groups"]:
            yield from group["rules"]


def alerts() -> Iterator[dict[str, Any]]:
    """Give every alert."""
    return (rule for rule in rules() if "alert" in rule)


def queries() -> Iterator[tuple[str, str]]:
    """Give every query with where it stands."""
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]
    for path in DASHBOARDS:
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            for target in panel.get("targets", ()):
                yield f"{path.name}: {panel['title']}", target["expr"]


def asked_of_temporal() -> set[str]:
    """Name the metrics that Temporal's SDK and server are asked for."""
    named = {metric for _, query in queries() for metric in metrics_in(query)}
    ours = ("perennial_", "perennial:", "process_", "up")
    return {metric for metric in named if not metric.startswith(ours)}
