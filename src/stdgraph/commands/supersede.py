"""Superseding a standard (全部代替): a successor replaces it as a whole from a day, and it may be withdrawn on that day.

Standardization Law, GB/T 1.1: the foreword of a successor says which document it replaces. The register keeps the predecessor 现行
until the successor takes force, and shows it 被代替 from then on; 废止 is a decision of its own, often for the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.advance import Advance
from stdgraph.commands.command import CommandContext, Preload, about
from stdgraph.commands.lineage import REPLACED_BY
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, Unknown, invalid
from stdgraph.commands.relate import OURS, Relation, known_details, name_of, related
from stdgraph.commands.unit_of_work import Link, LoadedStandard, UnitOfWork
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import Extent, Status

_ISSUED = (Status.PUBLISHED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Supersede:
    """A command to have a standard replaced as a whole by a successor, which need not be published yet.

    ``since`` is the day; without one it is the successor's in-force day or, where there is none, its publication, also while these
    are still unknown. ``withdraw`` withdraws the standard on that day.
    """

    standard: str
    successor: str
    since: date | None = None
    withdraw: bool = False
    note: str | None = None
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.SUPERSEDE_STANDARD

    def needs(self) -> Preload:
        """The successor, what is said of the replacement already, and what the standard itself replaces."""
        return Preload(
            standards=[self.successor],
            relations_to=[(Relation.REPLACES.value, self.successor)],
            replaced=[self.standard],
        )

    def subject(self, unit: UnitOfWork, held: LoadedStandard) -> Subject:
        """The standard that is replaced: whoever answers for it says that it goes."""
        return about(held)

    def apply(self, unit: UnitOfWork, held: LoadedStandard, asked: CommandContext) -> Outcome:
        """Have it replaced, or say why not."""
        successor = unit.find(self.successor)
        if successor is None:
            return Unknown(Message(f"目录中没有 {self.successor!r}。", f"the catalogue holds no {self.successor!r}"))
        wrong = self._forbidden(unit, held, successor)
        if wrong is not None:
            return wrong
        is_now = unit.related(Relation.REPLACES, successor.id, held.id)
        was = None if is_now is None else {name: value for name, value in is_now.items() if name != OURS}
        since = self.since or (was or {}).get("from")
        day = since or successor.properties.get("inForceOn") or successor.properties.get("publishedOn")
        withdrawn = self._withdrawn(unit, held, day, asked) if self.withdraw else None
        if withdrawn is not None and not isinstance(withdrawn, Changed):
            return withdrawn
        becomes = {**(was or {}), "extent": Extent.WHOLE.value, "from": since}
        if was is not None and known_details(becomes) == known_details(was):
            return withdrawn or Changed(held.id, day, asked.actor, state=held.state())
        unit.link(Link(Relation.REPLACES, successor.id, "Standard", held.id, becomes))
        held.change()
        event = related(held, REPLACED_BY, name_of(successor), was, becomes, effective_on=day, note=self.note)
        return Changed(held.id, day, asked.actor, unit.tell(event), state=held.state())

    def _forbidden(self, unit: UnitOfWork, held: LoadedStandard, successor: LoadedStandard) -> Outcome | None:
        if successor.id == held.id:
            return invalid("successor", "不能代替自身", "is the standard itself")
        if unit.lineage.is_circle(successor.id, held.id):
            return invalid(
                "successor",
                f"{name_of(held)} 已（间接）代替 {name_of(successor)}",
                f"is replaced by {name_of(held)} itself, directly or through others",
            )
        if _last(held) not in _ISSUED:
            return invalid("standard", "尚未发布，请终止项目", "is not published: abandon it instead")
        if _last(successor) is Status.ABANDONED:
            return invalid("successor", "该项目已终止", "was abandoned: it will never take force")
        published = successor.properties.get("publishedOn")
        if self.since is not None and published is not None and self.since < published:
            return invalid(
                "since", "早于代替标准的发布日期", f"is {self.since}, before the successor's publication on {published}"
            )
        return None

    def _withdrawn(self, unit: UnitOfWork, held: LoadedStandard, day: date | None, asked: CommandContext) -> Outcome:
        """The withdrawal on the day of the change, under the rules of any other."""
        if day is None:
            return invalid(
                "since", "代替标准的实施日期未知", "is needed to withdraw: the successor's in-force day is not known"
            )
        command = Advance(held.id, "95.99", Action.WITHDRAW_STANDARD, effective_on=day, note=self.note)
        outcome = command.apply(unit, held, asked)
        if isinstance(outcome, Invalid):  # about the day, which is called otherwise here
            return Invalid(tuple(Problem("since", problem.said) for problem in outcome.problems))
        return outcome


def _last(standard: LoadedStandard) -> Status:
    """The status that it comes to by all that is recorded of it, announced days included."""
    stage = standard.properties.get("stage")
    return status_of(stage) if stage else Status.PLANNED
