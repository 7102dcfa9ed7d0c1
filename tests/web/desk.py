"""A person at the desk, as tests play one: opens the form of an action, fills it in, and sends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

Sent = Mapping[str, str | Sequence[str]]


@dataclass
class ShownForm(HTMLParser):
    """The form of an action: what a browser would send of it, its problems by field, and its notices."""

    text: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    _in_form: bool = False
    _select: str | None = None
    _area: str | None = None
    _into: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in_form = at.get("class") == "form"
        if "aria-invalid" in at:
            self.described[at["name"]] = at.get("aria-describedby", "")
        if at.get("class") == "problem":
            self._into = ("problem", at["id"].removesuffix("-problem"))
        elif tag == "p" and at.get("class", "").startswith("notice"):
            self._into = ("notice", "")
            self.notices.append("")
        if not self._in_form:
            return
        if tag == "input" and "name" in at and (at.get("type") != "checkbox" or "checked" in at):
            self.fields.setdefault(at["name"], []).append(at.get("value", ""))
        elif tag == "select":
            self._select = at["name"]
            self.fields[at["name"]] = [""]
        elif tag == "option" and self._select:
            self.options.setdefault(self._select, []).append(at["value"])
            if "selected" in at:
                self.fields[self._select] = [at["value"]]
        elif tag == "textarea":
            self._area = at["name"]
            self.fields[at["name"]] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area:
            self.fields[self._area] = [self.fields[self._area][0].removeprefix("\n")]
            self._area = None
        elif tag in ("div", "p") and self._into and (tag == "div" or self._into[0] == "notice"):
            self._into = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._area:
            self.fields[self._area][0] += data
        if self._into and self._into[0] == "problem":
            self.problems[self._into[1]] = self.problems.get(self._into[1], "") + data.strip()
        elif self._into:
            self.notices[-1] += data


@dataclass
class Desk:
    """Somebody at the desk."""

    client: httpx.AsyncClient

    async def open(self, action: str, **parameters: Any) -> ShownForm:
        """The form of an action."""
        response = await self.client.get(f"/act/{action}", params=parameters)
        assert response.status_code == 200, response.text
        return ShownForm(response.text)

    async def send(self, action: str, form: ShownForm, step: str, filled: Sent) -> httpx.Response:
        """The form with other values for some fields."""
        data = {**form.fields, **filled, "step": step}
        return await self.client.post(f"/act/{action}", data=data)

    async def ask(self, query: str, **variables: Any) -> Any:
        """What the API answers."""
        response = await self.client.post("/graphql", json={"query": query, "variables": variables})
        assert "errors" not in response.json(), response.text
        return response.json()["data"]

    async def revision(self) -> int:
        """How often the catalogue has changed."""
        found: int = (await self.ask("{ catalogue { revision } }"))["catalogue"]["revision"]
        return found
