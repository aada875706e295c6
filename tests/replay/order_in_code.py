"""The order of commands as the code of a workflow has it: every place that Temporal hears of.

Read from the source, not run: what is called, under which condition, in which order, with the
helpers of the room workflows written out where they are called.
"""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import workflows

ROOM: Final = Path(workflows.__file__).parent
HEARD: Final = {
    "continue_as_new": "continue as new",
    "deprecate_patch": "patch",
    "execute_activity": "activity",
    "execute_activity_method": "activity",
    "execute_child_workflow": "child",
    "execute_local_activity_method": "local activity",
    "patched": "patch",
    "sleep": "timer",
    "start_activity_method": "activity",
    "start_child_workflow": "child",
    "upsert_memo": "memo",
    "upsert_search_attributes": "search attributes",
    "uuid4": "chance",
    "wait_condition": "wait until",
}
"""What workflow code calls that leaves something in the history, or decides what does."""

MARK: Final = ">"
"""What a line begins with that Temporal hears of."""
AS_ABOVE: Final = ", as above"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Block = ast.If | ast.While | ast.For | ast.With | ast.AsyncWith | ast.Try | ast.Match


class Order:
    """Writes the order of commands down, function after function."""

    def __init__(self, room: Path = ROOM) -> None:
        """Read every module of the room."""
        self._written_out: set[str] = set()
        self._trees = {path.stem: ast.parse(path.read_text()) for path in sorted(room.glob("*.py"))}
        self._shared = {
            found.name: found
            for tree in self._trees.values()
            for kind in (None, *_classes(tree))
            for found in _functions(kind or tree)
            if kind is None or not _is_workflow(kind)
        }

    def of(self, workflow: str) -> list[str]:
        """Give the order of commands of a workflow, one place a line, indented by what holds it."""
        tree, kind = next(
            (tree, kind)
            for tree in self._trees.values()
            for kind in _classes(tree)
            if kind.name == workflow
        )
        near = {
            f.name: f for holder in (tree, kind) for f in holder.body if isinstance(f, Function)
        }
        lines: list[str] = []
        self._written_out = set[str]()
        for name, function in near.items():
            if function in kind.body and _is_entry(function):
                lines += [name, *_deeper(self._body(function.body, near, (name,)))]
        return lines

    def _body(
        self, body: Sequence[ast.stmt], near: dict[str, Function], above: tuple[str, ...]
    ) -> list[str]:
        return [line for one in body for line in self._statement(one, near, above)]

    def _statement(
        self, one: ast.stmt, near: dict[str, Function], above: tuple[str, ...]
    ) -> list[str]:
        if not isinstance(one, Block):
            return self._calls(one, near, above)
        lines = [line for part in _heads(one) for line in self._calls(part, near, above)]
        for title, body in _parts(one):
            inner = self._body(body, near, above)
            ends = [type(last).__name__.lower() for last in body[-1:] if isinstance(last, _ENDS)]
            if inner or (ends and not isinstance(one, ast.Try | ast.With | ast.AsyncWith)):
                lines += [title, *_deeper([*inner, *ends])]
        return lines

    def _calls(self, part: ast.AST, near: dict[str, Function], above: tuple[str, ...]) -> list[str]:
        lines: list[str] = []
        for call in _in_order(part):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            name = call.func.id if isinstance(call.func, ast.Name) else name
            if _is_of_temporal(call):
                lines += [_told(name, call)] if name in HEARD else []
                continue
            found = near.get(name) or self._shared.get(name) or near.get(f"_{name}")
            if found is not None and name not in above:
                lines += self._helper(name, found.body, near, (*above, name))
        return lines

    def _helper(
        self,
        name: str,
        body: Sequence[ast.stmt],
        near: dict[str, Function],
        above: tuple[str, ...],
    ) -> list[str]:
        """Write a helper out the first time; leave out one that Temporal never hears of."""
        if name in self._written_out:
            return [name + AS_ABOVE]
        inner = self._body(body, near, above)
        if not any(line.lstrip().startswith(MARK) or line.endswith(AS_ABOVE) for line in inner):
            return []
        self._written_out.add(name)
        return [name, *_deeper(inner)]


_ENDS: Final = (ast.Return, ast.Break, ast.Continue, ast.Raise)


def _heads(one: Block) -> list[ast.AST]:
    """What is worked out before a block is entered."""
    match one:
        case ast.If() | ast.While():
            return [one.test]
        case ast.For():
            return [one.iter]
        case ast.With() | ast.AsyncWith():
            return [item.context_expr for item in one.items]
        case ast.Match():
            return [one.subject]
        case _:
            return []


def _parts(one: Block) -> list[tuple[str, list[ast.stmt]]]:
    """The bodies of a block, each under its condition."""
    match one:
        case ast.If():
            return [(f"if {ast.unparse(one.test)}", one.body), ("else", one.orelse)]
        case ast.While():
            return [(f"while {ast.unparse(one.test)}", one.body)]
        case ast.For():
            head = f"for {ast.unparse(one.target)} in {ast.unparse(one.iter)}"
            return [(head, one.body)]
        case ast.With() | ast.AsyncWith():
            return [(f"with {', '.join(ast.unparse(item) for item in one.items)}", one.body)]
        case ast.Try():
            handled = [(f"except {_named(each.type)}".rstrip(), each.body) for each in one.handlers]
            return [("try", one.body), *handled, ("else", one.orelse), ("finally", one.finalbody)]
        case ast.Match():
            return [(f"case {ast.unparse(case.pattern)}", case.body) for case in one.cases]


def _named(kind: ast.expr | None) -> str:
    return ast.unparse(kind) if kind else ""


def _in_order(part: ast.AST) -> Iterator[ast.Call]:
    """The calls in a piece of code in the order in which they are made; lambdas are made later."""
    if isinstance(part, ast.Lambda):
        return
    for child in ast.iter_child_nodes(part):
        yield from _in_order(child)
    if isinstance(part, ast.Call):
        yield part


def _told(name: str, call: ast.Call) -> str:
    """Say what Temporal hears of a call."""
    subject = ast.unparse(call.args[0]).removeprefix("lambda: ") if call.args else ""
    timer = ", with a timer" if any(word.arg == "timeout" for word in call.keywords) else ""
    return f"{MARK} {HEARD[name]} {subject}{timer}".rstrip()


def _is_of_temporal(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id="workflow")):
            return True
        case _:
            return False


def _is_workflow(kind: ast.ClassDef) -> bool:
    return any("workflow.defn" in ast.unparse(each) for each in kind.decorator_list)


def _is_entry(function: Function) -> bool:
    """Whether Temporal calls it by itself: run, an update or a signal."""
    entries = ("workflow.run", "workflow.update", "workflow.signal")
    return any(ast.unparse(each).startswith(entries) for each in function.decorator_list)


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [each for each in tree.body if isinstance(each, ast.ClassDef)]


def _functions(holder: ast.Module | ast.ClassDef) -> list[Function]:
    return [each for each in holder.body if isinstance(each, Function)]


def _deeper(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" for line in lines]
