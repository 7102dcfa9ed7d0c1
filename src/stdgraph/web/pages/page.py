"""What a page is made of: an address, a GraphQL document, a template, and the variables that the address stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files

from stdgraph.web.pages.address import Address

Variables = Mapping[str, object]


@dataclass(frozen=True)
class Page:
    """A page. Its document and its template are called like it."""

    name: str
    path: str
    variables: Callable[[Address], Variables]
    subject: str | None = None
    """The root field without whose value there is no such page; None for a page that is always there."""
    required: tuple[str, ...] = ()
    """Further root fields that must be answered for the page to say anything."""
    scripts: tuple[str, ...] = field(default=())
    """ES modules that make it pleasant; it is complete without them."""

    @property
    def needed(self) -> tuple[str, ...]:
        """The root fields without which the page cannot be shown."""
        return self.required if self.subject is None else (self.subject, *self.required)

    @cached_property
    def document(self) -> str:
        """The text of the GraphQL document."""
        return document(self.name)


def document(name: str) -> str:
    """A GraphQL document of the pages, with the fragments that it names."""
    text = _read(name)
    shared = _read("fragments").strip().split("\n\n")
    used: dict[str, str] = {}
    while more := [one for one in shared if one not in used.values() and _is_spread(one, text, used)]:
        used.update({_name(one): one.strip() for one in more})
    return "\n\n".join([text.strip(), *used.values()]) + "\n"


def _read(name: str) -> str:
    return (files("stdgraph.web.pages") / f"{name}.graphql").read_text(encoding="utf-8")


def _name(fragment: str) -> str:
    return fragment.split()[1]


def _is_spread(fragment: str, text: str, used: Mapping[str, str]) -> bool:
    words = f"{text} {' '.join(used.values())}".split()
    return f"...{_name(fragment)}" in words
