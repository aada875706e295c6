"""A page as a browser without scripts sees it: what a form sends, what each element is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from pydantic import JsonValue

from domain.definition.forms import Form
from gateway.fields.facts import FieldFacts
from gateway.fields.reading import read_answers
from gateway.fields.widgets import Widget, widgets
from gateway.site.pages import templates
from gateway.site.posted import Posted

Attributes = dict[str, str | None]
_FIELDS: Final = {"input", "textarea", "select"}


@dataclass
class Seen(HTMLParser):
    """Reads a page; `sent` is what its form sends, `elements` every tag with its attributes."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    _select: str = ""
    _options: list[tuple[str, bool]] = field(default_factory=list)
    _area: str | None = None
    _inert: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "template":
            self._inert += 1
        if self._inert:
            return
        self.elements.append((tag, told))
        name, value = told.get("name") or "", told.get("value") or ""
        match tag:
            case "input" if told.get("type") not in {"radio", "checkbox"} or "checked" in told:
                self.sent.append((name, value))
            case "textarea":
                self._area = ""
                self.sent.append((name, ""))
            case "select":
                self._select, self._options = name, []
            case "option" if self._select:
                self._options.append((value, "selected" in told))
            case _:
                pass

    def handle_data(self, data: str) -> None:
        if self._area is not None and not self._inert:
            self._area += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._inert -= 1
        if self._inert:
            return
        if tag == "textarea" and self._area is not None:
            name, _ = self.sent.pop()
            self.sent.append((name, self._area.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None
        if tag == "select":
            picked = [value for value, is_picked in self._options if is_picked]
            self.sent.append((self._select, (picked or [self._options[0][0]])[-1]))
            self._select = ""

    @property
    def ids(self) -> list[str]:
        """Every id of the page."""
        return [told["id"] or "" for _, told in self.elements if "id" in told]


def drawn(shown: Sequence[Widget]) -> str:
    """Draw fields as a page does."""
    macros = templates().get_template("fields/widget.html.j2").module
    return "\n".join(str(macros.widget(each)) for each in shown)  # type: ignore[attr-defined]  # a macro of the template


def seen(page: str) -> Seen:
    """Look at a page."""
    looked = Seen()
    looked.feed(page)
    looked.close()
    return looked


def sent_back(
    form: Form,
    answers: Mapping[str, JsonValue],
    facts: FieldFacts,
    **typed: str,
) -> dict[str, JsonValue]:
    """Show a form with answers, type something else, send it, and read it."""
    looked = seen(drawn(widgets(form, answers, facts, {})))
    values = [pair for pair in looked.sent if pair[0] not in typed]
    return read_answers(form, Posted([*values, *typed.items()]), facts)
