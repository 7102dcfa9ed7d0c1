"""Full-text search over numbers and titles, Chinese and English, best match first; the same answers on both engines.

Every word must occur. The score says where: 1.0 the number itself, 0.8 a number or code that begins with the text, 0.6 a title that
begins with it, 0.5 a title that holds it as typed, 0.3 otherwise (words apart, an alias).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.pages import TotalRow, build_connection
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.numbers import Number, all_keys, plan_number_text, read_number
from stdgraph.domain.text import fold
from stdgraph.errors import BadInput
from stdgraph.store.keyset import Page, SortKey, clauses, encode
from stdgraph.store.plan_cypher import on_plan, today_parameters
from stdgraph.store.session import Transaction

LABELS = {
    "Standard": "n.number",
    "Subsystem": "n.code",
    "ProductCategory": "n.code",
    "Committee": "n.code",
    "StandardsSystem": "n.code",
}
KEYS = [
    SortKey("SCORE", "score", descending=True, nullable=False),
    SortKey("LABEL", "label", nullable=False),
    SortKey("NAME", "name", nullable=False),
    SortKey("ID", "key", nullable=False),
]
MOST_TEXT = 200


_WORDS = "n.searchText CONTAINS $word AND all(w IN $words WHERE n.searchText CONTAINS w)"
"""The longest word by itself: an index finds what contains it."""
_NUMBER = "n.searchText CONTAINS $number AND toLower(n.number) STARTS WITH $number"


def _branch(label: str, found: str) -> str:
    key = READER.entities[label].key[0]
    exact = (
        "n.numberKey IN $keys OR n.planNumber = $plan"
        if label == "Standard"
        else "n.searchText = $text OR n.searchText STARTS WITH $line"  # the code comes first
    )
    return (
        f"{found} WITH n WHERE {on_plan('n', '$today')} RETURN '{label}' AS label, n.{key} AS key, "
        f"coalesce({LABELS[label]}, '~') AS name, CASE WHEN {exact} THEN 1.0 "
        f"WHEN toLower({LABELS[label]}) STARTS WITH $text OR toLower({LABELS[label]}) STARTS WITH $number THEN 0.8 "
        "WHEN n.titleZhKey STARTS WITH $text OR n.titleEnKey STARTS WITH $text THEN 0.6 "
        "WHEN n.searchText CONTAINS $text THEN 0.5 "
        "ELSE 0.3 END AS score"
    )


def _found(parameters: Mapping[str, object]) -> str:
    """Clauses that find everything; a number that is printed otherwise than the text is looked for as well."""
    branches = []
    for label in LABELS:
        found = f"MATCH (n:{label}) WHERE {_WORDS}"
        if label == "Standard" and parameters["number"] != parameters["text"]:
            found = f"CALL () {{ {found} RETURN n UNION MATCH (n:{label}) WHERE {_NUMBER} RETURN n }}"
        branches.append(_branch(label, found))
    return " UNION ALL ".join(branches)


def _parameters(text: str) -> dict[str, object]:
    folded = fold(text)
    if not folded:
        raise BadInput("search: text is empty, expected a number, a word or part of a title")
    if len(folded) > MOST_TEXT:
        raise BadInput(f"search: text is longer than {MOST_TEXT} characters")
    canonical = read_number(text)
    number = fold(canonical.text) if isinstance(canonical, Number) else folded
    word, *words = sorted(dict.fromkeys(folded.split()), key=len, reverse=True)
    return {
        "text": folded,
        "line": f"{folded}\n",
        "word": word,
        "words": words,
        "number": number,
        "keys": list(all_keys(text)),
        "plan": plan_number_text(text),
        **today_parameters(),
    }


class HitsRow(TypedDict):
    """The hits of a page: score, label, name and key of each."""

    rows: list[tuple[float, str, str, str]]


async def search(tx: Transaction, text: str, wanted: Page) -> Answer:
    """One page of hits on the plan today, as a connection whose edges carry a ``score``. Raises BadInput for an empty or too long text."""
    beyond, order, cursor = clauses(KEYS, wanted)
    parameters = _parameters(text)
    row = await tx.row(
        f"CALL () {{ {_found(parameters)} }} WITH label, key, name, score{' WHERE ' + beyond if beyond else ''} "
        f"ORDER BY {order} LIMIT $size RETURN collect([score, label, name, key]) AS rows",
        HitsRow,
        size=wanted.size + 1,
        **cursor,
        **parameters,
    )
    answer = build_connection([(encode(KEYS, one), one) for one in row["rows"]] if row else [], wanted)
    for edge in answer["edges"]:
        score, label, _, key = edge["node"]
        edge.update(score=score, node=Ref(label, key))
    return answer


async def count_found(tx: Transaction, text: str) -> int:
    """The number of hits of all labels."""
    parameters = _parameters(text)
    row = await tx.row(f"CALL () {{ {_found(parameters)} }} RETURN count(*) AS total", TotalRow, **parameters)
    return row["total"] if row else 0
