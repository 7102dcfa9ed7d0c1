"""The pages that there are, with the variables that their addresses stand for."""

from __future__ import annotations

from datetime import date, timedelta

from stdgraph.domain.vocabulary import GapStatus, Interval, ProgressCount, Severity, Standing, Status
from stdgraph.errors import BadInput
from stdgraph.gaps.groups import GapGroup
from stdgraph.gaps.kinds import GapKind
from stdgraph.gaps.pages import GapOrder
from stdgraph.web.pages.address import Address
from stdgraph.web.pages.page import Page, Variables

PAGE = 50
"""Rows of a page of a list."""
PAST = 5
"""Days before the last one for which a page asks what a target had gained."""
MONTH = timedelta(days=30)
DUE_WITHIN = timedelta(days=90)


def _home(address: Address) -> Variables:
    on = address.on
    return {
        "asOf": str(on),
        "monthAgo": str(on - MONTH),
        "soon": str(on + DUE_WITHIN),
        "longAgo": str(on - timedelta(days=365)),
        "within": f"P{DUE_WITHIN.days}D",
    }


def _system(address: Address) -> Variables:
    return {"code": address.place["code"], "asOf": str(address.on)}


def _scope(address: Address) -> dict[str, object]:
    system = address.place.get("code") or address.text("system")
    scope: dict[str, object] = {"system": system, "subsystem": _subsystem(address, system)}
    scope |= {"committee": address.text("committee"), "productCategory": address.text("category")}
    return {name: value for name, value in scope.items() if value is not None}


def _subsystem(address: Address, system: str | None) -> dict[str, str] | None:
    """The subsystem that an address names: SYSTEM/CODE, or the code alone where the system is known."""
    named = address.text("subsystem")
    if named is None:
        return None
    before, slash, code = named.partition("/")
    if slash:
        return {"system": before, "code": code}
    if system is None:
        raise BadInput(f"subsystem: expected SYSTEM/CODE, such as ICN2024/BAB, got {named!r}")
    return {"system": system, "code": named}


def _gaps(address: Address) -> Variables:
    scope = _scope(address)
    return {
        "scope": scope,
        "system": scope.get("system", ""),
        "inSystem": "system" in scope,
        "asOf": address.text("asOf") and str(address.on),
        "kinds": [kind.name for kind in address.choices("kind", GapKind)] or None,
        "severity": [severity.name for severity in address.choices("severity", Severity)] or None,
        "recordStatus": [status.name for status in address.choices("record", GapStatus)] or None,
        "orderBy": address.choice("orderBy", GapOrder, GapOrder.SCORE).name,
        "by": address.choice("by", GapGroup, GapGroup.SUBSYSTEM if "system" in scope else GapGroup.SYSTEM).name,
        "first": address.integer("first", PAGE, 1, 200),
        "after": address.text("after"),
    }


def _gap(address: Address) -> Variables:
    return {"id": address.place["id"], "asOf": str(address.on)}


def _coverage(address: Address) -> Variables:
    return {"code": address.place["code"], "asOf": str(address.on), "depth": address.integer("depth", 2, 1, 9)}


def _history(address: Address) -> Variables:
    on = address.on
    start = address.day("from") or _years_before(on, 5)
    if start >= on:
        raise BadInput(f"from: expected a day before {on}")
    before = address.day("before")  # a slider may have gone past it
    return {
        "code": address.place["code"],
        "scope": _scope(address),
        "asOf": str(on),
        "from": str(start),
        "interval": address.choice("interval", Interval, _interval(start, on)).name,
        "before": str(before if before and before < on else _years_before(on, 1)),
        **{f"day{n}": str(on - (on - start) * n // (PAST + 1)) for n in range(1, PAST + 1)},
    }


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))


def _interval(start: date, end: date) -> Interval:
    """Intervals short enough for a line of its own, and few enough to be drawn."""
    span = (end - start).days
    return (
        Interval.WEEK
        if span <= 200
        else Interval.MONTH
        if span <= 366 * 4
        else Interval.QUARTER
        if span <= 366 * 12
        else Interval.YEAR
    )


