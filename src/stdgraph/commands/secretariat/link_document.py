"""Linking a document of a standard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import DescribedStandardCommand, one_line
from stdgraph.commands.field_values import is_address
from stdgraph.commands.listed_entries import change_entries, too_many, with_entry, wrong_language
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.terms import Term

DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDocument(DescribedStandardCommand):
    """Link a document of a standard: its text, a draft for comment, the announcement. Linked once more, its title and language are changed."""

    action: ClassVar[Action] = Action.LINK_DOCUMENT
    url: str = described("Its address, http or https.")
    title: str | None = described("What it is called.", None)
    language: str | None = described("Its language, such as `zh` or `en` (BCP 47).", None)

    @property
    def _entry(self) -> dict[str, Any]:
        title = (self.title or "").strip() or None
        return {"url": self.url.strip(), "title": title, "language": self.language}

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is wrong with the address, the title or the language."""
        if not is_address(self.url.strip()):
            zh = f"“{self.url}”不是有效的网址，应以“http”或“https”开头"
            yield Problem("url", Message(zh, f"invalid address {self.url!r}: expected http://… or https://…"))
        yield from one_line("title", Term("名称", "title"), self.title)
        yield from wrong_language("language", self.language)
        yield from too_many("url", standard, DOCUMENTS, with_entry(standard, DOCUMENTS, self._entry))

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Link it."""
        entries = with_entry(standard, DOCUMENTS, self._entry)
        return change_entries(unit, standard, DOCUMENTS, entries, today, self.note)


COMMAND = LinkDocument
