"""What is wrong, or worth knowing, between the people of a file."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from domain.people import EmploymentStatus, Organisation, Person
from domain.people_entry import Entry
from domain.people_row import Problem, Remark
from domain.reporting_line import loops_in

NAMED_AT_MOST = 50


def problems_between(
    entries: Sequence[Entry], others: Collection[str], known: Organisation
) -> Iterator[Problem]:
    """Yield what is wrong between lines.

    Args:
        entries: the lines that could be read.
        others: the employee numbers of lines that could not.
        known: the directory before this import.
    """
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.employee_number, entry)
    yield from _twice(entries, first)
    yield from _same_address(entries, first, known)
    yield from _unknown(entries, {*first, *others}, known)
    yield from _own_managers(entries)
    yield from _circles(first, known)
    if len(first) > 1 and not others and all(one.manager_number is None for one in entries):
        yield Problem(
            line=entries[0].line,
            column="manager_id",
            sentence="Nobody in this file is above anybody: fill manager_id with the employee "
            "number of each person's manager.",
        )


def remarks_about(entries: Sequence[Entry], known: Organisation) -> Iterator[Remark]:
    """Yield what HR should know about a file without problems."""
    organisation = known.with_people(entry.person for entry in entries if entry.person)
    for entry in entries:
        if entry.person is not None:
            yield from _about_manager(entry, entry.person, organisation)
    if not any(entry.person and entry.person.country for entry in entries):
        yield Remark(
            line=None,
            column="country",
            sentence="Nobody has a country, so public holidays count as working days: "
            "fill in country to have them left out.",
        )
    yield from _about_missing({entry.employee_number for entry in entries}, known)


def _twice(entries: Sequence[Entry], first: Mapping[str, Entry]) -> Iterator[Problem]:
    for entry in entries:
        earlier = first[entry.employee_number]
        if earlier is not entry:
            yield _problem(
                entry,
                "employee_number",
                f"The number {entry.employee_number} is on line {earlier.line} already: "
                "remove one of the lines, or mend the number.",
            )


def _same_address(
    entries: Sequence[Entry], first: Mapping[str, Entry], known: Organisation
) -> Iterator[Problem]:
    lines: dict[str, int] = {}
    for entry in entries:
        if entry.address is None:
            continue
        earlier = lines.setdefault(entry.address.casefold(), entry.line)
        owner = known.by_address(entry.address)
        if earlier != entry.line:
            where = f"is on line {earlier} already"
        elif owner and owner.employee_number not in first and not _is_inactive(owner):
            where = f"belongs to {_label(owner)} from an earlier import"
        else:
            continue
        yield _problem(
            entry,
            "work_email",
            f"The address {entry.address} {where}: give each person an address of their own.",
        )


def _unknown(
    entries: Sequence[Entry], numbers: Collection[str], known: Organisation
) -> Iterator[Problem]:
    for entry in entries:
        links = (("manager_id", entry.manager_number), ("hr_partner_id", entry.hr_partner_number))
        for column, number in links:
            if number is None or number in numbers or known.by_number(number):
                continue
            yield _problem(
                entry,
                column,
                f"Nobody has the employee number {number}: mend {column}, or add that person.",
            )


def _own_managers(entries: Sequence[Entry]) -> Iterator[Problem]:
    for entry in entries:
        if entry.manager_number == entry.employee_number:
            yield _problem(
                entry,
                "manager_id",
                f"{entry.label} is their own manager: name somebody else, or leave manager_id "
                "empty for the head of the organisation.",
            )


def _circles(first: Mapping[str, Entry], known: Organisation) -> Iterator[Problem]:
    above: dict[str, str | None] = {
        person.employee_number: manager.employee_number
        for person in known.values()
        if person.manager is not None and (manager := known.get(person.manager))
    }
    above |= {number: entry.manager_number for number, entry in first.items()}
    for loop in loops_in(above):
        if len(loop) == 1:
            continue
        start = min((number for number in loop if number in first), key=lambda n: first[n].line)
        turn = loop.index(start)
        labels = [_label_of(number, first, known) for number in (*loop[turn:], *loop[:turn])]
        yield _problem(first[start], "manager_id", _circle_sentence(labels))


def _circle_sentence(labels: Sequence[str]) -> str:
    told = list(labels[1:NAMED_AT_MOST])
    if len(labels) > NAMED_AT_MOST:
        told.append(f"{len(labels) - NAMED_AT_MOST} more people")
    steps = "".join(f" {label}, who reports to" for label in told)
    return (
        f"The reporting line runs in a circle: {labels[0]} reports to{steps} {labels[0]}. "
        "Mend manager_id of one of them."
    )


def _about_manager(entry: Entry, person: Person, organisation: Organisation) -> Iterator[Remark]:
    if person.employment_status is EmploymentStatus.INACTIVE:
        return
    if person.manager is None:
        sentence = "has no manager"
    elif (manager := organisation.get(person.manager)) and _is_inactive(manager):
        sentence = f"reports to {_label(manager)}, who has left"
    else:
        return
    yield Remark(
        line=entry.line,
        column="manager_id",
        sentence=f"{entry.label} {sentence}: in a launch the steps of the manager are blocked "
        "until HR names somebody.",
    )


def _about_missing(numbers: Collection[str], known: Organisation) -> Iterator[Remark]:
    missing = [
        person
        for person in known.values()
        if person.employee_number not in numbers and not _is_inactive(person)
    ]
    if not missing:
        return
    named = ", ".join(_label(person) for person in missing[:NAMED_AT_MOST])
    more = f" and {len(missing) - NAMED_AT_MOST} more" if len(missing) > NAMED_AT_MOST else ""
    yield Remark(
        line=None,
        column="employee_number",
        sentence=f"{len(missing)} known from earlier imports are not in this file and stay as "
        f"they are: {named}{more}.",
    )


def _is_inactive(person: Person) -> bool:
    return person.employment_status is EmploymentStatus.INACTIVE


def _label(person: Person) -> str:
    return f"{person.display_full_name} ({person.employee_number})"


def _label_of(number: str, first: Mapping[str, Entry], known: Organisation) -> str:
    if number in first:
        return first[number].label
    person = known.by_number(number)
    return _label(person) if person else number


def _problem(entry: Entry, column: str, sentence: str) -> Problem:
    return Problem(line=entry.line, column=column, sentence=sentence)
