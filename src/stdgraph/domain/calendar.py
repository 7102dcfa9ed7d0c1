"""Dates that follow from other dates: ends of calendar intervals, due dates of stages and of reviews."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

from stdgraph.domain import zone
from stdgraph.domain.stages import STAGES, status_of
from stdgraph.domain.vocabulary import Interval, Language, Level, Nature, Status


def today() -> date:
    """The calendar day in the catalogue's zone: the day that a question or a change is about when it names none.

    It is never before a day to which the catalogue has turned: a clock that was set back undoes no day.
    The only place that reads the calendar. Call it as ``calendar.today()``, so that a test can fix the day.
    """
    return zone.day(now())


def now() -> datetime:
    """The instant by the machine's clock, in UTC. Call it as ``calendar.now()``, so that a test can set the clock."""
    return datetime.now(UTC)


def said(day: date, language: Language = Language.EN) -> str:
    """A day that a message calls today, with the zone in which it is today."""
    return f"{day}，时区“{zone.name()}”" if language is Language.ZH else f"{day}, {zone.name()}"


MONTHS = {Interval.MONTH: 1, Interval.QUARTER: 3, Interval.YEAR: 12}
"""The length of an interval in months, where it has one."""

TEXT = {Interval.DAY: 10, Interval.WEEK: 10, Interval.MONTH: 7, Interval.QUARTER: 7, Interval.YEAR: 4}
"""How many characters of an ISO date determine its interval: seven for a month, as in ``2024-10``."""


def end_of(day: date, interval: Interval) -> date:
    """The last day of the interval that contains a day; weeks end on Sunday (ISO 8601), quarters with March, June and so on."""
    if interval is Interval.DAY:
        return day
    if interval is Interval.WEEK:
        return date.fromordinal(min(day.toordinal() + 7 - day.isoweekday(), date.max.toordinal()))
    months = MONTHS[interval]
    month = -(-day.month // months) * months
    return date(day.year, month, monthrange(day.year, month)[1])


def ends(first: date, last: date, interval: Interval) -> Iterator[date]:
    """The end of each interval from that of ``first`` on, then ``last`` itself. Nothing where ``first`` is later than ``last``."""
    if first > last:
        return
    end = end_of(first, interval)
    while end < last:
        yield end
        end = end_of(end + timedelta(days=1), interval)
    yield last


def add_months(day: date, months: int) -> date:
    """The same day some months on; the month's last where that month has no such day (31 January + 1)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, _last_day(year, month + 1)))


@cache
def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def stage_due_on(stage: str, entered_on: date) -> date | None:
    """The normal end of a stage (GB/T 16733): past it a stage is slow, and no more.

    None where that standard names no duration, and for what is abandoned.
    """
    months = None if status_of(stage) is Status.ABANDONED else STAGES[stage[:2]].normal_months
    return None if months is None else add_months(entered_on, months)


UNSUBMITTED = ("00", "10", "20", "30", "40")
"""The stages before submission for approval (报批), with which stage 50 begins: later a project is not late."""

PROJECT_MONTHS: Mapping[Nature, int] = {Nature.MANDATORY: 24, Nature.RECOMMENDED: 18, Nature.GUIDANCE: 18}
"""Months from the issue of the plan to submission that a project normally may take, of national standards (SAMR notice on strict cycle
management, 2025-04, section 一); guidance as recommended. Of other levels no general limit is known."""


def project_months(level: object, nature: object) -> int | None:
    """The limit of the rules for a project in months; None where the rules name none, or level or nature is not decided."""
    return PROJECT_MONTHS[Nature(str(nature))] if level == Level.NATIONAL and nature is not None else None


def project_due_on(stage: str, drafting_since: date | None, own: date | None, months: int | None) -> date | None:
    """The day by which a project in a stage is to be submitted for approval: its own (项目周期, as extended), else that of the rules,
    ``months`` after drafting began. None where neither is known, and once it is submitted or abandoned.
    """
    if stage[:2] not in UNSUBMITTED or status_of(stage) is Status.ABANDONED:
        return None
    if own is not None or drafting_since is None or months is None or status_of(stage) is not Status.DRAFTING:
        return own
    return add_months(drafting_since, months)


REVIEW_YEARS = 5
REVIEWED = (Level.NATIONAL, Level.INDUSTRY, Level.LOCAL, Level.INTERNATIONAL)
"""Levels with a review period. The one figure seen for group standards (3 years) has no authoritative source."""

GUIDANCE_REVIEW_YEARS = 3
GUIDANCE_PREFIX = "GB/Z"
"""Guidance documents are reviewed within three years of publication (国家标准化指导性技术文件管理规定, 1998)."""

HELD = ("90.60", "90.93")
"""Stages that end a review without a change of the document."""


def review_years(number: str | None) -> int:
    """The review period in years: three for a GB/Z, five for others (标准化法 art. 29, ISO/IEC Directives)."""
    return GUIDANCE_REVIEW_YEARS if number is not None and number.startswith(GUIDANCE_PREFIX) else REVIEW_YEARS


def review_due_on(
    level: Level | None, published_on: date | None, last_reviewed_on: date | None = None, years: int = REVIEW_YEARS
) -> date | None:
    """The day by which a review is due; None without a rule for the level or without a known day to count from."""
    base = max(filter(None, (published_on, last_reviewed_on)), default=None)
    if level not in REVIEWED or base is None:
        return None
    return years_later(base, years)


def years_later(day: date, years: int = REVIEW_YEARS) -> date:
    """The same day some years on; 28 February for a 29th that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_later(day: date, months: int) -> date:
    """The same day some months on; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
