"""What a process keeps between requests is kept for one organisation, or is about none of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "storage", "activities", "workflows", "gateway", "workers")
CACHES = {"cache", "lru_cache"}
SOMETHING_KEPT = re.compile(r"\bcache\b|\blru_cache\b|\bglobal ")
FILLED_LATER = {
    *("dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque", "ContextVar"),
    *("WeakKeyDictionary", "WeakValueDictionary", "WeakSet"),
}

OF_NOBODY = {
    "activities/calendars.py: calendar_of": "holidays of a country, by country",
    "activities/intake/expected.py: _schema": "the schema of a cycle's file",
    "activities/intake/people_file.py: time_zones": "the zones of the world",
    "activities/notify/due_dates.py: _rules_of": "how a language writes days",
    "activities/notify/language.py: _catalogue": "our words in a language",
    "activities/notify/language.py: _locale": "a language",
    "activities/notify/wording.py: _inliner": "the style of mails",
    "activities/notify/wording.py: _template": "the templates of mails",
    "domain/rewards/signed.py: _NO_WORDS": "empty for ever",
    "domain/upcasting.py: UPCASTERS": "shapes of events",
    "gateway/entry/provider.py: _trusted": "certificates of this machine",
    "gateway/launch_plan.py: read": "a definition, by all of its text",
    "gateway/packet/press.py: _style": "the style of documents",
    "gateway/site/pages.py: templates": "the templates of pages",
    "gateway/site/static_files.py: address_of": "our own files",
    "storage/development.py: NOTHING": "empty for ever",
    "storage/metrics.py: CATALOGUE": "names of metrics",
    "storage/projections/fold_rating.py: NO_WORDS": "empty for ever",
    "storage/projections/generation.py: indexes_sql": "our own statements",
    "storage/projections/generation.py: policies_sql": "our own statements",
    "storage/projections/generation.py: shape": "our own statements",
    "storage/projections/generation.py: tables_sql": "our own statements",
    "storage/projections/tables.py: _upsert_statement": "our own statements",
    "storage/query_names.py: name_of": "our own statements",
    "storage/read_models/cycles.py: definition_in": "a definition, by all of its text",
    "storage/sealing.py: _subject": "an id, by its bytes",
    "storage/spans.py: _follower": "where the process sends traces",
    "workers/failure_reports.py: _client": "where the process reports failures",
    "workers/metrics/sdk.py: sdk_metrics": "counts of the process",
    "workers/temporal_connection.py: quiet_runtime": "the runtime of the process",
}
OF_ONE = {
    "gateway/console/launch_people.py: _still_telling": "tasks, each about its own archive",
    "storage/acting.py: _NAME": "one request's",
    "storage/one_look.py: _LOOK": "one request's",
    "storage/views.py: _BOOKS": "by the pool of connections, which is one organisation's",
    "workers/organisations/chosen.py: _NAMED": "one command's",
}


def kept() -> Iterator[str]:
    """Name whatever a module fills while it runs: containers, caches, globals."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
            place = path.relative_to(ROOT).as_posix()
            for node in tree.body:
                if isinstance(node, ast.Assign | ast.AnnAssign) and is_filled_later(node.value):
                    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                    yield f"{place}: {ast.unparse(target)}"
            for inner in ast.walk(tree):
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and is_cached(inner):
                    yield f"{place}: {inner.name}"
                if isinstance(inner, ast.Global):
                    yield from (f"{place}: {name}" for name in inner.names)


def is_filled_later(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List | ast.Set):
        return not value.elts
    if isinstance(value, ast.Call):
        name = ast.unparse(value.func).rpartition(".")[2]
        return name in FILLED_LATER and (not value.args or name in {"defaultdict", "ContextVar"})
    return False


def is_cached(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    decorators = (each.func if isinstance(each, ast.Call) else each
                  for each in function.decorator_list)  # fmt: skip
    return any(ast.unparse(each).rpartition(".")[2] in CACHES for each in decorators)


def test_whatever_a_process_keeps_is_decided_on() -> None:
    """A new one has to be kept by organisation, or to be about none; then it is entered above."""
    assert set(kept()) == set(OF_NOBODY) | set(OF_ONE)
