"""What a system says of itself and its document, as commands give it: what is wrong with that, and how the graph holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.domain.dates import PartialDate, by_the_latest
from stdgraph.stewardship.checks import no_title, one_line, stripped
from stdgraph.stewardship.system_command import DatedCommand, lies_ahead

TEXTS = {
    "titleZh": "title_zh",
    "titleEn": "title_en",
    "issuer": "issuer",
    "documentNumber": "document_number",
    "horizon": "horizon_text",
}
"""The properties that hold one line of text, with the fields of commands that give them."""


NO_FACTS: Mapping[str, None] = dict.fromkeys(
    [*TEXTS, "issuedOn", "issuedIn", "announcedOn", "announcedIn", "declared", "related"]
)
"""The facts of a system of which nothing is said."""


def given_facts(command: Any) -> dict[str, Any]:
    """The facts that a command with fields for those of a system gives, by property: an empty text is none."""
    texts = {name: getattr(command, field) for name, field in TEXTS.items()}
    found: dict[str, Any] = {name: stripped(text) for name, text in texts.items() if text is not None}
    for name, day in (("issuedOn", command.issued_on), ("announcedOn", command.announced_on)):
        if day is not None:
            found |= by_the_latest(name, day)
    if command.declared is not None:
        found["declared"] = command.declared
    if command.related is not None:
        found["related"] = list(dict.fromkeys(one.strip() for one in command.related)) or None
    return found


def unfit_facts(command: Any, today: date) -> Iterator[Problem]:
    """What is wrong with the facts that a command gives."""
    yield from one_line("titleZh", "titleZh", command.title_zh)
    yield from one_line("titleEn", "titleEn", command.title_en)
    yield from one_line("issuer", "issuer", command.issuer)
    yield from one_line("documentNumber", "documentNumber", command.document_number)
    yield from one_line("horizonText", "horizonText", command.horizon_text)
    for place, text in enumerate(command.related or ()):
        yield from one_line(f"related[{place}]", "related", text)
    for path, day in (("issuedOn", command.issued_on), ("announcedOn", command.announced_on)):
        yield from lies_ahead(path, None if day is None else day.earliest, today)
    if command.declared is not None and command.declared < 0:
        zh, en = f"条目数（{command.declared}）不能为负", f"declared {command.declared}: expected 0 or more"
        yield Problem("declared", Message(zh, en))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSystemCommand(DatedCommand):
    """A command that makes a system."""

    effective_on: date | None = described(
        "The day in the world from which on it is on the plan; absent: the day of its document, else that on which it was announced, "
        "else today.",
        None,
    )
    code: str = described("The code of the new system: no other has, or had, it.")
    title_zh: str = described("Its Chinese title.")
    title_en: str | None = described("Its English title.", None)
    issuer: str | None = described("Who issues its document.", None)
    document_number: str | None = described("The number of its document (文号).", None)
    issued_on: PartialDate | None = described("The day that the document bears.", None, less_exact=True)
    announced_on: PartialDate | None = described(
        "The day on which it was announced, where that differs.", None, less_exact=True
    )
    declared: int | None = described("How many items the document says it lists.", None)
    horizon_text: str | None = described("How far the document says that it plans ahead, in its words.", None)
    related: Sequence[str] = described("Codes or names of related systems, as sources have them.", ())
    source: str | None = described(
        "Where this is to be read: the id of a source, or an address.", None, may_name="Source"
    )
    locator: str | None = described("Where in the source.", None)

    def own_day(self) -> date | None:
        """The day of its document, as far as that is given."""
        day = self.issued_on or self.announced_on
        return None if day is None else day.latest

    def on(self, today: date) -> date:
        """The day from which on it is on the plan."""
        return self.effective_on or self.own_day() or today

    def identity(self, today: date) -> dict[str, Any]:
        """The properties of the new system that say what it is, and since when it is on the plan."""
        created = self.effective_on or (None if self.own_day() else today)
        known = [day for day in (created, self.own_day()) if day is not None]
        return {"code": self.code, "createdOn": created, "since": max(known)}

    def unfit(self, today: date) -> Iterator[Problem]:
        """What is wrong with what is said of it."""
        yield from self.ahead(today)
        yield from no_title(self.title_zh, self.title_en)
        yield from unfit_facts(self, today)
        yield from one_line("locator", "locator", self.locator)
