"""People, their ids and the reporting line."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.people import Leave, Organisation, PersonDetails, person_id
from domain.reporting_line import chain, loops, manager_of, peers_of, second_line_of, tops
from tests.invented_people import NAMING_KEY, person


def numbers(people: tuple[PersonDetails, ...]) -> list[str]:
    return [one.employee_number for one in people]


def test_a_person_has_the_same_id_in_every_import() -> None:
    assert person_id(NAMING_KEY, "7") == person_id(NAMING_KEY, "7")
    assert person_id(NAMING_KEY, "7") != person_id(NAMING_KEY, "8")


def test_without_the_secret_nobody_goes_from_a_number_to_an_id() -> None:
    assert person_id(b"another", "7") != person_id(NAMING_KEY, "7")


def test_somebody_has_left_the_day_after_their_last_day() -> None:
    leaver = person("1", termination_date=date(2026, 7, 15))
    assert not leaver.has_left(date(2026, 7, 15))
    assert leaver.has_left(date(2026, 7, 16))


def test_somebody_inactive_has_left_whatever_the_day() -> None:
    assert person("1", employment_status="inactive").has_left(date(2020, 3, 2))


def test_a_leave_covers_both_its_ends() -> None:
    away = person("1", leaves=(Leave(start=date(2026, 3, 2), end=date(2026, 4, 17)),))
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 4, 17), date(2026, 4, 18)]
    assert [away.is_on_leave(day) for day in days] == [False, True, True, False]


def test_people_are_found_by_number_address_and_id() -> None:
    ana = person("7", work_email="Ana@halden.example")
    organisation = Organisation([ana])
    for words in ("7", "ana@HALDEN.example", str(ana.id)):
        assert organisation.find(words) == ana
    assert organisation.find("nobody") is None


def test_the_chain_goes_from_the_manager_to_the_top() -> None:
    organisation = Organisation([person("1"), person("2", "1"), person("3", "2")])
    three = person("3").id
    assert numbers(chain(organisation, three)) == ["2", "1"]
    assert second_line_of(organisation, three) == person("1")
    assert numbers(tops(organisation)) == ["1"]


def test_the_chain_ends_at_a_gap() -> None:
    organisation = Organisation([person("3", "2"), person("4", "3")])
    assert numbers(chain(organisation, person("4").id)) == ["3"]
    assert second_line_of(organisation, person("4").id) is None


def test_the_chain_names_everybody_in_a_loop_once() -> None:
    organisation = Organisation([person("1", "3"), person("2", "1"), person("3", "2")])
    assert numbers(chain(organisation, person("3").id)) == ["2", "1"]
    assert [sorted(numbers(loop)) for loop in loops(organisation)] == [["1", "2", "3"]]


def test_nobody_is_their_own_second_line_manager() -> None:
    organisation = Organisation([person("1", "2"), person("2", "1")])
    assert manager_of(organisation, person("1").id) == person("2", "1")
    assert second_line_of(organisation, person("1").id) is None


def test_somebody_recorded_as_their_own_manager_has_none() -> None:
    organisation = Organisation([person("1", "1")])
    assert manager_of(organisation, person("1").id) is None
    assert [numbers(loop) for loop in loops(organisation)] == [["1"]]


def test_peers_share_the_manager_and_leavers_are_not_asked() -> None:
    team = [person("1"), person("2", "1"), person("3", "1"), person("4", "1"), person("5", "2")]
    gone = person("6", "1", employment_status="inactive")
    organisation = Organisation([*team, gone])
    assert sorted(numbers(peers_of(organisation, person("2").id, 9))) == ["3", "4"]
    assert peers_of(organisation, person("1").id, 3) == ()


def test_everybody_in_a_team_is_asked_equally_often() -> None:
    team = [person("1"), *(person(str(n), "1") for n in range(2, 9))]
    organisation = Organisation(team)
    asked = [one for each in team[1:] for one in peers_of(organisation, each.id, 3)]
    assert {asked.count(one) for one in team[1:]} == {3}


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 15), max_size=13))
def test_any_reporting_line_however_tangled_is_walked_to_its_end(lines: dict[int, int]) -> None:
    organisation = Organisation([person(str(who), str(above)) for who, above in lines.items()])
    for loop in loops(organisation):
        assert [one.manager for one in loop] == [one.id for one in (*loop[1:], loop[0])]
    for who in organisation:
        walk = [who, *(one.id for one in chain(organisation, who))]
        assert len(set(walk)) == len(walk)
        managers = [manager_of(organisation, one) for one in walk]
        assert [one.id for one in managers[:-1] if one] == walk[1:]
        assert managers[-1] is None or managers[-1].id in walk


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 15), max_size=13))
def test_nobody_is_in_two_loops(lines: dict[int, int]) -> None:
    organisation = Organisation([person(str(who), str(above)) for who, above in lines.items()])
    looped = [one.id for loop in loops(organisation) for one in loop]
    assert len(looped) == len(set(looped))
    at_the_top = {one.id for one in tops(organisation)}
    for who in organisation:
        end = (who, *(one.id for one in chain(organisation, who)))[-1]
        assert (end in looped) or (end in at_the_top)
