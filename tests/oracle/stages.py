"""What had happened to one standard by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle.records import Standard

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
    """A stage reached on a day, or on an unknown one."""

    on: date | None
    stage: str


def events(standard: Standard) -> list[Event]:
    """What a row of the seed says has happened, in the order in which it is recorded."""
    match status_of(standard.stage):
        case "PUBLISHED":
            return [Event(standard.published_on, "60.60")]
        case "WITHDRAWN":
            return [Event(standard.published_on, "60.60"), Event(standard.withdrawn_on, "95.99")]
        case _:
            stage = standard.stage if "." in standard.stage else f"{standard.stage}.00"
            return [Event(standard.stage_on, stage)]


def event_on(standard: Standard, on: date) -> Event | None:
    """The event on which the standard's state of a day rests; None when nothing had happened by then.

    An event of unknown day holds on every day, so it also stands above the dated ones recorded before it.
    """
    holding: Event | None = None
    for event in events(standard):
        if event.on is None or (event.on <= on and (holding is None or holding.on is None or holding.on <= event.on)):
            holding = event
    return holding


def lasting(standard: Standard, on: date) -> list[Event]:
    """The events that still hold on a day, in the order of their days: an unknown day undoes what was recorded before."""
    told = events(standard)
    unknown = [place for place, event in enumerate(told) if event.on is None]
    told = told[unknown[-1] :] if unknown else told
    by_day = {event.on: event for event in told if event.on is None or event.on <= on}
    return sorted(by_day.values(), key=lambda event: event.on or date.min)
