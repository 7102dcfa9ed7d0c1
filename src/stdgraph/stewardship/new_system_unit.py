"""The unit of work of the command that makes a system: a system that is to be, found by the code it is to have."""

from __future__ import annotations

from datetime import date

from stdgraph.commands.outcomes import Outcome
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


class NewSystemUnit(SystemUnit):
    """Systems being made in one transaction."""

    path = "code"

    def find(self, name: str) -> Thing:
        """What has the code or, where nothing has, what is to have it."""
        return self.thing(self.label, name) or Thing(self.label, name, {"id": name, "code": name})

    def refuse(self, subject: Thing, today: date) -> Outcome | None:
        """What has the code, on the plan or not, is told as such."""
        return None
