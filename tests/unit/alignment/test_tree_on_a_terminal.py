"""A tree fits on a terminal, however deep it is."""

from io import StringIO

import pytest
from rich.console import Console

from domain.alignment.goals_below import Placed
from domain.alignment.tree import ObjectiveTree
from domain.views.objectives import tree_lines
from tests.invented_objectives import PEOPLE, objective
from workers.objectives_outline import tree_outline

DEPTH = 300


@pytest.mark.parametrize("explain", [False, True])
def test_what_lies_very_deep_is_still_one_line_and_readable(*, explain: bool) -> None:
    chain = [objective(str(at), str(at - 1) if at else None) for at in range(DEPTH)]
    page = Console(file=StringIO(), width=120)
    page.print(tree_outline(tree_lines(Placed(ObjectiveTree(chain)), PEOPLE), explain=explain))
    assert isinstance(page.file, StringIO)
    told = page.file.getvalue()
    assert all(f"Objective {at}" in told for at in range(DEPTH))
    assert len(told.splitlines()) <= 2 * DEPTH + 1
