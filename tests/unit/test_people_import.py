"""Reading a people file: everybody in it, or everything that is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people_events import differences
from tests.invented_people import AT, HEADER, file_of, line, person, read, told


def test_a_file_without_problems_is_read_whole() -> None:
    reading = read(file_of([line("1"), line("2", "1")]))
    assert reading.people == (person("1"), person("2", "1"))
    assert (reading.rows, reading.problems) == (2, ())


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_usual_ways_to_write_csv_say_the_same(mark: bytes, separator: str, ending: str) -> None:
    content = file_of([line("1"), line("2", "1"), "", separator * 10, ""]).decode()
    written = content.replace(",", separator).replace("\n", ending).encode()
    reading = read(mark + written)
    assert reading.people == (person("1"), person("2", "1"))


def test_headings_may_be_written_as_people_write_them() -> None:
    header = HEADER.upper().replace("EMPLOYEE_NUMBER", " Employee Number ")
    assert read(file_of([line("1")], header)).people == (person("1"),)


def test_a_first_and_a_last_name_make_a_full_name() -> None:
    header = HEADER.replace("display_full_name", "first_name,last_name")
    reading = read(file_of([line("1", display_full_name="Ilse,Brandt")], header))
    assert reading.people[0].display_full_name == "Ilse Brandt"


def test_an_unknown_column_is_a_remark_and_not_a_problem() -> None:
    reading = read(file_of([line("1") + ",blue"], HEADER + ",Favourite colour"))
    assert len(reading.people) == 1
    assert "Favourite colour" in reading.remarks[0].sentence


def test_missing_columns_are_one_problem_that_names_them() -> None:
    reading = read(b"employee_number,work_email\n1,a@halden.example\n")
    (problem,) = reading.problems
    assert "display_full_name" in problem.sentence
    assert "time_zone" in problem.sentence


@pytest.mark.parametrize(
    "column, value, words",
    [
        ("employee_number", "", "missing"),
        ("display_full_name", " ", "missing"),
        ("work_email", "ana", "name@example.com"),
        ("work_email", "ana@halden", "name@example.com"),
        ("manager_id", "99", "Nobody has the employee number 99"),
        ("manager_id", "1", "own manager"),
        ("department", "", "missing"),
        ("job_title", "x" * 201, "longer than 200"),
        ("location", "Ber\u202elin", "invisible"),
        ("time_zone", "Mars/Base", "Europe/Berlin"),
        ("time_zone", "berlin", "did you mean Europe/Berlin"),
        ("start_date", "01.03.2020", "2026-01-31"),
        ("start_date", "2020-02-30", "2026-01-31"),
        ("start_date", "20200301", "2026-01-31"),
        ("start_date", "", "missing"),
        ("termination_date", "soon", "2026-01-31"),
        ("termination_date", "2019-12-31", "before the first"),
        ("employment_status", "sleeping", "active, pending, inactive"),
    ],
)
def test_a_wrong_value_is_told_by_line_and_column(column: str, value: str, words: str) -> None:
    cells = dict(zip(HEADER.split(","), line("1", "0").split(","), strict=True)) | {column: value}
    reading = read(file_of([line("0"), ",".join(cells.values())]))
    assert told(reading) == [(3, column)]
    assert words in reading.problems[0].sentence
    assert reading.people == ()


@pytest.mark.parametrize(
    "column, value, words",
    [
        ("country", "Germany", "two letters"),
        ("country", "QQ", "two letters"),
        ("language", "very german", "pt-BR"),
        ("hr_partner_id", "99", "Nobody has the employee number 99"),
        ("leave_start", "2026-03-02", "fill in leave_end"),
        ("leave_end", "2026-03-02", "fill in leave_start"),
    ],
)
def test_a_wrong_value_of_an_optional_column_is_told(column: str, value: str, words: str) -> None:
    header = f"{HEADER},country,language,hr_partner_id,leave_start,leave_end"
    optional = dict.fromkeys(header.split(",")[11:], "") | {column: value}
    reading = read(file_of([f"{line('1')},{','.join(optional.values())}"], header))
    assert words in reading.problems[0].sentence


def test_a_leave_that_ends_before_it_starts_is_told() -> None:
    content = file_of([f"{line('1')},2026-04-17,2026-03-02"], f"{HEADER},leave_start,leave_end")
    assert told(read(content)) == [(2, "leave_end")]


def test_a_loop_in_the_reporting_line_names_who_is_in_it() -> None:
    reading = read(file_of([line("1"), line("2", "4"), line("3", "2"), line("4", "3")]))
    assert told(reading) == [(3, "manager_id")]
    for name in ("Person 2 (2)", "Person 3 (3)", "Person 4 (4)"):
        assert name in reading.problems[0].sentence
    assert "Person 1" not in reading.problems[0].sentence


def test_a_loop_through_people_imported_earlier_is_told() -> None:
    known = [person("1"), person("2", "1"), person("3", "2")]
    reading = read(file_of([line("1", "3")]), known)
    assert told(reading) == [(2, "manager_id")]


def test_somebody_without_a_manager_is_a_remark() -> None:
    reading = read(file_of([line("1"), line("2"), line("3", "1")]))
    assert len(reading.people) == 3
    lines = [remark.line for remark in reading.remarks if remark.column == "manager_id"]
    assert lines == [2, 3]


def test_a_file_in_which_nobody_is_above_anybody_is_refused() -> None:
    reading = read(file_of([line("1"), line("2")]))
    assert told(reading) == [(2, "manager_id")]


def test_a_manager_who_has_left_is_a_remark() -> None:
    reading = read(file_of([line("1", employment_status="inactive"), line("2", "1")]))
    assert any("who has left" in remark.sentence for remark in reading.remarks)


def test_a_number_and_an_address_belong_to_one_person_each() -> None:
    lines = [line("1"), line("1", work_email="x@halden.example"), line("2", "1")]
    lines.append(line("3", "1", work_email="P2@Halden.example"))
    reading = read(file_of(lines))
    assert told(reading) == [(3, "employee_number"), (5, "work_email")]
    assert "line 2" in reading.problems[0].sentence
    assert "line 4" in reading.problems[1].sentence


def test_an_address_of_somebody_imported_earlier_is_taken() -> None:
    known = [person("1"), person("2", "1")]
    reading = read(file_of([line("3", "1", work_email="p2@halden.example")]), known)
    assert told(reading) == [(2, "work_email")]


def test_a_manager_imported_earlier_is_known() -> None:
    reading = read(file_of([line("3", "1")]), [person("1")])
    assert reading.people == (person("3", "1"),)
    assert any("not in this file" in remark.sentence for remark in reading.remarks)


def test_an_erased_person_is_not_entered_again() -> None:
    reading = read(file_of([line("1"), line("2", "1")]), erased=[person("2")])
    assert told(reading) == [(3, "employee_number")]


def test_a_column_that_is_absent_leaves_what_is_recorded() -> None:
    role = {"job_family": "optics", "level": "L5"}
    known = person("1", **role, termination_date="2026-07-15", country="DE-BE")
    header = HEADER.replace("termination_date,", "")
    content = file_of([line("1").replace(",,active", ",active")], header)
    assert read(content, [known]).people == (known,)


def test_the_job_family_is_read_as_hr_writes_it() -> None:
    content = file_of([f"{line('1')},Fine Optics"], f"{HEADER},Job Family")
    assert read(content).people == (person("1", job_family="Fine Optics"),)


def test_an_empty_value_takes_back_what_is_recorded() -> None:
    known = person("1", termination_date="2026-07-15")
    assert read(file_of([line("1")]), [known]).people == (person("1"),)


def test_every_problem_is_told_at_once_in_the_order_of_lines() -> None:
    lines = [line("1", "9"), line("2", start_date="x", time_zone="y"), line("3", "3"), "4,short"]
    assert [where for where, _ in told(read(file_of(lines)))] == [2, 3, 3, 4, 5]


def test_a_line_with_too_few_values_still_names_a_manager() -> None:
    reading = read(file_of(["1,short", line("2", "1")]))
    assert told(reading) == [(2, "")]


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    lines = [line("1", job_title='"Head\nof\nOptics"'), line("2", "9")]
    reading = read(file_of(lines))
    assert told(reading) == [(5, "manager_id")]
    assert read(file_of(lines[:1])).people[0].job_title == "Head of Optics"


def test_bytes_that_are_not_utf_8_are_told_by_line_and_column() -> None:
    content = file_of([line("1"), line("2", "1", display_full_name="J\u00f6rg")])
    reading = read(content.replace("\u00f6".encode(), b"\xf6"))
    assert told(reading) == [(3, "display_full_name")]
    assert "UTF-8" in reading.problems[0].sentence


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "empty"),
        (b"\n\r\n", "empty"),
        (HEADER.encode(), "holds nobody"),
        (HEADER.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x14\x00", "spreadsheet"),
        (b"x" * 1_000_001, "longer than 1,000,000"),
        (HEADER.encode() + b"\n" + b"x" * 1_000_001, "longer than 1,000,000"),
        (file_of(['1,"Ana', line("2", "1")]), "not closed"),
        (file_of(['1,"Ana"x']), "inside a quoted value"),
        (file_of([line("1")], f"{HEADER[:-18]},work_email"), "twice"),
        (b"\xff" + HEADER.encode(), "UTF-8"),
    ],
)
def test_what_is_no_people_file_is_told(content: bytes, words: str) -> None:
    reading = read(content)
    assert words in reading.problems[0].sentence
    assert reading.people == ()


@given(st.binary(max_size=400))
def test_whatever_bytes_a_file_holds_it_is_read_or_told(content: bytes) -> None:
    reading = read(content)
    assert bool(reading.people) != bool(reading.problems)


CELL = st.sampled_from(["", "1", "2", "3", "a@b.example", "2026-01-31", "active", "UTC", '"', "\n"])
TORN = st.lists(st.lists(CELL | st.text(max_size=6), min_size=9, max_size=12), max_size=6)


@given(TORN, st.sampled_from([",", ";"]))
def test_whatever_cells_a_file_holds_it_is_read_or_told(
    rows: list[list[str]], separator: str
) -> None:
    lines = [separator.join(cells) for cells in rows]
    content = "\n".join((HEADER.replace(",", separator), *lines))
    reading = read(content.encode("utf-8", "surrogatepass"))
    assert bool(reading.people) != bool(reading.problems)
    for problem in reading.problems:
        assert problem.sentence.encode()
        assert 1 <= problem.line <= content.count("\n") + content.count("\r") + 1


CHANGES = st.sampled_from(
    [
        ("display_full_name", "Ilse Brandt", "display_full_name"),
        ("work_email", "ilse@halden.example", "work_email"),
        ("manager_id", "3", "manager"),
        ("department", "Sales", "department"),
        ("job_title", "Fitter", "job_title"),
        ("location", "Paris", "location"),
        ("time_zone", "Europe/Paris", "time_zone"),
        ("start_date", "2021-01-01", "start_date"),
        ("termination_date", "2026-07-15", "termination_date"),
        ("employment_status", "pending", "employment_status"),
    ]
)


@given(st.sampled_from(["2", "4", "5"]), CHANGES)
def test_a_second_import_changes_exactly_what_the_file_changed(
    number: str, change: tuple[str, str, str]
) -> None:
    column, value, field = change
    managers = {"1": "", "2": "1", "3": "1", "4": "2", "5": "2"}
    first = read(file_of([line(one, above) for one, above in managers.items()])).people
    changes = {number: {column: value}}
    lines = [line(one, above, **changes.get(one, {})) for one, above in managers.items()]
    second = read(file_of(lines), known=first).people
    events = [
        event
        for before, after in zip(first, second, strict=True)
        for event in differences(before, 1, after, AT)
    ]
    assert [(event.person, getattr(event, "changed", ())) for event in events] == [
        (person(number).id, (field,))
    ]


@given(st.lists(st.sampled_from(["1", "2", "3"]), max_size=4))
def test_importing_the_same_file_again_changes_nothing(above: list[str]) -> None:
    managers = ["", "1", "1", *above]
    content = file_of([line(str(one), manager) for one, manager in enumerate(managers, start=1)])
    first = read(content).people
    second = read(content, known=first).people
    assert second == first
