"""Forms of pages as a browser sends them: each control by its name, with what stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """A form: where it goes, and its controls."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """All controls, those without a value among them."""

    def sent(self, **given: str) -> dict[str, list[str]]:
        """What is sent where these fields are filled in."""
        return {**self.values, **{name.replace("__", "."): [value] for name, value in given.items()}}


class FormReader(HTMLParser):
    """Reads the forms of a page, and the controls that no label is bound to."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.described: set[str] = set()
        self._open: PageForm | None = None
        self._select: str | None = None
        self._text: str | None = None
        self._in_label = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if "aria-describedby" in at:
            self.described |= set(at["aria-describedby"].split())
        if "id" in at:
            self.ids.append(at["id"])
        if tag == "label":
            self._in_label += 1
            self.labelled.add(at.get("for", ""))
        if tag == "form":
            self._open = PageForm(at.get("action", ""), at.get("method", "get"))
            self.forms.append(self._open)
        if self._open is None:
            return
        name = at.get("name")
        if tag in ("input", "select", "textarea") and name:
            self._open.names.add(name)
            if at.get("type") != "hidden":
                assert self._in_label or at.get("id") in self.labelled, f"no label for {name}"
        if tag == "input" and name and at.get("type") != "file":
            if at.get("type") not in ("checkbox", "radio") or "checked" in at:
                self._add(name, at.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in at:
            self._add(self._select, at.get("value", ""))
        elif tag == "textarea":
            self._text = name
            if name:
                self._add(name, "")

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._text:
            self._open.values[self._text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._open is not None and self._text:
            self._open.values[self._text][-1] = self._open.values[self._text][-1].removeprefix("\n")
            self._text = None
        elif tag == "label":
            self._in_label -= 1

    def _add(self, name: str, value: str) -> None:
        assert self._open is not None
        self._open.values.setdefault(name, []).append(value)


def read_page(html: str) -> FormReader:
    """The forms of a page. Fails where a control has no label, an id stands twice, or a description is not there."""
    reader = FormReader()
    reader.feed(html)
    assert len(reader.ids) == len(set(reader.ids)), sorted(one for one in reader.ids if reader.ids.count(one) > 1)
    assert reader.described <= set(reader.ids), reader.described - set(reader.ids)
    return reader


def form_to(html: str, action: str) -> PageForm:
    """The form of a page that goes to an address."""
    (found,) = [one for one in read_page(html).forms if one.action == action]
    return found
