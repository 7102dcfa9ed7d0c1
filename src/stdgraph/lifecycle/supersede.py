"""Superseding a standard (全部代替): a successor replaces it as a whole from a day, and it may be withdrawn on that day.

Standardization Law, GB/T 1.1: the foreword of a successor says which document it replaces. The register keeps the predecessor 现行
until the successor takes force, and shows it 被代替 from then on; 废止 is a decision of its own, often for the same day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from stdgraph.identity.policy import Action, Subject
from stdgraph.lifecycle.advance import Advance
from stdgraph.lifecycle.lineage import REPLACED_BY
from stdgraph.lifecycle.outcomes import Changed, Invalid, Outcome, Problem, Said, Unknown, invalid
from stdgraph.lifecycle.relate import OURS, Relation, known_details, name_of, related
from stdgraph.lifecycle.wish import Asked, Needs, about
from stdgraph.lifecycle.workbench import Held, Link, Workbench
from stdgraph.model.stages import status_of
from stdgraph.model.vocabulary import Extent, Status

_ISSUED = (Status.PUBLISHED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Supersede:
    """A wish to have a standard replaced as a whole by a successor, which need not be published yet.

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

    def needs(self) -> Needs:
        """The successor, what is said of the replacement already, and what the standard itself replaces."""
        return Needs(
            standards=[self.successor],
            relations_to=[(Relation.REPLACES.value, self.successor)],
            replaced=[self.standard],
        )

    def subject(self, bench: Workbench, held: Held) -> Subject:
        """The standard that is replaced: whoever answers for it says that it goes."""
        return about(held)

    def carry_out(self, bench: Workbench, held: Held, asked: Asked) -> Outcome:
        """Have it replaced, or say why not."""
        successor = bench.find(self.successor)
        if successor is None:
            return Unknown(Said(f"目录中没有 {self.successor!r}。", f"the catalogue holds no {self.successor!r}"))
        wrong = self._forbidden(bench, held, successor)
        if wrong is not None:
            return wrong
        withdrawn = self._withdrawn(bench, held, successor, asked) if self.withdraw else None
        if withdrawn is not None and not isinstance(withdrawn, Changed):
            return withdrawn
        return self._replaced(bench, held, successor, asked, withdrawn)

    def _forbidden(self, bench: Workbench, held: Held, successor: Held) -> Outcome | None:
        if successor.id == held.id:
            return invalid("successor", "不能代替自身", "is the standard itself")
        if bench.lineage.is_circle(successor.id, held.id):
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

    def _withdrawn(self, bench: Workbench, held: Held, successor: Held, asked: Asked) -> Outcome:
        """The withdrawal on the day of the change, under the rules of any other."""
        day = self.since or successor.properties.get("inForceOn") or successor.properties.get("publishedOn")
        if day is None:
            return invalid(
                "since", "代替标准的实施日期未知", "is needed to withdraw: the successor's in-force day is not known"
            )
        wish = Advance(held.id, "95.99", Action.WITHDRAW_STANDARD, effective_on=day, note=self.note)
        outcome = wish.carry_out(bench, held, asked)
        if isinstance(outcome, Invalid):  # about the day, which is called otherwise here
            return Invalid(tuple(Problem("since", problem.said) for problem in outcome.problems))
        return outcome

    def _replaced(
        self, bench: Workbench, held: Held, successor: Held, asked: Asked, withdrawn: Changed | None
    ) -> Outcome:
        link = Link(Relation.REPLACES.value, successor.id, "Standard", held.id, None)
        is_now = bench.related(link.kind, link.start, link.end)
        was = None if is_now is None else {name: value for name, value in is_now.items() if name != OURS}
        becomes: dict[str, Any] = {"from": None, **(was or {}), "extent": Extent.WHOLE.value}
        if self.since is not None:
            becomes["from"] = self.since
        day = becomes["from"] or successor.properties.get("inForceOn")
        if was is not None and known_details(becomes) == known_details(was):
            return withdrawn or Changed(held.id, day, asked.actor, state=held.state())
        bench.link(replace(link, properties=becomes))
        held.change()
        event = related(held, REPLACED_BY, name_of(successor), was, becomes, effective_on=day, note=self.note)
        return Changed(held.id, day, asked.actor, bench.tell(event), state=held.state())


def _last(standard: Held) -> Status:
    """The status that it comes to by all that is recorded of it, announced days included."""
    stage = standard.properties.get("stage")
    return status_of(stage) if stage else Status.PLANNED
