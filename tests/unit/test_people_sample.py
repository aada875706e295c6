"""The sample organisation is one that a review cycle can really be played with."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from activities.intake.people_file import read_people_file, time_zones
from domain.people import Organisation
from domain.people_entry import ImportRules
from domain.reporting_line import chain, peers_of, tops
from tests.invented_people import NAMING_KEY

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample" / "people.csv"


@pytest.fixture(scope="module")
def sample() -> Organisation:
    reading = read_people_file(SAMPLE, ImportRules(NAMING_KEY, time_zones()))
    assert reading.problems == ()
    assert [remark.column for remark in reading.remarks] == ["manager_id"]
    return Organisation(reading.people)


def test_it_has_about_120_people_on_five_levels(sample: Organisation) -> None:
    assert len(sample) == 120
    assert Counter(len(chain(sample, one)) for one in sample).keys() == {0, 1, 2, 3, 4}
    assert len({person.level for person in sample.values()}) == 5


def test_it_has_one_head_and_everybody_else_has_three_peers(sample: Organisation) -> None:
    (head,) = tops(sample)
    assert {len(peers_of(sample, one, 3)) for one in sample if one != head.id} == {3}


def test_it_spans_countries_zones_and_departments(sample: Organisation) -> None:
    people = sample.values()
    assert len({person.country for person in people}) >= 6
    assert len({person.time_zone for person in people}) >= 6
    assert len({person.department for person in people}) >= 6


def test_somebody_leaves_in_mid_cycle_and_a_manager_is_on_leave(sample: Organisation) -> None:
    (leaver,) = [one for one in sample.values() if one.termination_date is not None]
    assert leaver.termination_date == date(2026, 7, 15)
    (away,) = [one for one in sample.values() if one.leaves]
    assert away.is_on_leave(date(2026, 3, 2))
    assert sample.reports_of(away.id)


def test_everybody_has_an_hr_partner_who_is_somebody_else(sample: Organisation) -> None:
    assert all(one.hr_partner in sample and one.hr_partner != one.id for one in sample.values())


def test_its_addresses_reach_nobody(sample: Organisation) -> None:
    assert all(one.work_email.endswith("@halden.example") for one in sample.values())
