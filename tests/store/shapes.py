"""Shapes of Cypher that one of the engines answers wrongly without a word. No text of ours may have them."""

from __future__ import annotations

import re
from functools import cache

TOKEN = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|//[^\n]*|[A-Za-z_]\w*|[{}()\[\]]|\S""")
SUBQUERY = {"COLLECT", "EXISTS", "COUNT", "CALL"}
OPENING, CLOSING = "{([", "})]"


@cache
def forbidden(text: str) -> str | None:
    """What is wrong with the shape of a statement or fragment; None when nothing is.

    A map projection (``b{.code}``) must not stand inside a map literal. One that is returned has a name where rows are sorted by
    the node itself (``RETURN b{.code} AS x ORDER BY b.order``): without it Neo4j sorts by what is left in the map.
    """
    tokens = list(TOKEN.finditer(text))
    kinds: list[str] = []
    opened: list[int] = []
    for position, token in enumerate(tokens):
        if token[0] in OPENING:
            kinds.append(_kind(tokens, position))
            opened.append(position)
            if kinds[-1] == "projection" and _enclosing(kinds[:-1]) == "literal":
                return f"a map projection inside a map literal: {text[max(0, token.start() - 30) : token.end() + 20]}"
        elif token[0] in CLOSING and kinds:
            kind, opening = kinds.pop(), opened.pop()
            ordered = [one[0].upper() for one in tokens[position + 1 : position + 3]] == ["ORDER", "BY"]
            if kind == "projection" and ordered and tokens[position + 3][0] == tokens[opening - 1][0]:
                return f"rows sorted by a node whose projection has no name: {text[token.start() : token.end() + 30]}"
    return None


def _kind(tokens: list[re.Match[str]], position: int) -> str:
    """What an opening bracket opens."""
    token = tokens[position]
    if token[0] != "{":
        return "bracket"
    before = tokens[position - 1] if position else None
    if before is None:
        return "literal"
    if before[0].upper() in SUBQUERY or (before[0] == ")" and _is_call(tokens, position - 1)):
        return "subquery"
    if not re.fullmatch(r"[A-Za-z_]\w*|`.*`", before[0]):
        return "literal"
    first = tokens[position + 1][0] if position + 1 < len(tokens) else ""
    return "projection" if first == "." or before.end() == token.start() else "literal"


def _is_call(tokens: list[re.Match[str]], closing: int) -> bool:
    """Whether a closing parenthesis ends ``CALL (x, y)``."""
    while closing and tokens[closing][0] != "(":
        closing -= 1
    return closing > 0 and tokens[closing - 1][0].upper() == "CALL"


def _enclosing(kinds: list[str]) -> str | None:
    return next((kind for kind in reversed(kinds) if kind != "bracket"), None)
