"""The templates' environment: one a language, with what templates call beside the data of their page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.runtime import Undefined

from stdgraph import __version__
from stdgraph.domain import calendar, terms, zone
from stdgraph.domain.vocabulary import Language, ProgressCount
from stdgraph.web.charts.bars import bar
from stdgraph.web.charts.burn_up import burn_up, target_outlook
from stdgraph.web.charts.chain import chain, letter
from stdgraph.web.charts.lifeline import lifeline
from stdgraph.web.pages.address import link
from stdgraph.web.pages.told import notice_of


class PageEnvironment(Environment):
    """An environment in which ``answer.items`` is the field of an answer, not the method of a dictionary."""

    def getattr(self, obj: object, attribute: str) -> object:
        """A field of an answer, else an attribute."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def environment(language: Language) -> Environment:
    """The environment of a language. A name that a page does not have is an error."""
    found = PageEnvironment(
        loader=PackageLoader("stdgraph.web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    vocabularies = {kind.__name__: kind for kind in terms.TERMS}

    def t(zh: str, en: str) -> str:
        """A text of the page in the language of its reader."""
        return zh if language is Language.ZH else en

    def term(vocabulary: str, value: str | None) -> str:
        """A value of a vocabulary as people call it; a dash where there is none."""
        return "–" if value is None else terms.term(vocabularies[vocabulary][value], language)

    def named(table: Mapping[str, terms.Term], key: str) -> str:
        return table[key].in_language(language) if key in table else key

    found.globals.update(
        achieved_before=achieved_before,
        bar=bar,
        basis=lambda key: named(terms.BASIS_TERMS, key),
        burn_up=partial(burn_up, language=language),
        by_place=lambda cells: {(cell["row"], cell["column"]): cell for cell in cells},
        chain=partial(chain, language=language),
        counted=lambda of: term("ProgressCount", of),
        counts=lambda: [(one.name, term("ProgressCount", one.name)) for one in ProgressCount],
        demanded_state=demanded_state,
        en=language is Language.EN,
        entered=lambda key: named(terms.ENTERED_TERMS, key),
        fact=lambda name: terms.fact_term(name, language),
        gap_kind=lambda key: named(terms.GAP_KINDS, key),
        gap_kinds=terms.GAP_KINDS,
        has_chinese=has_chinese,
        label=lambda key: named(terms.LABEL_TERMS, key),
        lang="zh-CN" if language is Language.ZH else "en",
        language=language.name,
        notice_of=partial(notice_of, language=language),
        late_of=late_of,
        letter=partial(letter, language=language),
        lifeline=partial(lifeline, language=language),
        link=link,
        relation=lambda key: named(terms.RELATION_TERMS, key),
        said=lambda value: terms.fact_value(value, language),
        t=t,
        target_outlook=partial(target_outlook, language=language),
        term=term,
        terms_of=lambda vocabulary: [(one.name, terms.term(one, language)) for one in vocabularies[vocabulary]],
        total=lambda rows: "–" if rows is None else rows["totalCount"],
        today=lambda: calendar.today(),  # tests fix the day
        version=__version__,
        days=lambda count: timedelta(days=count),
    )
    found.filters.update(
        percent=lambda ratio: "–" if ratio is None else f"{100 * ratio:.1f} %",
        whole_percent=lambda ratio: "–" if ratio is None else f"{100 * ratio:.0f} %",
        or_dash=lambda value: "–" if value is None or value == "" or isinstance(value, Undefined) else value,
        quoted=lambda value: quote(str(value), safe=""),
        moment=lambda value: f"{zone.local(datetime.fromisoformat(str(value))):%Y-%m-%d %H:%M}",
        web_address=lambda value: value if str(value).lower().startswith(("http://", "https://")) else None,
        day=lambda value: date.fromisoformat(str(value)[:10]),
    )
    return found


def has_chinese(text: str) -> bool:
    """Whether a message is in Chinese, or holds some: messages of errors are in English, those about rows in the language of a plan."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def late_of(workload: Sequence[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    """The projects of a desk that are past the day by which they were due, the latest first."""
    rows = (edge["node"] for one in workload or () for edge in (one["late"] or {"edges": ()})["edges"])
    return sorted(rows, key=lambda row: str(row["dueOn"]))


def achieved_before(data: Mapping[str, Any], target: str, asked: Mapping[str, Any]) -> list[tuple[date, int]]:
    """What a target had gained on the days of the past for which the page asks, where that was counted."""
    past = (
        (asked[f"day{name.removeprefix('past')}"], one)
        for name, system in data.items()
        if name.startswith("past") and system
        for one in system["targets"] or ()
    )
    return [
        (date.fromisoformat(day), one["achieved"])
        for day, one in past
        if one["id"] == target and one["achieved"] is not None
    ]


def demanded_state(demands: Sequence[Mapping[str, Any]], subsystem: Mapping[str, Any] | None) -> str | None:
    """The state of a category's own standard in a subsystem; None where nobody demands one there."""
    place = subsystem and (subsystem["system"]["code"], subsystem["code"])
    found = (
        one["state"]
        for one in demands
        if one["subsystem"] and (one["subsystem"]["system"]["code"], one["subsystem"]["code"]) == place
    )
    return next(found, None)
