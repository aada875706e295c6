"""Every file fits a few screens and every function one idea."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "storage", "activities", "workflows", "gateway", "workers")
LONGEST_MODULE = 400
LONGEST_TEST_MODULE = 500
LONGEST_FUNCTION = 50


def modules_in(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def functions_of(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_there_is_something_to_measure() -> None:
    assert all(modules_in(room) for room in ROOMS)


@pytest.mark.parametrize(
    "rooms,longest", [(ROOMS, LONGEST_MODULE), (("tests",), LONGEST_TEST_MODULE)]
)
def test_no_module_is_too_long_to_read_in_one_go(rooms: tuple[str, ...], longest: int) -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules_in(*rooms)
    }
    assert {path: length for path, length in lengths.items() if length > longest} == {}


def test_no_function_holds_more_than_one_idea() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}: {lines_of(function)} lines"
        for path in modules_in(*ROOMS, "tests")
        for function in functions_of(path)
        if lines_of(function) > LONGEST_FUNCTION
    ]
    assert too_long == []
