"""The unit of work of commands on claims: each with what it is about, and everything else that is claimed about that."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge, Key
from stdgraph.commands.command import Command, DecidedByFinding, Preload
from stdgraph.commands.correctable import CORRECTABLE, read_value
from stdgraph.commands.correction import FieldCorrection, needed
from stdgraph.commands.described import DescribedCommand
from stdgraph.commands.outcomes import Invalid
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.relation_times import node
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.stewardship.claimed_fields import NOTHING
from stdgraph.stewardship.sources import read_sources
from stdgraph.stewardship.system_unit import WITH_ENDS
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import VocabularyUnit
from stdgraph.store.session import Transaction

CLAIM = "Claim"
ABOUT = f"UNWIND $keys AS key MATCH (a:Claim {{id: key}})-[r:ABOUT]->(b) {WITH_ENDS}"


class ClaimUnit(VocabularyUnit):
    """Claims being changed in one transaction."""

    label = CLAIM
    path = "claim"

    def __init__(self) -> None:
        super().__init__()
        self.standard_unit = StandardUnit({}, {}, {})
        """The standards that claims are about."""
        self.corrected = False
        """Whether any of them was corrected."""

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> Self:
        """Load claims by id, with what they are about and all claims about that."""
        unit = await super().load(tx, wanted, today)
        await read_sources(unit, tx, sorted({name for _, preload in wanted for name in preload.sources}))
        await unit.load_standards(tx, [name for _, preload in wanted for name in preload.standards], today)
        subjects = {edge.end for edge in unit.edges if edge.kind == "ABOUT"}
        subjects |= {Key(label, key) for _, preload in wanted for label, key in preload.nodes if label != CLAIM}
        named = [name for _, preload in wanted for name in preload.standards]
        found = [unit.standard_unit.find(name) for name in named]
        subjects |= {Key("Standard", one.key) for one in found if one is not None}
        await unit.load_claims(tx, subjects)
        return unit

    async def load_relations(self, tx: Transaction, keys: Sequence[str], whole: Collection[str]) -> None:
        """Load what claims are about."""
        await self.read_edges(tx, ABOUT, keys=list(keys))
        labels: dict[str, list[str]] = {}
        for edge in self.edges:
            labels.setdefault(edge.end.label, []).append(edge.end.key)
        for label, several in labels.items():
            if label != "Standard":
                await self.read_by_key(tx, label, several)

    async def load_standards(self, tx: Transaction, names: Sequence[str], today: date) -> None:
        """The standards that commands name or claims are about, with what following a claim needs."""
        wanted = [(name, Preload()) for name in names]
        for edge in self.edges:
            if edge.end.label == "Standard":
                claim = self.things[edge.start]
                wanted.append((edge.end.key, needed(*stated(claim)) if corrects(claim) else Preload()))
        if wanted:
            self.standard_unit = await StandardUnit.load(tx, wanted, today)

    async def load_claims(self, tx: Transaction, subjects: Collection[Key]) -> None:
        """All claims about things, with their sources."""
        by_label: dict[str, list[str]] = {}
        for label, key in sorted(subjects):
            by_label.setdefault(label, []).append(key)
        for label, keys in by_label.items():
            claims = f"UNWIND $keys AS key MATCH (a:Claim)-[r:ABOUT]->({node('b', label, 'key')})"
            stated = f"UNWIND $keys AS key MATCH ({node('n', label, 'key')})<-[:ABOUT]-(a:Claim)-[r:STATED_BY]->(b)"
            await self.read_things(tx, f"{claims} RETURN 'Claim' AS label, a{{.*}} AS properties", keys=keys)
            await self.read_edges(tx, f"{claims} {WITH_ENDS} UNION ALL {stated} {WITH_ENDS}", keys=keys)

    def code_of(self, name: str) -> tuple[str, str] | None:
        """Ids are no codes."""
        return None

    def action(self, command: Command[Any, Thing], subject: Thing) -> Action:
        """What the policy decides about: to follow a claim about a standard is to correct that."""
        return command.action_on(self, subject) if isinstance(command, DecidedByFinding) else command.action

    def subject_of(self, claim: Thing) -> Key:
        """What a claim is about."""
        return next(edge.end for edge, _ in self.edges_from(claim, "ABOUT"))

    def standard_of(self, claim: Thing) -> LoadedStandard | None:
        """The standard that a claim is about; None where it is about something else."""
        about = self.subject_of(claim)
        return self.standard_unit.find(about.key) if about.label == "Standard" else None

    def claims_about(self, subject: Key, field: str) -> Iterator[Thing]:
        """The claims that stand about a field of a thing."""
        for edge, _ in self.edges.arriving(subject, ["ABOUT"]):
            claim = self.things.get(edge.start)
            if claim is not None and claim.properties.get("field") == field and not claim.properties.get("retiredOn"):
                yield claim

    def cited(self, claim: Thing) -> Edge | None:
        """The relation of a claim to its source; None where it has none."""
        return next((edge for edge, _ in self.edges_from(claim, "STATED_BY")), None)

    async def write_subjects(self, tx: Transaction) -> None:
        """Write the claims, and the standards that follow them."""
        if self.corrected:
            await self.standard_unit.write_subjects(tx)
        await self.write_things(tx)


def corrects(claim: Thing) -> bool:
    """Whether to follow a claim about a standard is to correct that."""
    return claim.properties.get("field") in CORRECTABLE


def stated(claim: Thing) -> tuple[str, str | None]:
    """The field that a claim is about, and its value as text; None where its source says that there is none."""
    value = str(claim.properties["value"])
    return str(claim.properties["field"]), None if value == NOTHING else value


def correction(claim: Thing, reason: str | None) -> FieldCorrection | None:
    """The correction of a standard that follows a claim; nobody states the value anew. None where that is no value of the field."""
    field, text = stated(claim)
    value = read_value(field, text)
    return None if isinstance(value, Invalid) else FieldCorrection(field, value, None, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCommand(DescribedCommand):
    """A command on a claim."""

    changes: ClassVar[str | None] = CLAIM

    @property
    def unit_of_work(self) -> type[ClaimUnit]:
        """Claims."""
        return ClaimUnit
