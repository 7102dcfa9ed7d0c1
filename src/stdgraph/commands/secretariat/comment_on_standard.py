"""Commenting on a standard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import DescribedStandardCommand
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOnStandard(DescribedStandardCommand):
    """Comment on a standard, whoever answers for it: the comment stands in its history and in the feed. It changes no fact."""

    action: ClassVar[Action] = Action.COMMENT_ON_STANDARD
    note: str = described("The comment.")

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """That nothing is said."""
        if not self.note.strip():
            yield Problem("note", Message("评论不能为空", "the comment must not be empty"))

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Record it."""
        text = self.note.strip()
        standard.change({})
        event = NewEvent(
            standard.id, EventKind.COMMENTED, effective_on=today, note=text, after=json_of({"comment": text})
        )
        return unit.changed(standard, today, event)


COMMAND = CommentOnStandard
