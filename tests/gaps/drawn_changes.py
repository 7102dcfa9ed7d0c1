"""Changes drawn at random, of every sort that can make a gap open or close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from stdgraph.auth.policy import Action
from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.standard_unit import StandardCommand
from stdgraph.commands.supersede import Supersede
from stdgraph.domain.vocabulary import Level

ENDS = {
    Relation.REPLACES: "published",
    Relation.ADOPTS: "published",
    Relation.REFERENCES: "published",
    Relation.APPLIES_TO: "categories",
    Relation.LISTED_IN: "subsystems",
    Relation.OWNED_BY: "committees",
}
BETWEEN = (Relation.REPLACES, Relation.ADOPTS, Relation.REFERENCES)


@dataclass
class Changes:
    """Draws wishes about what a catalogue holds."""

    random: Random
    on: date
    standards: list[str]
    published: list[str]
    subsystems: Sequence[str]
    categories: Sequence[str]
    committees: Sequence[str]
    related: list[tuple[str, Relation, str]] = field(default_factory=list)
    """Relations that are there, as far as is known: what may be taken away."""
    revocable: list[tuple[str, int]] = field(default_factory=list)
    """Events of standards: what may be revoked."""
    ripe: list[tuple[str, int]] = field(default_factory=list)
    """Items that may be published."""
    made: int = 0

    def wish(self) -> StandardCommand:
        """The next wish; whether it is granted is not known here."""
        kinds = (self._moved, self._published, self._withdrawn, self._superseded, self._related, self._unrelated)
        more = (self._published, self._superseded, self._related, self._corrected, self._registered, self._revoked)
        return self.random.choice((*kinds, *more))()

    def _day(self) -> date:
        return self.on - timedelta(days=self.random.choice((0, 1, 30, 400, 2000)))

    def _any(self, ends: str = "standards") -> str:
        return self.random.choice(getattr(self, ends))  # type: ignore[no-any-return]

    def _moved(self) -> StandardCommand:
        return Advance(
            self._any(),
            self.random.choice(("10.20", "20.00", "30.00", "40.00", "50.00", "20.98")),
            effective_on=self._day(),
        )

    def _published(self) -> StandardCommand:
        if not self.ripe:
            return self._registered()
        standard, number = self.ripe.pop()
        self.published.append(standard)
        return Advance(
            standard,
            "60.60",
            number=f"GB/T {70000 + number}-2026",
            published_on=self.on,
            in_force_on=self.on + timedelta(days=self.random.choice((0, 0, 30))),
        )

    def _withdrawn(self) -> StandardCommand:
        return Advance(self.random.choice(self.published), "95.99", Action.WITHDRAW_STANDARD, effective_on=self._day())

    def _superseded(self) -> StandardCommand:
        return Supersede(self.random.choice(self.published), self.random.choice(self.published), since=self.on)

    def _related(self) -> StandardCommand:
        relation = self.random.choice(list(ENDS))
        start = self._any("published" if relation in BETWEEN else "standards")
        end = self._any(ENDS[relation])
        details = {"extent": "WHOLE"} if relation is Relation.REPLACES else {}
        self.related.append((start, relation, end))
        return Relate(start, relation, end, details)

    def _unrelated(self) -> StandardCommand:
        if not self.related:
            return self._related()
        start, relation, end = self.related.pop(self.random.randrange(len(self.related)))
        return Relate(start, relation, end, {}, away=True)

    def _corrected(self) -> StandardCommand:
        name = self.random.choice(("inForceOn", "projectDueOn", "publishedOn", "titleEn", "level"))
        value = {"titleEn": f"Title {self.random.random()}", "level": "GROUP"}.get(name, self._day().isoformat())
        return Correct(self._any(), name, value, "https://example.org/source", "checked")

    def _registered(self) -> StandardCommand:
        self.made += 1
        system, _, code = self._any("subsystems").partition("/")
        ripe = self.random.random() < 0.6
        wish = Register(
            title_zh="一项",
            level=Level.NATIONAL,
            stage="50.20" if ripe else "00.00",
            plan_number=f"2026{self.made:04}-T-{self.made:03}",
            effective_on=self._day(),
            listings=[(system, code, None)],
            product_categories=[self._any("categories")],
        )
        self.standards.append(wish.standard)
        if ripe:
            self.ripe.append((wish.standard, self.made))
        return wish

    def _revoked(self) -> StandardCommand:
        if not self.revocable:
            return self._moved()
        return Revoke(*self.revocable.pop(), reason="wrong")
