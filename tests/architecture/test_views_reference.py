"""The page about views shows every ready query as the code asks it, and names what it leans on."""

import re
from datetime import UTC, datetime
from uuid import UUID

from activities.search_attributes import SEARCH_ATTRIBUTES
from domain.ids import CycleId, OrganisationId
from domain.offices import Office
from gateway.ready_queries import PROBLEMS, READY, Asked, answerable, list_in_ui, written
from tests.architecture.documentation import DOCS, sections_of, table_rows, text_of

VIEWS = DOCS / "operations" / "views.md"
CODEC = DOCS / "operations" / "codec.md"
ASKED = Asked(
    OrganisationId(UUID(int=1)),
    datetime(2026, 3, 2, 9, tzinfo=UTC),
    "perennial:b7",
    CycleId(UUID(int=2)),
)
OURS = re.compile(r"([A-Z]\w+) (?:=|!=|<|IN|IS)")
TEMPORALS = {
    *("ExecutionStatus", "WorkflowType", "TemporalReportedProblems"),
    "TemporalWorkerDeploymentVersion",
}


def test_the_page_shows_each_ready_query_with_what_it_finds_and_what_to_do() -> None:
    rows = table_rows(sections_of(VIEWS)["The ready queries"])
    told = [(row[0].strip("`"), row[1], row[2].strip("`"), row[3]) for row in rows]
    assert told == [
        (each.name, each.finds, each.condition or "nothing more", each.next_step) for each in READY
    ]


def test_every_name_in_a_query_is_one_that_temporal_knows() -> None:
    for asked in (ASKED, Asked(ASKED.organisation, ASKED.at)):
        for ready in answerable(asked):
            names = set(OURS.findall(written(ready, asked)))
            assert names <= TEMPORALS | set(SEARCH_ATTRIBUTES), ready.name


def test_a_query_is_asked_of_one_organisation_and_of_one_cycle_where_one_is_named() -> None:
    for ready in answerable(ASKED):
        text = written(ready, ASKED)
        assert text.startswith(f"OrganisationId = '{UUID(int=1)}' AND CycleId = '{UUID(int=2)}'")
        assert "{" not in text


def test_without_a_build_nothing_is_asked_about_builds() -> None:
    names = {each.name for each in answerable(Asked(ASKED.organisation, ASKED.at))}
    assert {each.name for each in READY} - names == {"not on the current build"}


def test_an_address_in_the_ui_holds_the_query_whole() -> None:
    place = list_in_ui("http://ui.test/", "of reviews", "A = 'b' AND C < 'd'")
    assert place == (
        "http://ui.test/namespaces/of%20reviews/workflows?query=A%20%3D%20%27b%27%20AND%20C%20%3C%20%27d%27"
    )


def test_the_page_explains_every_problem_temporal_reports() -> None:
    text = text_of(VIEWS)
    assert [problem for problem in PROBLEMS if f"`{problem}`" not in text] == []


def test_the_page_about_the_codec_names_the_office_that_opens_payloads() -> None:
    assert f"perennial office give 1002 {Office.PAYLOAD_READER.value}" in text_of(CODEC)