def _rows(address: Address) -> Variables:
    return {
        "code": address.place["code"],
        "scope": _scope(address),
        "asOf": str(address.on),
        "of": address.choice("of", ProgressCount, ProgressCount.ITEMS).name,
        "first": PAGE,
        "after": address.text("after"),
    }


def _standard(address: Address) -> Variables:
    return {"number": address.place["number"], "asOf": str(address.on)}


def _standards(address: Address) -> Variables:
    where: dict[str, object] = {}
    statuses = [one.name for one in address.choices("status", Status)]
    standings = [one.name for one in address.choices("standing", Standing)]
    where |= {"status": {"in": statuses}} if statuses else {}
    where |= {"standing": {"in": standings}} if standings else {}
    scope = _scope(address)
    listed: dict[str, object] = {}
    if "system" in scope:
        listed["system"] = {"eq": scope["system"]}
    if subsystem := _subsystem(address, address.text("system")):
        listed |= {"system": {"eq": subsystem["system"]}, "subsystem": {"eq": subsystem["code"]}}
    where |= {"listedIn": listed} if listed else {}
    where |= {"committee": {"code": {"eq": scope["committee"]}}} if "committee" in scope else {}
    where |= {"productCategory": {"code": {"eq": scope["productCategory"]}}} if "productCategory" in scope else {}
    return {"where": where, "asOf": str(address.on), "first": PAGE, "after": address.text("after")}


def _committee(address: Address) -> Variables:
    return {
        "code": address.place["code"],
        "scope": {"committee": address.place["code"]},
        "asOf": str(address.on),
        "within": f"P{address.integer('within', DUE_WITHIN.days, 1, 3650)}D",
        "since": str(address.on - timedelta(days=address.integer("since", 90, 1, 3650))),
        "before": address.text("before"),
    }


def _category(address: Address) -> Variables:
    subsystem = _subsystem(address, None)
    place = subsystem or {"system": "", "code": ""}
    return {
        "code": address.place["code"],
        "asOf": str(address.on),
        "chain": subsystem is not None,
        "system": place["system"],
        "subsystemCode": place["code"],
        "subsystem": place,
    }


def _search(address: Address) -> Variables:
    text = address.text("q")
    return {"text": text or "", "asked": text is not None, "first": 30, "after": address.text("after")}


def _changes(address: Address) -> Variables:
    on = address.on
    return {
        "scope": _scope(address),
        "from": str(address.day("from") or _years_before(on, 1)),
        "asOf": str(on),
    }


def _on_day(address: Address) -> Variables:
    return {"asOf": str(address.on)}


PAGES: tuple[Page, ...] = (
    Page("home", "/", _home, scripts=("live",)),
    Page("system", "/systems/{code}", _system, "system", scripts=("tree", "live")),
    Page("gaps", "/systems/{code}/gaps", _gaps, "system", ("gaps",), scripts=("filter",)),
    Page("coverage", "/systems/{code}/coverage", _coverage, "system", scripts=("filter",)),
    Page("history", "/systems/{code}/history", _history, "system", scripts=("filter", "day")),
    Page("rows", "/systems/{code}/standards", _rows, "system", ("progress",), scripts=("filter",)),
    Page("gaps", "/gaps", _gaps, required=("gaps",), scripts=("filter",)),
    Page("gap", "/gaps/{id:path}", _gap, "gap"),
    Page("standards", "/standards", _standards, required=("standards",), scripts=("filter",)),
    Page("standard", "/standards/{number:path}", _standard, "standard"),
    Page("committees", "/committees", _on_day),
    Page("committee", "/committees/{code:path}", _committee, "committee", scripts=("select", "live")),
    Page("categories", "/categories", _on_day),
    Page("category", "/categories/{code:path}", _category, "productCategory", scripts=("filter",)),
    Page("search", "/search", _search),
    Page("changes", "/changes", _changes, required=("comparison",), scripts=("live",)),
)
"""In the order in which addresses are matched."""
