"""The catalogue on one day: for every standard its stage, status, standing and what it brings to a cell."""

from __future__ import annotations

from datetime import date

from tests.oracle.plan import plan_of, stays
from tests.oracle.records import Standard, World
from tests.oracle.stages import Event, event_on, force_span, may_have_changed, status_of
from tests.oracle.supersession import is_superseded


class Day:
    """Everything about single standards that the answers of one day rest on, by the standard's id."""

    def __init__(self, world: World, on: date, plan: date | None = None) -> None:
        """``plan`` is the day whose rows count, where that is another one."""
        self.everything = world
        """The catalogue with what has left the plan."""
        self.world = plan_of(world, plan or on)
        self.on = on
        self.categories = {code for code in world.categories if stays(world, plan or on, "ProductCategory", code)}
        """Those on the plan."""
        self.standards = {s.id: s for s in world.standards}
        self.event: dict[str, Event | None] = {s.id: event_on(s, on) for s in world.standards}
        self.stage = {key: event.stage if event else None for key, event in self.event.items()}
        self.status = {key: status_of(stage) for key, stage in self.stage.items()}
        self.standing = {s.id: self._standing(s) for s in world.standards}
        self.brings = {s.id: self._brings(s) for s in world.standards}

    def _standing(self, standard: Standard) -> str | None:
        if self.status[standard.id] == "WITHDRAWN":
            return "WITHDRAWN"
        if self.status[standard.id] != "PUBLISHED":
            return None
        taking_force = force_span(standard)
        if taking_force is not None and taking_force[1] > self.on:
            return "UPCOMING"
        return "SUPERSEDED" if is_superseded(self.world, standard.id, self.on) else "IN_FORCE"

    def is_imprecise(self, key: str) -> bool:
        """Whether status or standing may be another one on the day, because a date is not known exactly."""
        standard = self.standards[key]
        if may_have_changed(standard, self.on):
            return True
        taking_force = force_span(standard)
        if taking_force is None or self.status[key] != "PUBLISHED":
            return False
        if taking_force[1] > self.on:
            return taking_force[0] <= self.on
        surely, possibly = (is_superseded(self.world, key, self.on, surely=one) for one in (True, False))
        return possibly and not surely

    def _brings(self, standard: Standard) -> str | None:
        if self.status[standard.id] in ("PLANNED", "DRAFTING"):
            return self.status[standard.id]
        if self.standing[standard.id] == "UPCOMING":
            return "UPCOMING"
        if self.standing[standard.id] == "IN_FORCE":
            return "GROUP_ONLY" if standard.level in ("GROUP", "ENTERPRISE") else "IN_FORCE"
        return None
