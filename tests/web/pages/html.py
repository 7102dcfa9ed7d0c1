"""What tests read of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

VOID = {"meta", "link", "input", "br", "img", "hr"}


@dataclass
class Html(HTMLParser):
    """A page: its elements as they are opened, its words, and whether each is closed again."""

    text: str
    opened: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Each link's address and words."""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.opened.append((tag, attributes))
        if tag == "a" and (to := attributes.get("href") or attributes.get("xlink:href")):
            self.links.append((to, ""))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if "a" in self._open and self.links:
            to, words = self.links[-1]
            self.links[-1] = to, words + data

    @property
    def language(self) -> str | None:
        return self.opened[0][1].get("lang")

    @property
    def title(self) -> str:
        found = re.search("<title>(.*?)</title>", self.text, re.DOTALL)
        return found[1].strip() if found else ""


def drawings(text: str) -> list[ET.Element]:
    """The drawings of a page, read as XML."""
    return [ET.fromstring(one) for one in re.findall("<svg.*?</svg>", text, re.DOTALL)]  # noqa: S314  our own
