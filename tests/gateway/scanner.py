"""A mail scanner of the worst kind: opens every address, keeps cookies, sends every form it finds.

It sends each form as the form stands, as scripts do that press no button, and ticks, chooses and
types nothing. Where it `presses` buttons as well, it sends what each of them says.
"""

from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import httpx2

MOST_REQUESTS = 400

Values = list[tuple[str, str]]
Tag = dict[str, str | None]


@dataclass
class Form:
    """A form with the values it has by itself."""

    action: str
    method: str
    values: Values = field(default_factory=list)
    buttons: Values = field(default_factory=list)

    def sent(self, *, presses: bool) -> list[Values]:
        """What is sent without any button, and by each of them."""
        pressed = [[*self.values, button] for button in self.buttons]
        return [self.values, *(pressed if presses else [])]


class Page(HTMLParser):
    """The addresses and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.forms: list[Form] = []
        self._area: str | None = None
        self._choice: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told: Tag = dict(attrs)
        self.addresses += [value for name in ("href", "src", "hx-get") if (value := told.get(name))]
        form = self.forms[-1] if self.forms else None
        if tag == "form":
            self.forms.append(Form(told.get("action") or "", (told.get("method") or "get").lower()))
        elif form is not None:
            self._take(form, tag, told)

    def _take(self, form: Form, tag: str, told: Tag) -> None:
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "button" or (tag == "input" and told.get("type") == "submit"):
            form.buttons += [(name, value)] if name else []
        elif tag == "input" and told.get("type") in {"checkbox", "radio"}:
            form.values += [(name, value or "on")] if "checked" in told else []
        elif tag == "input":
            form.values.append((name, value))
        elif tag == "textarea":
            self._area = name
            form.values.append((name, ""))
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice is not None:
            is_first = all(known != self._choice for known, _ in form.values)
            if is_first or "selected" in told:
                form.values = [each for each in form.values if each[0] != self._choice]
                form.values.append((self._choice, value))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            name, before = self.forms[-1].values.pop()
            self.forms[-1].values.append((name, before + data))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None


@dataclass
class Scanner:
    """Goes on until it has seen and sent everything; remembers how it was answered."""

    client: httpx2.AsyncClient
    presses: bool = False
    answers: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _sent: set[str] = field(default_factory=set)
    _ahead: deque[str] = field(default_factory=deque)

    async def scan(self, *addresses: str) -> None:
        """Begin with the addresses of a message."""
        self._ahead.extend(addresses)
        while self._ahead and sum(map(len, self.answers.values())) < MOST_REQUESTS:
            address = self._ahead.popleft()
            if address not in self._seen:
                self._seen.add(address)
                await self._read(address, await self.client.get(address))

    async def _read(self, address: str, answer: httpx2.Response, method: str = "GET") -> None:
        self.answers.setdefault((method, urlsplit(address).path), []).append(answer.status_code)
        if "location" in answer.headers:
            self._go(address, answer.headers["location"])
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return
        page = Page()
        page.feed(answer.text)
        for found in page.addresses:
            self._go(address, found)
        for form in page.forms:
            await self._send(address, form)

    async def _send(self, address: str, form: Form) -> None:
        place = urljoin(address, form.action) if form.action else address
        for values in form.sent(presses=self.presses):
            sent = f"{form.method} {place} {[each for each in values if each[0] != '_csrf']}"
            if sent in self._sent or len(self._sent) > MOST_REQUESTS:
                continue
            self._sent.add(sent)
            if form.method == "get":
                answer = await self.client.get(f"{place}?{urlencode(values)}")
            else:
                data: dict[str, list[str]] = {}
                for name, value in values:
                    data.setdefault(name, []).append(value)
                answer = await self.client.post(place, data=data)
            await self._read(place, answer, form.method.upper())

    def _go(self, address: str, found: str) -> None:
        place = urljoin(address, found).partition("#")[0]
        if place.startswith("/"):
            self._ahead.append(place)
