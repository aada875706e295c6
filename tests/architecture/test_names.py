"""A file is named after a thing HR could point at, or after the effect it has."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "storage", "activities", "workflows", "gateway", "workers", "tests")
DRAWERS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "service"}
DRAWERS |= {"services", "base", "misc", "core", "stuff", "tools", "lib", "shared"}


def test_no_file_or_folder_is_a_drawer_for_odds_and_ends() -> None:
    drawers = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if "__pycache__" not in path.parts and DRAWERS & set(path.stem.lower().split("_"))
    ]
    assert drawers == []


def test_only_the_base_of_all_refusals_is_called_an_error() -> None:
    called_errors = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for room in ROOMS[:-1]
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith(("Error", "Exception"))
    ]
    assert called_errors == ["domain/errors.py: ReviewError"]
