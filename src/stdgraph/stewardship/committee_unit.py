"""The unit of work of commands on committees: each with those above and below it and, where it is needed, with all that is its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from typing import TypedDict

from stdgraph.commands.change_record import CarryChange, Edge, Key, PastChange
from stdgraph.commands.transfers import OFFERS
from stdgraph.stewardship.carrying_over import carry_over
from stdgraph.stewardship.handing_over import hand_over_past
from stdgraph.stewardship.merging import merge_into
from stdgraph.stewardship.plan_unit import NEVER_ON_PLAN
from stdgraph.stewardship.system_unit import WITH_ENDS
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import VocabularyUnit
from stdgraph.store.session import Transaction
from stdgraph.store.standard_names import alias_id

COMMITTEE = "Committee"
OWNED = f"UNWIND $codes AS code MATCH (b:Committee {{code: code}})<-[r:OWNED_BY|{'|'.join(OFFERS)}]-(a:Standard) {WITH_ENDS}"
CLAIMED = (
    f"UNWIND $codes AS code MATCH (b:Committee {{code: code}})<-[r:ABOUT]-(a:Claim) {WITH_ENDS} "
    f"UNION ALL UNWIND $codes AS code MATCH (a:Committee {{code: code}})-[r:SOURCED_FROM]->(b:Source) {WITH_ENDS}"
)
CARRIED = (
    "UNWIND $codes AS code MATCH (n:Committee {code: code})<-[r:NAMES|STATES]-(a) RETURN code, type(r) AS kind, a.id AS key "
    "UNION ALL UNWIND $codes AS code MATCH (n:Committee {code: code})<-[r:ASSIGNED_TO]-(a:GapRecord) "
    "RETURN code, type(r) AS kind, a.gapId AS key "
    "UNION ALL UNWIND $codes AS code MATCH (t:AccessToken) WHERE code IN t.committees RETURN code, 'tokens' AS kind, t.id AS key"
)


class CarriedRow(TypedDict):
    """What leads to a committee and is no part of the plan, by the type of relation."""

    code: str
    kind: str
    key: str


class CommitteeUnit(VocabularyUnit):
    """Committees being changed in one transaction."""

    label = COMMITTEE
    above = "SUBCOMMITTEE_OF"

    def __init__(self) -> None:
        super().__init__()
        self.carried: dict[str, dict[str, list[str]]] = {}
        """The keys of what leads to a committee and is no part of the plan, by its code and the type of relation; of ``tokens`` their ids."""

    async def load_relations(self, tx: Transaction, keys: Sequence[str], whole: Collection[str]) -> None:
        """Load what is a committee's own, where it is needed."""
        if not whole:
            return
        await self.read_edges(tx, OWNED, codes=list(whole))
        await self.read_edges(tx, CLAIMED, codes=list(whole))
        for row in await tx.rows(CARRIED, CarriedRow, codes=list(whole)):
            self.carried.setdefault(row["code"], {}).setdefault(row["kind"], []).append(row["key"])

    def committee(self, code: str) -> Thing:
        """A committee that is known to exist."""
        return self.things[self.present(Key(COMMITTEE, code))]

    def parent(self, committee: Thing) -> Edge | None:
        """The relation by which a committee is part of another one; None where it is part of none."""
        return next((edge for edge, _ in self.edges_from(committee, "SUBCOMMITTEE_OF")), None)

    def place(self, committee: Thing, parent: Thing | None, on: date) -> None:
        """Let a committee be part of another one, or of none, from a day on."""
        held = self.parent(committee)
        if held is not None:
            self.relate(held, None, ended_on=on)
        if parent is not None:
            self.relate(Edge("SUBCOMMITTEE_OF", committee.ref, parent.ref), {"from": on})

    def own(self, committee: Thing) -> dict[str, list[str]]:
        """The standards and the subcommittees of a committee."""
        names = {"standards": "OWNED_BY", "subcommittees": "SUBCOMMITTEE_OF"}
        found = {
            name: sorted(edge.start.key for edge, _ in self.edges_to(committee, kind)) for name, kind in names.items()
        }
        return {name: keys for name, keys in found.items() if keys}

    def ways_after(
        self, committee: Thing, heir: Thing, on: date | None
    ) -> tuple[set[tuple[str, str]], list[tuple[str, str]]]:
        """What stands directly below what once the other committee has taken over, as far as it does so already, and what comes to that."""
        ways = {way for way in self.ways_up(on or date.min) if committee.key not in way}
        held = self.parent(committee)
        below = [edge.start.key for edge, _ in self.edges_to(committee, "SUBCOMMITTEE_OF") if edge.start != heir.ref]
        made = [(key, heir.key) for key in sorted(below)]
        if held is not None and self._takes_place(committee, heir, on):
            made.append((heir.key, held.end.key))
        return ways, made

    def _takes_place(self, committee: Thing, heir: Thing, on: date | None) -> bool:
        """Whether what takes over from a committee comes to its place: where it was part of it or, being one with it, of none."""
        held, above = self.parent(heir), self.parent(committee)
        if above is None or above.end == heir.ref:
            return False
        return held.end == committee.ref if held is not None else on is None

    def hand_over(self, committee: Thing, heir: Thing, on: date | None) -> None:
        """Let everything that is a committee's be the other one's from a day on or, without one, at all times."""
        above = self.parent(committee)
        takes_place = self._takes_place(committee, heir, on)
        self._end_offers_between(committee, heir, on)
        for edge, held in [*self.edges_to(committee, "OWNED_BY", "SUBCOMMITTEE_OF", *OFFERS)]:
            self.relate(edge, None, ended_on=on)
            if edge.start != heir.ref:
                self.take_over(Edge(edge.kind, edge.start, heir.ref), held, on)
        if above is not None:
            held = self.edges.get(above) or {}
            self.relate(above, None, ended_on=on)
            if takes_place:
                self.take_over(Edge(above.kind, heir.ref, above.end), held, on)
        write = partial(hand_over_past, former=committee.ref, heir=heir.ref, on=on)
        self.also(PastChange(committee.ref, heir.ref, on), write)

    def _end_offers_between(self, committee: Thing, heir: Thing, on: date | None) -> None:
        """Let what one of two committees offers to the other be offered no longer: none gives a standard to itself."""
        ends = [edge for one in (committee, heir) for edge, _ in self.edges_to(one, *OFFERS)]
        to, by = ({edge.start for edge in ends if edge.kind == kind} for kind in OFFERS)
        for edge in ends:
            if edge.start in to & by:
                self.relate(edge, None, ended_on=on)

    def merge(self, lost: Thing, kept: Thing) -> None:
        """Let a committee be part of another one, at all times."""
        former, carried = lost.ref, dict(self.carried.get(lost.key, {}))
        tokens, others = carried.pop("tokens", []), self.carried.get(kept.key, {}).get("tokens", [])
        merge_into(
            self, lost, kept, [one for one in tokens if one not in others], [one for one in tokens if one in others]
        )
        carry_over(self, CarryChange(lost.ref, kept.ref, carried))
        for kind, keys in {**carried, "NAMES": [*carried.get("NAMES", ()), alias_id(*former)]}.items():
            self.carried.setdefault(kept.key, {}).setdefault(kind, []).extend(keys)
        self.hand_over(lost, kept, None)
        for edge, held in [*self.edges_to(lost, "ABOUT")]:
            self.relate(edge, None)
            self.relate(Edge("ABOUT", edge.start, kept.ref), held)
        for edge, held in [*self.edges_from(lost, "SOURCED_FROM")]:
            cited = Edge("SOURCED_FROM", kept.ref, edge.end)
            if cited not in self.edges:
                self.relate(cited, held)
        self.retire(lost, NEVER_ON_PLAN)
        self.follow(former, kept.ref)

    def succeed(self, committee: Thing, successor: Thing, on: date) -> None:
        """Dissolve a committee on a day: from then on the other one is in its place."""
        self.hand_over(committee, successor, on)
        assigned = self.carried.get(committee.key, {}).get("ASSIGNED_TO", [])
        carry_over(self, CarryChange(committee.ref, successor.ref, {"ASSIGNED_TO": assigned}))
        self.retire(committee, on)
