"""UNMET_DEMAND: some document says that a product category needs a standard of a subsystem, and none is in force there.

The severity is the demand's priority, one step lower where a standard is published and only waits for its in-force day.
"""

from __future__ import annotations

from stdgraph.gaps.demanded import PAIR, SCOPES, pair_facts, pairs
from stdgraph.gaps.kind import Facts, Kind, cell_of, columns, pick
from stdgraph.model.vocabulary import GapKind, Language

_STATES = {
    None: ("尚无标准", "nothing is there"),
    3: ("仅有拟制订项目", "one is only planned"),
    2: ("标准正在制定", "one is being drafted"),
    1: ("标准已发布、尚未实施", "one is published and not yet in force"),
}


def _find(shape: frozenset[str]) -> tuple[str, ...]:
    if not shape <= SCOPES:
        return ()
    return (
        f"{pairs(shape)} {cell_of('u', 'c', 'min(rank) AS best')} "
        "WITH scope, u, c, priority, since, best WHERE best IS NULL OR best IN [1, 2, 3] "
        + columns(
            GapKind.UNMET_DEMAND,
            label="ProductCategory",
            subject="c.code",
            ident=PAIR,
            since="since",
            severity="['HIGH', 'MEDIUM', 'LOW', 'INFO'][3 - priority + CASE best WHEN 1 THEN 1 ELSE 0 END]",
            places="[u.id]",
            categories="[c.code]",
            facts={**pair_facts(), "best": "best"},
        ),
    )


def _message(facts: Facts, language: Language) -> str:
    name, where = pick(facts, language), pick(facts, language, "subsystemZh", "subsystemEn")
    zh, en = _STATES[facts["best"]]
    if language is Language.ZH:
        return f"“{name}”需要“{where}”标准：{zh}。"
    return f"“{name}” needs a standard on “{where}”: {en}."


KIND = Kind(GapKind.UNMET_DEMAND, _find, _message, lambda _: ("demand", ""), unlocks_dependents=True)
