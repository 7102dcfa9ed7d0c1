"""Full-text search over numbers and titles, Chinese and English, best match first; the same answers on both engines.

Every word must occur. The score says where: 1.0 the number itself, 0.8 a number or code that begins with the text, 0.6 a title that
begins with it, 0.5 a title that holds it as typed, 0.3 otherwise (words apart, an alias).
"""

from __future__ import annotations

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
    SortKey("SCORE", "score", descending=True),
    SortKey("LABEL", "label"),
    SortKey("NAME", "name"),
    SortKey("ID", "key"),
]
MOST_TEXT = 200


def _branch(label: str) -> str:
    key = READER.entities[label].key[0]
    loose = " OR toLower(n.number) STARTS WITH $number" if label == "Standard" else ""
    exact = (
        "n.numberKey IN $keys OR n.planNumber = $plan"
        if label == "Standard"
        else "n.searchText = $text OR n.searchText STARTS WITH $line"  # the code comes first
    )
    return (
        f"MATCH (n:{label}) WHERE {on_plan('n', '$today')} AND (all(w IN $words WHERE n.searchText CONTAINS w){loose}) "
        f"RETURN '{label}' AS label, n.{key} AS key, "
        f"coalesce({LABELS[label]}, '~') AS name, CASE WHEN {exact} THEN 1.0 "
        f"WHEN toLower({LABELS[label]}) STARTS WITH $text OR toLower({LABELS[label]}) STARTS WITH $number THEN 0.8 "
        "WHEN n.titleZhKey STARTS WITH $text OR n.titleEnKey STARTS WITH $text THEN 0.6 "
        "WHEN n.searchText CONTAINS $text THEN 0.5 "
        "ELSE 0.3 END AS score"
    )


_FOUND = " UNION ALL ".join(_branch(label) for label in LABELS)


def _parameters(text: str) -> dict[str, object]:
    folded = fold(text)
    if not folded:
        raise BadInput("search: text is empty, expected a number, a word or part of a title")
    if len(folded) > MOST_TEXT:
        raise BadInput(f"search: text is longer than {MOST_TEXT} characters")
    canonical = read_number(text)
    number = fold(canonical.text) if isinstance(canonical, Number) else folded
    return {
        "text": folded,
        "line": f"{folded}\n",
        "words": folded.split(),
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
    row = await tx.row(
        f"CALL () {{ {_FOUND} }} WITH label, key, name, score{' WHERE ' + beyond if beyond else ''} "
        f"ORDER BY {order} LIMIT $size RETURN collect([score, label, name, key]) AS rows",
        HitsRow,
        size=wanted.size + 1,
        **cursor,
        **_parameters(text),
    )
    answer = build_connection([(encode(KEYS, one), one) for one in row["rows"]] if row else [], wanted)
    for edge in answer["edges"]:
        score, label, _, key = edge["node"]
        edge.update(score=score, node=Ref(label, key))
    return answer


async def count_found(tx: Transaction, text: str) -> int:
    """The number of hits of all labels."""
    row = await tx.row(f"CALL () {{ {_FOUND} }} RETURN count(*) AS total", TotalRow, **_parameters(text))
    return row["total"] if row else 0
