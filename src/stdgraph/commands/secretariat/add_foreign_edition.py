"""Adding an edition of a standard in another language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import DescribedStandardCommand, ahead, one_line
from stdgraph.commands.listed_entries import change_entries, with_entry, wrong_language
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.stored_state import stated_date
from stdgraph.domain.terms import FIELD_TERMS, Term

EDITIONS = "foreignEditions"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddForeignEdition(DescribedStandardCommand):
    """Add the edition of a standard in another language (外文版). Added once more in that language, it is changed."""

    action: ClassVar[Action] = Action.ADD_FOREIGN_EDITION
    language: str = described("Its language, such as `en`, `fr` or `ru` (BCP 47).")
    title: str | None = described("Its title in that language.", None)
    number: str | None = described("The number that it prints, where that differs from the standard's.", None)
    published_on: PartialDate | None = described("The day of its publication.", None, less_exact=True)

    @property
    def _entry(self) -> dict[str, Any]:
        published = None if self.published_on is None else str(self.published_on)
        texts = {"title": self.title, "number": self.number}
        told = {name: (text or "").strip() or None for name, text in texts.items()}
        return {"language": self.language, **told, "publishedOn": published}

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is wrong with the language, the texts or the day."""
        yield from wrong_language("language", self.language)
        if self.language.partition("-")[0] == "zh":
            yield Problem("language", Message("外文版不能为中文", "a foreign edition is not in Chinese"))
        yield from one_line("title", Term("名称", "title"), self.title)
        yield from one_line("number", FIELD_TERMS["number"], self.number)
        yield from ahead("publishedOn", self.published_on, today)
        original, published = stated_date(standard.properties, "publishedOn"), self.published_on
        if original is not None and published is not None and published.latest < original.earliest:
            zh = f"外文版的发布日期（{published}）早于标准的发布日期（{original}）"
            en = f"publication date {published} precedes that of the standard, {original}"
            yield Problem("publishedOn", Message(zh, en))

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Add it."""
        entries = with_entry(standard, EDITIONS, self._entry)
        return change_entries(unit, standard, EDITIONS, entries, today, self.note)


COMMAND = AddForeignEdition
