"""Adding a claim."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Self
from uuid import uuid4

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.command import Preload
from stdgraph.commands.described import NamedCode, described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.dates import PartialDate, by_the_latest
from stdgraph.domain.terms import ENTERED_TERMS
from stdgraph.domain.vocabulary import Confidence, EventKind, SubjectType
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import one_line, stripped, told
from stdgraph.stewardship.claim_unit import CLAIM, ClaimCommand, ClaimUnit
from stdgraph.stewardship.sources import known_source, source_of, unknown_source
from stdgraph.stewardship.system_command import DatedCommand
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import NewCode


@dataclass(frozen=True, slots=True, kw_only=True)
class AddClaim(ClaimCommand, DatedCommand):
    """Add what a source says of one field of anything. Nothing follows it yet: `chooseClaim` does that."""

    action: ClassVar[Action] = Action.ADD_CLAIM
    about: SubjectType = described("What it is about.")
    subject: str = described("Its code, a standard's number, or an id: which one `about` says.")
    field: str = described("The field that it is about, as this API names it; or what the source speaks of.")
    value: str = described("The value as the source states it; `(none)` where it says that there is none.")
    source: str = described("Who states it: the id of a source, or an address.", may_name="Source")
    locator: str | None = described("Where in the source.", None)
    stated_on: PartialDate | None = described("The day of which it speaks.", None, less_exact=True)
    confidence: Confidence | None = described("How sure it is that the source says so; absent: not stated.", None)
    id: str = dataclasses.field(default_factory=lambda: str(uuid4()), compare=False)
    """The id of the claim."""

    @property
    def key(self) -> str:
        """The id that it is to have."""
        return NewCode(self.id)

    def policy_subject(self, unit: ClaimUnit, claim: Thing) -> Subject:
        """Nobody's own."""
        return Subject()

    def codes(self) -> Iterator[NamedCode]:
        """What it is about; a standard is found by its names."""
        if self.about is not SubjectType.STANDARD:
            yield NamedCode("subject", self.about.value, self.subject)

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same claim about what its subject is called today."""
        return replace(self, subject=present.get((self.about.value, self.subject), self.subject))

    def preload(self) -> Preload:
        """What it is about, and its source."""
        if self.about is SubjectType.STANDARD:
            return Preload(standards=[self.subject], sources=[self.source])
        return Preload(nodes=[(one.label, one.key) for one in self.codes()], sources=[self.source])

    def problems(self, unit: ClaimUnit, claim: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the subject, the texts, the source or the day."""
        if self.about is SubjectType.STANDARD and unit.standard_unit.find(self.subject) is None:
            yield Problem("subject", unit.standard_unit.not_found(self.subject))
        for name, text in (("field", self.field), ("value", self.value)):
            if not text.strip():
                term = ENTERED_TERMS[name]
                yield Problem(name, Message(f"{term.zh}不能为空", f"{term.en} must not be empty"))
        yield from one_line("field", "field", self.field)
        yield from one_line("locator", "locator", self.locator)
        yield from unknown_source(unit, "source", self.source)
        yield from self.ahead(today)

    def change(self, unit: ClaimUnit, claim: Thing, today: date) -> Outcome:
        """Add it, unless the source states it already."""
        about = self._about(unit)
        field = self.field.strip()
        stated = {
            "field": field,
            "value": self.value.strip(),
            **by_the_latest("on", self.stated_on),
            "confidence": None if self.confidence is None else self.confidence.value,
        }
        for other in unit.claims_about(about, field):
            if self._is_same(unit, other, stated):
                return unit.unchanged(other, self.effective_on)
        source = source_of(unit, self.source)
        on, note = self.on(today), stripped(self.note)
        made = unit.create(CLAIM, self.id, {**stated, "chosen": False, "note": note, "createdOn": on, "by": unit.actor})
        unit.relate(Edge("ABOUT", made.ref, about), {})
        unit.relate(Edge("STATED_BY", made.ref, source.ref), {"locator": stripped(self.locator)})
        after = told(
            {"about": about.label, "subject": about.key, **stated, "source": source.key, "locator": self.locator}
        )
        return unit.record(made, NewChange(made, EventKind.CREATED, self.action, on, self.note, after=after))

    def _about(self, unit: ClaimUnit) -> Key:
        """What it is about, which is known to exist."""
        if self.about is SubjectType.STANDARD:
            standard = unit.standard_unit.find(self.subject)
            assert standard is not None  # noqa: S101  a problem otherwise
            return Key(self.about.value, standard.key)
        return unit.present(Key(self.about.value, self.subject))

    def _is_same(self, unit: ClaimUnit, other: Thing, stated: Mapping[str, Any]) -> bool:
        """Whether a claim states the same, by the same source."""
        cited, source = unit.cited(other), known_source(unit, self.source)
        if cited is None or source is None or cited.end != source.ref:
            return False
        same = all(other.properties.get(name) == stated[name] for name in ("value", "on", "onIn"))
        return same and (unit.edges.get(cited) or {}).get("locator") == stripped(self.locator)


COMMAND = AddClaim
