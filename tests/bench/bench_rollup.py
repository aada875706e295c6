"""How long 50,000 objectives take to roll up, beside a bare recursive mean over the same tree.

`python tests/bench/bench_rollup.py [--json]`. The reference knows nothing of missing readings,
retired objectives, circles or depth, and rounds nothing but floats; no server is needed. Checks of
a whole tree, as loading a file makes them, are timed beside it.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID, uuid5

from domain.alignment.faults import faults_between
from domain.alignment.objective import Objective
from domain.alignment.roll_up import Node, roll_up
from domain.alignment.tree import ObjectiveTree
from domain.ids import ObjectiveId
from tests.bench.stand import Row

OBJECTIVES = 50_000
BUDGET_MS = 300.0
AT_LEAST = 0.1
"""Of the speed of the bare recursion, which does a tenth of it."""
ROUNDS = 7
BELOW = 6
"""What serves each objective: six levels hold 50,000 then."""

_SPACE = UUID(int=3)


def tree(count: int) -> list[Node]:
    """A tree in no order at all; a tenth of the leaves has no reading."""
    chance = random.Random(3)
    keys = [uuid5(_SPACE, str(number)) for number in range(count)]
    nodes = [
        Node(
            key,
            keys[(number - 1) // BELOW] if number else None,
            Decimal(chance.randint(1, 400)) / 4,
            Fraction(chance.randint(0, 97), 97) if chance.random() < 0.9 else None,
        )
        for number, key in enumerate(keys)
    ]
    chance.shuffle(nodes)
    return nodes


def bare(nodes: Sequence[Node]) -> float:
    """The mean as one would write it at first."""
    children: dict[object, list[Node]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)

    def mean(node: Node) -> float:
        below = children.get(node.key)
        if not below:
            return float(node.attained or 0)
        total = sum(float(each.weight) for each in below)
        return sum(float(each.weight) * mean(each) for each in below) / total

    return mean(children[None][0])


def best_ms(work: Callable[[], object]) -> float:
    """How long some work takes, in milliseconds: the best of a few rounds.

    It is one thread that computes; whatever makes a round longer is something else that runs.
    """
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return min(took)


def results() -> dict[str, float]:
    """Time both, and the check of a tree that is loaded for the first time."""
    nodes = tree(OBJECTIVES)
    rolled, reference = best_ms(lambda: roll_up(nodes)), best_ms(lambda: bare(nodes))
    above = ObjectiveTree(_objective(number, node) for number, node in enumerate(nodes))
    nothing = ObjectiveTree()
    return {
        "objectives": float(OBJECTIVES),
        "rolled_up_ms": rolled,
        "bare_ms": reference,
        "ratio": reference / rolled,
        "checked_ms": best_ms(lambda: faults_between(above, nothing)),
    }


def _objective(number: int, node: Node) -> Objective:
    above = None if node.parent is None else ObjectiveId(UUID(str(node.parent)))
    return Objective(
        id=ObjectiveId(UUID(str(node.key))), key=f"o{number}", title=f"Of {number}", parent=above
    )


async def measure() -> list[Row]:
    """Give the figures beside their budgets."""
    found = results()
    return [
        Row("roll-up of 50,000 objectives", found["rolled_up_ms"], BUDGET_MS, "ms", is_least=False),
        Row("roll-up against a bare recursive mean", found["ratio"], AT_LEAST),
        Row("check of a tree of 50,000", found["checked_ms"], 5000.0, "ms", is_least=False),
    ]


def table(found: dict[str, float]) -> str:
    """Lay the result out for people."""
    return (
        f"{found['objectives']:,.0f} objectives, best of {ROUNDS} rounds\n"
        f"  rolled up       {found['rolled_up_ms']:8,.1f} ms  (budget {BUDGET_MS:,.0f})\n"
        f"  bare recursion  {found['bare_ms']:8,.1f} ms  ({found['ratio']:.2f}x its speed)\n"
        f"  checked         {found['checked_ms']:8,.1f} ms"
    )


if __name__ == "__main__":
    measured = results()
    sys.stdout.write((json.dumps(measured) if "--json" in sys.argv else table(measured)) + "\n")
