"""Runs every benchmark, one after the other, and prints one table: `python -m tests.bench`.

Exit code 1 when a budget of the architecture, section 5, was missed. A name such as `launch` runs
that benchmark alone.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable

from tests.bench import (
    bench_actions,
    bench_append,
    bench_launch,
    bench_pages,
    bench_profiles,
    bench_proof,
    bench_rebuild,
    bench_restart,
    bench_rollup,
    bench_step,
    bench_step_post,
    bench_watchers,
    bench_year,
)
from tests.bench.stand import Row


async def appends() -> list[Row]:
    """The log beside what else one could use."""
    result = await bench_append.measure()
    rate = result["appends_per_second"]["the_log"]
    return [
        Row(f"append, {rate:,.0f}/s against {name}", ratio, bench_append.BUDGETS[name])
        for name, ratio in result["ratio_to"].items()
    ]


async def rebuild() -> list[Row]:
    """The read models from the whole log."""
    result = await bench_rebuild.measure()
    what = f"rebuild, {result['ratio']:.0f}x one event at a time"
    return [Row(what, result["events_per_second"], bench_rebuild.BUDGET, "ev/s")]


BENCHES: dict[str, Callable[[], Awaitable[list[Row]]]] = {
    "append": appends,
    "rebuild": rebuild,
    "actions": bench_actions.measure,
    "step": bench_step.measure,
    "post": bench_step_post.measure,
    "launch": bench_launch.measure,
    "restart": bench_restart.measure,
    "profiles": bench_profiles.measure,
    "year": bench_year.measure,
    "rollup": bench_rollup.measure,
    "pages": bench_pages.measure,
    "watchers": bench_watchers.measure,
    "proof": bench_proof.measure,
}


async def run(names: list[str]) -> list[Row]:
    """Run these benchmarks, printing each figure as it is known."""
    rows = []
    for name in names:
        for row in await BENCHES[name]():
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
            rows.append(row)
    return rows


if __name__ == "__main__":
    found = asyncio.run(run(sys.argv[1:] or list(BENCHES)))
    sys.exit(not all(row.is_kept for row in found))
