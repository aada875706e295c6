"""Whatever a file holds, reading it raises nothing and lets no faulty definition through."""

import json
import re
from copy import deepcopy
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from activities.intake.cycle_file import CycleFile, read_cycle
from activities.intake.cycle_template import template_names, template_text
from activities.intake.yaml_tree import read_yaml
from domain.definition.check import problems
from domain.definition.fingerprint import fingerprint
from domain.definition.problem import Severity

TEMPLATES = [template_text(name) for name in template_names()]
TREES = [read_yaml(text).value for text in TEMPLATES]
JARGON = re.compile(r"Input should|NoneType|value_error|_parsing|look it up|is written differently")

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=10),
    st.sampled_from(["manager", "rate", "2026-02-30", "9999-12-31", [], {}, [{}], {"on": "x"}]),
)


def holds_its_promise(cycle: CycleFile) -> bool:
    errors = [each for each in cycle.problems if each.severity is Severity.ERROR]
    for each in cycle.problems:
        assert each.line >= 1
        assert each.column >= 1
        assert not JARGON.search(each.sentence), each
        assert each.sentence[-1] in ".?", each
    if cycle.definition is None:
        return bool(errors)
    found = problems(cycle.definition)
    return not errors and all(each.severity is Severity.WARNING for each in found)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_failure(source: bytes) -> None:
    assert holds_its_promise(read_cycle(source))


@given(st.text(st.sampled_from("ab: -[]{}&*!|>'\"%@`#,\t\n\r0159.?<~_=\0\x85\u2028\ud800é")))
def test_any_text_made_of_the_marks_of_yaml_is_read_without_a_failure(source: str) -> None:
    assert holds_its_promise(read_cycle(source))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEMPLATES), st.data())
def test_a_template_with_scrambled_lines_is_read_without_a_failure(
    text: str, data: st.DataObject
) -> None:
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(st.integers(0, len(lines) - 1))
        column = data.draw(st.integers(0, len(lines[place])))
        inserted = data.draw(st.sampled_from(["", " ", ":", "- ", "[", "}", '"', "&a ", "!x "]))
        lines[place] = lines[place][:column] + inserted + lines[other][column:]
    assert holds_its_promise(read_cycle("\n".join(lines)))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(TREES), st.data())
def test_a_template_with_exchanged_values_is_read_without_a_failure(
    tree: JsonValue, data: st.DataObject
) -> None:
    changed = json.loads(json.dumps(tree))
    for _ in range(data.draw(st.integers(1, 3))):
        change_somewhere(changed, data)
    assert holds_its_promise(read_cycle(json.dumps(changed)))


def change_somewhere(tree: JsonValue, data: st.DataObject) -> None:
    """Walk down to some value, and remove or exchange it."""
    while isinstance(tree, dict | list) and tree:
        places = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        place = data.draw(st.sampled_from(places))
        inner = tree[place]  # type: ignore[call-overload,index] # one of its own places
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 3)) == 0:
            if data.draw(st.booleans()):
                del tree[place]  # type: ignore[arg-type] # one of its own places
            else:
                # A copy: what is drawn again must not carry what was done to it before.
                tree[place] = deepcopy(data.draw(ODD))  # type: ignore[call-overload,index] # ours
            return
        tree = inner


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TREES), st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_change_the_fingerprint(
    tree: dict[str, JsonValue], chance: Random
) -> None:
    names = list(tree)
    chance.shuffle(names)
    one = read_cycle(json.dumps(tree)).definition
    other = read_cycle(json.dumps({name: tree[name] for name in names})).definition
    assert one is not None
    assert other is not None
    assert fingerprint(one) == fingerprint(other)
