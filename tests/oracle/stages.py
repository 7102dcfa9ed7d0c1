"""What had happened to one standard by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle.records import Standard
from tests.oracle.spans import Span, first_day, last_day, number_year, spans

STATUS = {
    "00": "PLANNED",
    "10": "PLANNED",
    "20": "DRAFTING",
    "30": "DRAFTING",
    "40": "DRAFTING",
    "50": "DRAFTING",
    "60": "PUBLISHED",
    "90": "PUBLISHED",
    "95": "WITHDRAWN",
}


def status_of(stage: str | None) -> str:
    """The status that a stage means; planned where nothing has happened yet."""
    if stage is None:
        return "PLANNED"
    return "ABANDONED" if stage.endswith(".98") else STATUS[stage[:2]]


@dataclass(frozen=True)
class Event:
    """A stage reached, at the latest on a day and not before another."""

    stage: str
    span: Span

    @property
    def by(self) -> date:
        return self.span.last

    @property
    def on(self) -> date | None:
        """The day, where it is known exactly."""
        return self.span.last if isinstance(self.span.stated, date) else None

    @property
    def is_undated(self) -> bool:
        return self.span.stated is None


def events(standard: Standard) -> list[Event]:
    """What a row of the seed says has happened, in the order in which it did."""
    match status_of(standard.stage):
        case "PUBLISHED" if standard.stage.startswith("90"):
            told = [("60.60", standard.published_on), (standard.stage, standard.stage_on)]
        case "PUBLISHED":
            told = [("60.60", standard.published_on)]
        case "WITHDRAWN":
            told = [("60.60", standard.published_on), ("95.99", standard.withdrawn_on)]
        case _:
            stage = standard.stage if "." in standard.stage else f"{standard.stage}.00"
            told = [(stage, standard.stage_on)]
    told = [*standard.passed, *told]
    kinds = [("REVIEWED" if stage.startswith("90") else status_of(stage), said) for stage, said in told]
    found = spans(kinds, standard.number, standard.told_on)
    return [Event(stage, span) for (stage, _), span in zip(told, found, strict=True)]


def lasting(standard: Standard, on: date) -> list[Event]:
    """What had happened by a day, in order: of one day the last."""
    by_day = {event.by: event for event in events(standard) if event.by <= on}
    return [by_day[day] for day in sorted(by_day)]


def event_on(standard: Standard, on: date) -> Event | None:
    """The event on which the standard's state of a day rests; None when nothing had happened by then."""
    return next(reversed(lasting(standard, on)), None)


def may_have_changed(standard: Standard, on: date) -> bool:
    """Whether the status may be a further one by the day, because something may have happened that counts as still to come."""
    by_day = {event.by: event for event in events(standard)}
    floor, status = date.min, "PLANNED"
    for day in sorted(by_day):
        after = status_of(by_day[day].stage)
        floor = max(floor, by_day[day].span.first)
        if floor <= on < day and after != status:
            return True
        status = after
    return False


def force_span(standard: Standard) -> tuple[date, date] | None:
    """Between which days it takes force: where nothing is stated as with its publication; None where it is not published."""
    if standard.force is not None:
        return standard.force
    published = next((event.span for event in events(standard) if status_of(event.stage) == "PUBLISHED"), None)
    if published is None:
        return None
    said, year = standard.in_force_on, number_year(standard.number)
    if said is None or (year is not None and last_day(said).year < year):
        return published.first, published.last
    if isinstance(said, date):
        return said, said
    last = last_day(said)
    gone = next((event.span.last for event in events(standard) if status_of(event.stage) == "WITHDRAWN"), last)
    last = max(first_day(said), min(last, gone))
    return min(max(first_day(said), published.first), last), last
