"""Superseding a standard (全部代替): a successor replaces it as a whole from a day, and it may be withdrawn on that day.

Standardization Law, GB/T 1.1: the foreword of a successor says which document it replaces. The register keeps the predecessor 现行
until the successor takes force, and shows it 被代替 from then on; 废止 is a decision of its own, often for the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from stdgraph.auth.policy import Action
from stdgraph.commands.advance import Advance
from stdgraph.commands.command import Preload
from stdgraph.commands.lineage import REPLACED_BY
from stdgraph.commands.outcomes import Changed, Invalid, Outcome, Problem, Unknown, invalid
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.relate import Relation, known_details, relation_event, stated_details
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.domain.dates import PartialDate, by_the_latest, partial_date
from stdgraph.domain.move_spans import ISSUED
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import Extent, Status


@dataclass(frozen=True, slots=True)
class Supersede(StandardCommand):
    """A command to have a standard replaced as a whole by a successor, which need not be published yet.

    ``since`` is the day, or the month or year; without one it is the successor's in-force day or, where there is none, its
    publication, also while these are still unknown. ``withdraw`` withdraws the standard on that day.
    """

    standard: str
    successor: str
    since: date | PartialDate | None = None
    withdraw: bool = False
    note: str | None = None
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.SUPERSEDE_STANDARD

    def preload(self) -> Preload:
        """The successor, the replacement as it is, and what the standard itself replaces."""
        return Preload(
            standards=[self.successor],
            relations_to=[(Relation.REPLACES.value, self.successor)],
            replaced=[self.standard],
        )

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Have it replaced, or say why not."""
        successor = unit.find(self.successor)
        if successor is None:
            return Unknown(unit.not_found(self.successor))
        problem = self._problem(unit, standard, successor)
        if problem is not None:
            return problem
        held = unit.relation(Relation.REPLACES, successor.id, standard.id)
        before = None if held is None else stated_details(Relation.REPLACES, held)
        since = partial_date(self.since)
        began = by_the_latest("from", since) if since else {"from": (before or {}).get("from")}
        day = cast("date | None", began["from"]) or successor.properties.get("forceLatest")
        withdrawn = self._withdrawn(unit, standard, day, today) if self.withdraw else None
        if withdrawn is not None and not isinstance(withdrawn, Changed):
            return withdrawn
        after: dict[str, object] = {**(before or {}), "extent": Extent.WHOLE.value, **began}
        if before is not None and known_details(after) == known_details(before):
            return withdrawn or unit.changed(standard, day)
        unit.relate(NewRelation(Relation.REPLACES, successor.id, "Standard", standard.id, after))
        standard.change({})
        event = relation_event(standard, REPLACED_BY, successor.name, before, after, effective_on=day, note=self.note)
        return unit.changed(standard, day, event)

    def _problem(self, unit: StandardUnit, standard: LoadedStandard, successor: LoadedStandard) -> Outcome | None:
        if successor.id == standard.id:
            return invalid("successor", "标准不能代替自身", "a standard cannot replace itself")
        if unit.lineage.is_circle(successor.id, standard.id):
            return invalid(
                "successor",
                f"“{standard.name}”已（间接）代替“{successor.name}”",
                f"{standard.name} already replaces {successor.name}, directly or through others",
            )
        if _final_status(standard) not in ISSUED:
            return invalid(
                "standard", "标准尚未发布，请改为终止项目", "the standard is not published: abandon it instead"
            )
        if _final_status(successor) is Status.ABANDONED:
            return invalid("successor", "代替标准的项目已终止", "the successor was abandoned: it will never take force")
        published = successor.properties.get("publicationEarliest")
        since = partial_date(self.since)
        if since is not None and published is not None and since.latest < published:
            return invalid(
                "since",
                f"代替日期（{self.since}）早于代替标准的发布日期（{published}）",
                f"since {self.since} precedes the successor's publication date {published}",
            )
        return None

    def _withdrawn(self, unit: StandardUnit, standard: LoadedStandard, day: date | None, today: date) -> Outcome:
        """The withdrawal on the day of the replacement, under the rules of any other."""
        if day is None:
            return invalid(
                "since",
                "代替标准的实施日期未知，废止时需给出代替日期",
                "since is required to withdraw: the successor's in-force date is unknown",
            )
        command = Advance(
            standard.id, "95.99", Action.WITHDRAW_STANDARD, effective_on=PartialDate(day.isoformat()), note=self.note
        )
        outcome = command.apply(unit, standard, today)
        if isinstance(outcome, Invalid):  # all of it concerns the day, which is ``since`` here
            return Invalid(tuple(Problem("since", problem.message) for problem in outcome.problems))
        return outcome


def _final_status(standard: LoadedStandard) -> Status:
    """The status after all recorded moves, announced ones included."""
    stage = standard.properties.get("stage")
    return status_of(stage) if stage else Status.PLANNED
