"""The catalogue on one day: for every standard its stage, status, standing and what it brings to a cell."""

from __future__ import annotations

from datetime import date

from tests.oracle.plan import plan_of, stays
from tests.oracle.records import Replacement, Standard, World
from tests.oracle.stages import Event, event_on, force_span, may_have_changed, status_of


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
        for replacement in self.world.replacements:
            if replacement.predecessor == standard.id and self.taken_over(replacement):
                return "SUPERSEDED"
        return "IN_FORCE"

    def taken_over(self, replacement: Replacement) -> bool:
        """Whether a replacement of a whole document has taken effect by the day."""
        if replacement.extent != "WHOLE":
            return False
        if self.status[replacement.successor] not in ("PUBLISHED", "WITHDRAWN"):
            return False
        taken = self.taken_over_on(replacement)
        return taken is None or taken <= self.on

    def taken_over_on(self, replacement: Replacement) -> date | None:
        """The day by which a replacement takes effect; None where the successor is not published."""
        taking_force = force_span(self.standards[replacement.successor])
        return replacement.since or (taking_force[1] if taking_force else None)

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
        whole = [r for r in self.world.replacements if r.predecessor == key and r.extent == "WHOLE"]
        return not any(map(self.taken_over, whole)) and any(
            may_have_changed(self.standards[r.successor], self.on)
            or (r.since is None and _between(force_span(self.standards[r.successor]), self.on))
            for r in whole
        )

    def _brings(self, standard: Standard) -> str | None:
        if self.status[standard.id] in ("PLANNED", "DRAFTING"):
            return self.status[standard.id]
        if self.standing[standard.id] == "UPCOMING":
            return "UPCOMING"
        if self.standing[standard.id] == "IN_FORCE":
            return "GROUP_ONLY" if standard.level in ("GROUP", "ENTERPRISE") else "IN_FORCE"
        return None


def _between(span: tuple[date, date] | None, on: date) -> bool:
    return span is not None and span[0] <= on < span[1]
