"""What cannot be read, and what a value may not be: said with line and column."""

import pytest

from tests.unit.sound_cycle import HERE, SOUND, Bad, bad

READING = (
    bad(
        "tab",
        "A tab or another character stands where none can; indent with spaces, and put texts "
        "that begin with a special character in quotes.",
        ("    title: Goals", f"{HERE}\ttitle: Goals"),
    ),
    bad(
        "colon",
        "A colon stands where none can; put a text that holds a colon in quotes, or look "
        "at the indentation.",
        ("title: Annual review", f"title: Annual{HERE}: review"),
    ),
    bad(
        "quote",
        "A quotation mark is opened and never closed; close it.",
        ('"17:30"}\n', f'"17:30}}\n{HERE}'),
    ),
    bad(
        "twice",
        "'title' is given twice, first on line 2; keep one.",
        ("begins:", f"{HERE}title: Another\nbegins:"),
    ),
    bad(
        "tag",
        "The tag '!!python/object:os.system' is not understood here; remove it.",
        ("title: Annual review", f"title: {HERE}!!python/object:os.system Annual review"),
    ),
    bad(
        "merge",
        "Merging with '<<' is not understood here; write the fields out.",
        ("peers: {count: 3}", f"peers: {{count: 3, {HERE}<<: {{}}}}"),
    ),
    bad(
        "escape",
        "The text holds U+001B, which cannot be printed; remove it.",
        ("title: Annual review", f'title: {HERE}"Annual \\e[31m review"'),
    ),
    bad(
        "unknown field",
        "There is no field 'retuns_to' in a step; did you mean 'returns_to'?",
        ("returns_to", f"{HERE}retuns_to"),
    ),
    bad(
        "strange field",
        "There is no field 'colour' in the peers; remove it, or use 'count', 'minimum' or "
        "'per_giver'.",
        ("peers: {count: 3}", f"peers: {{count: 3, {HERE}colour: red}}"),
    ),
    bad(
        "missing",
        "'due' is missing here; add it (due date, or working days since the step opened).",
        ("      - id: agree", f"      - {HERE}id: agree"),
        ("        due: {on: 2026-02-27}\n", ""),
    ),
    bad(
        "role",
        "'role' cannot be 'manger'; did you mean 'manager'? It may be 'reviewee', "
        "'manager', 'second_line_manager', 'peer', 'panel' or 'hr_partner'.",
        ("role: manager\n", f"role: {HERE}manger\n"),
    ),
    bad(
        "entry",
        "An entry of 'panel' cannot be 'boss'; use 'reviewee', 'manager', "
        "'second_line_manager', 'peer', 'panel' or 'hr_partner'.",
        ("panel: [manager,", f"panel: [{HERE}boss,"),
    ),
    bad(
        "number for text",
        "'title' is a text; put '2026' in quotes.",
        ("title: Annual review", f"title: {HERE}2026"),
    ),
    bad(
        "empty",
        "'title' is empty; write something after it or remove the line.",
        ("title: Annual review", f"{HERE}title:"),
    ),
    bad(
        "text for number",
        "'working_days' is a whole number without quotes or units, not 'nine'.",
        ("working_days: 9", f"working_days: {HERE}nine"),
    ),
    bad(
        "no day",
        "'on': 2026-02-30 is not in the calendar; look at month and day.",
        ("on: 2026-02-27", f"on: {HERE}2026-02-30"),
    ),
    bad(
        "other day",
        "'begins': write a day as year-month-day, for example 2026-01-31.",
        ("begins: 2026-01-05", f"begins: {HERE}5.1.2026"),
    ),
    bad(
        "no time",
        "'opens': 25:00 is not on the clock; use 00:00 to 23:59.",
        ('opens: "08:00"', f'opens: {HERE}"25:00"'),
    ),
    bad(
        "yes",
        "'anonymous' is 'true' or 'false' without quotes, not 'yes'.",
        ("anonymous: true", f"anonymous: {HERE}yes"),
    ),
    bad(
        "no list",
        "'stages' is a list; begin each entry with '- ' on a line of its own, or write [a, b].",
        (SOUND[SOUND.index("stages:") : SOUND.index("forms:")], f"{HERE}stages: {{}}\n"),
    ),
    bad(
        "no group",
        "'opens' is a group of named values such as 'on' or 'working_days'; write each "
        "as 'name: value'.",
        ("opens: {on: 2026-01-12}", f"opens: {HERE}2026-01-12"),
    ),
    bad(
        "empty list",
        "'rungs' is empty; write something there.",
        ("    rungs: [{to: assignee, after: 1}]", f"    {HERE}rungs: []"),
    ),
    bad(
        "range",
        "'after' is at least 1, not '0'.",
        ("{to: assignee, after: 1}", f"{{to: assignee, after: {HERE}0}}"),
    ),
    bad(
        "name",
        "'Mid Year' cannot stand here: 'id' begins with a small letter and goes on with "
        "small letters, digits and underscores, as in 'mid_year'.",
        ("id: goals", f"id: {HERE}Mid Year"),
    ),
    bad(
        "form name",
        "'Peer form' cannot stand here: 'Peer form' begins with a small letter and goes "
        "on with small letters, digits and underscores, as in 'mid_year'.",
        ("  peers:\n", f"  {HERE}Peer form:\n"),
    ),
    bad(
        "decimals",
        "'rating.goals' has at most 2 decimals, not '59.999'; round it.",
        ("rating.goals: 60", f"rating.goals: {HERE}59.999"),
    ),
    bad(
        "both",
        "'due': give either 'on' with a date or 'working_days' with a number.",
        (
            "        due: {on: 2026-02-27}",
            f"        {HERE}due: {{on: 2026-02-27, working_days: 3}}",
        ),
    ),
)


@pytest.mark.parametrize("case", READING, ids=lambda case: case.name)
def test_what_cannot_be_read_is_told_where_it_stands_and_how_to_mend_it(case: Bad) -> None:
    found, expected = case.read()
    assert found == expected
