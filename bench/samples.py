"""Samples of a question: the variables that it is asked with, another set each time, as the catalogue has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from typing import Any

from bench.questions import AGAIN, Question, declared
from stdgraph.domain import calendar

Sample = dict[str, Any]
Ask = Callable[[str, Mapping[str, Any]], Awaitable[Any]]
"""Asks the product a document and gives its data."""
Read = Callable[[str, Mapping[str, Any]], Awaitable[list[Sample]]]
"""Reads the rows of a statement."""
PAGES = 20
WORDS = 60
_ENGLISH, _CHINESE = re.compile(r"[a-z]{5,}"), re.compile(r"[\u4e00-\u9fff]{2}")
ENDS = (
    "MATCH (n:Standard) WHERE n.status IN ['DRAFTING', 'PLANNED'] WITH n ORDER BY n.publicationEarliest, n.numberSort, n.id "
    "RETURN n.id AS id, coalesce(n.numberSort, '~') AS sort, coalesce(toString(n.publicationEarliest), '~') AS day"
)
"""Where each row of the pages stands in their order."""


async def samples_of(question: Question, ask: Ask, read: Read, size: int = 50) -> list[Sample]:
    """Its samples, pages of that size; none where the catalogue has nothing to ask for."""
    if question.name == "next-page":
        return await _cursors(question, ask, read, size)
    rows = await read(question.samples, {"today": calendar.today().isoformat(), "first": size})
    if "title" in (rows[0] if rows else ()):
        return _words([row["title"] for row in rows], _CHINESE if question.name.endswith("zh") else _ENGLISH)
    halves = {"late-reviews": rows[::2], "gaps": rows[1::2]}  # what was found for one is remembered for the other
    return halves.get(question.name, rows)


async def _cursors(question: Question, ask: Ask, read: Read, size: int) -> list[Sample]:
    """The ends of the first pages, each as a cursor and as the values of its last row."""
    found: list[Sample] = []
    for end in (await read(ENDS, {}))[size - 1 : size * PAGES : size]:
        after = found[-1]["after"] if found else None
        page = await ask(question.document, {"first": size, "after": after, AGAIN: "-"})
        if page["standards"]["pageInfo"]["hasNextPage"]:
            offset = size * (len(found) + 1)
            found.append({"first": size, "after": page["standards"]["pageInfo"]["endCursor"], "offset": offset, **end})
    return found


def _words(titles: list[str], form: re.Pattern[str]) -> list[Sample]:
    """Words of titles that are neither in every one nor in one alone."""
    known = Counter(word for title in titles for word in set(form.findall(title)))
    some = [word for word, number in known.most_common() if 3 <= number <= len(titles) / 10]
    return [{"word": word} for word in some[:WORDS]]


class Variables:
    """The samples of a question one after the other, as the variables that a document declares."""

    def __init__(self, samples: Sequence[Sample], document: str, *, once: bool = False) -> None:
        self._samples = samples
        self._names = [name for name in declared(document) if name != AGAIN]
        self._again = AGAIN in declared(document)
        self._count = count()
        self._once = once

    def next(self) -> Sample:
        """The variables of the next sample. Raises IndexError after the last of those that may be asked only once."""
        place = next(self._count)
        sample = self._samples[place if self._once else place % len(self._samples)]
        given = {name: sample[name] for name in self._names}
        return {**given, AGAIN: str(place)} if self._again else given
