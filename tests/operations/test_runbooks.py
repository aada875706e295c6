"""Every alert leads to a page that helps, and every command on it is there."""

import re

from tests.architecture.documentation import DOCS, ROOT, command_line, text_of
from tests.operations.queries import alerts

FOLDER = DOCS / "operations" / "runbooks"
COMMAND = re.compile(r"`perennial ((?:[a-z-]+ ?)+)([^`]*)`")
SECTIONS = ["What people notice", "Look first", "Mend", "Over when"]


def page_of(alert: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", alert).lower() + ".md"


def lacking(words: str, options: str) -> list[str]:
    """What of a command line is not there."""
    found = command_line()
    path = words.split()
    while path and path[0] in getattr(found, "commands", {}):
        found = found.commands[path.pop(0)]
    if hasattr(found, "commands"):
        return [f"no command: {words}"]
    known = {name for each in found.params for name in each.opts}
    return [o for o in re.findall(r"--[a-z-]+", options) if o not in known | {"--help"}]


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    named = {alert["annotations"]["runbook"] for alert in alerts()}
    assert named == {str(path.relative_to(ROOT)) for path in FOLDER.iterdir()}
    for alert in alerts():
        assert alert["annotations"]["runbook"].endswith(f"/{page_of(alert['alert'])}")


def test_every_page_says_what_it_means_what_to_look_at_and_when_it_is_over() -> None:
    for alert in alerts():
        text = text_of(FOLDER / page_of(alert["alert"]))
        assert text.startswith(f"# {alert['alert']}\n\n")
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
        assert len(text.split()) < 300


def test_every_command_on_a_page_is_there_with_its_options() -> None:
    wrong, seen = [], 0
    for path in sorted(FOLDER.iterdir()):
        for words, options in COMMAND.findall(text_of(path).replace("\n  ", " ")):
            seen += 1
            wrong += [f"{path.name}: {each}" for each in lacking(words, options)]
    assert wrong == []
    assert seen > 40
