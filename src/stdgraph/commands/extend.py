"""Extending a project (延期): a later day by which it is due, with the decision that this rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdgraph.auth.policy import Action
from stdgraph.commands.advance import project_of
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Message, Outcome, Refused, invalid
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.domain.calendar import said
from stdgraph.domain.stages import stage_title, status_of
from stdgraph.domain.stored_state import due_on
from stdgraph.domain.transitions import allowed
from stdgraph.domain.vocabulary import EventKind, Language, Status


@dataclass(frozen=True, slots=True)
class Extend(StandardCommand):
    """A command to extend the project of an item that is not published yet."""

    standard: str
    due_on: date
    approval: str
    """The document or the decision that allows it."""
    approved_on: date | None = None
    """The day of the approval; None: not stated, and the event is of today."""
    expected_revision: int | None = None
    note: str | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.EXTEND_PROJECT

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Move the project's own due day, or say why not."""
        if not self.approval.strip():
            return invalid("approval", "缺少批准依据", "approval must not be empty")
        if self.approved_on is not None and self.approved_on > today:
            return invalid(
                "approvedOn",
                f"批准日期（{self.approved_on}）晚于今天（{said(today, Language.ZH)}）",
                f"approvedOn {self.approved_on} is after today ({said(today)})",
            )
        stage = standard.stage_on(today)
        present = None if stage is None else _present_due_day(standard, stage)
        why = _no_project(stage) or _not_later(self.due_on, present)
        if why is not None:
            return Refused(stage, allowed(stage, project_of(standard, {})), (), why)
        return self._extended(unit, standard, present, today)

    def _extended(self, unit: StandardUnit, standard: LoadedStandard, present: date | None, today: date) -> Outcome:
        own = standard.properties.get("projectDueOn")
        standard.change({"projectDueOn": self.due_on})
        event = NewEvent(
            standard.id,
            EventKind.EXTENDED,
            effective_on=self.approved_on or today,
            note=self.note,
            before=json_of({"projectDueOn": own}),
            after=json_of({"projectDueOn": self.due_on}),
            further={
                "approval": self.approval.strip(),
                "approvedOn": self.approved_on,
                "extendedFrom": present,
                "extendedTo": self.due_on,
            },
        )
        return unit.changed(standard, event.effective_on, event)


def _present_due_day(standard: LoadedStandard, stage: str) -> date | None:
    """The day by which a project is due so far: its own, also once it is submitted, else that of the rules."""
    own = standard.properties.get("projectDueOn")
    return own or due_on(standard.properties.get("timeline") or (), stage, standard.properties)


def _no_project(stage: str | None) -> Message | None:
    """That an item has no project under way: nothing is recorded of it, or it has ended."""
    if stage is None:
        return Message(
            "该项目尚无任何登记，不能延期。", "nothing is recorded of the item: there is no project to extend"
        )
    if status_of(stage) in (Status.PLANNED, Status.DRAFTING):
        return None
    return Message(
        f"“{stage_title(stage)}”的标准没有在研项目，不能延期。",
        f"in {stage} ({stage_title(stage, Language.EN)}) there is no project to extend",
    )


def _not_later(day: date, present: date | None) -> Message | None:
    """That a day is not later than the one by which the project is due so far."""
    if present is None or day > present:
        return None
    return Message(f"{day} 不晚于现在的到期日（{present}）。", f"{day} is not later than the present due day {present}")
