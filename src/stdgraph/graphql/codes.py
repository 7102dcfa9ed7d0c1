"""Codes of the catalogue's own vocabulary in the arguments of a field: a scope or a condition that names nothing is a request that is wrong.

In a scope, and in a condition that must hold, a code that names nothing leaves nothing to answer. So an answer that says something
needs no check, and costs nothing; only one that says nothing is asked why. Where a code stands under a negation or an
alternative it is looked up first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from stdgraph.graphql.types.inputs import Scope, SubsystemRef
from stdgraph.store.known_codes import ANY_SYSTEM, CodeName, check_codes
from stdgraph.store.session import Transaction

Arguments = Mapping[str, Any]
Substitute = Callable[[CodeName, str, bool], str]
"""What stands for a code: given what it names, where it is written, and whether it must name something for an answer to say anything."""

CODE_ARGUMENTS: Mapping[str, str] = {"owner": "Committee"}
"""Arguments of root fields that narrow by a code, with the label of what it names. Those that look one thing up are none of them."""

_LABELS = {"committee": "Committee", "productCategory": "ProductCategory"}


@dataclass(slots=True)
class Codes:
    """The codes that arguments name, each with where it is written."""

    places: dict[CodeName, str] = field(default_factory=dict)
    are_conclusive: bool = True
    """Whether each of them, naming nothing, leaves nothing to answer."""

    def note(self, name: CodeName, place: str, conclusive: bool) -> str:
        """Note a code; it stands for itself."""
        self.places.setdefault(name, place)
        self.are_conclusive = self.are_conclusive and conclusive
        return name[1]


async def with_known_codes(
    tx: Transaction, arguments: Arguments, answer: Callable[[Arguments], Awaitable[object]]
) -> object:
    """What a field answers with these arguments, former codes in them read as those that took their place.

    Raises UnknownCode, with the codes that come nearest, for a code that names nothing.
    """
    codes = Codes()
    _substituted(arguments, codes.note)
    if not codes.places:
        return await answer(arguments)
    first = await answer(arguments) if codes.are_conclusive else None
    if first is not None and says_something(first):
        return first
    present = await check_codes(tx, codes.places)
    known = _substituted(arguments, lambda name, _place, _conclusive: present[name])
    return first if first is not None and known == arguments else await answer(known)


async def known_scope(tx: Transaction, scope: Scope | None) -> Scope | None:
    """A scope by the codes of today. Raises UnknownCode."""
    codes = Codes()
    given: Arguments = {"scope": scope}
    _substituted(given, codes.note)
    present = await check_codes(tx, codes.places) if codes.places else {}
    found: Scope | None = _substituted(given, lambda name, _place, _conclusive: present[name])["scope"]
    return found


async def known_where(tx: Transaction, where: Mapping[str, Any]) -> Mapping[str, Any]:
    """A condition, as it was coerced, by the codes of today. Raises UnknownCode."""
    codes = Codes()
    given: Arguments = {"where": where}
    _substituted(given, codes.note)
    present = await check_codes(tx, codes.places) if codes.places else {}
    found: Mapping[str, Any] = _substituted(given, lambda name, _place, _conclusive: present[name])["where"]
    return found


def says_something(answer: object) -> bool:
    """Whether there is anything in an answer besides zeros, empty lists, and what only labels them; the standards that a supposition
    names are its question."""
    match answer:
        case bool():
            return False
        case int() | float():
            return answer != 0
        case list() | tuple():
            return any(map(says_something, answer))
        case dict() if "edges" in answer:
            return bool(answer["edges"]) or bool(answer.get("totalCount"))
        case dict():
            return any(says_something(value) for name, value in answer.items() if name not in ("supposed", "asOf"))
        case _:
            return False


def _substituted(arguments: Arguments, substitute: Substitute) -> Arguments:
    """The arguments with something else in the place of each code."""
    found = dict(arguments)
    for name, value in arguments.items():
        if isinstance(value, Scope):
            found[name] = _scope(name, value, substitute)
        elif name == "where" and isinstance(value, Mapping):
            found[name] = _where(name, value, substitute, conclusive=True)
        elif name in CODE_ARGUMENTS and isinstance(value, str):
            found[name] = substitute((CODE_ARGUMENTS[name], value), name, True)
    return found


def _scope(place: str, scope: Scope, substitute: Substitute) -> Scope:
    def known(label: str, name: str, code: str | None) -> str | None:
        return code if code is None else substitute((label, code), f"{place}.{name}", True)

    below = scope.subsystem
    return replace(
        scope,
        system=known("StandardsSystem", "system", scope.system),
        subsystem=below and _subsystem(f"{place}.subsystem", below.system, below.code, substitute, conclusive=True),
        committee=known("Committee", "committee", scope.committee),
        product_category=known("ProductCategory", "productCategory", scope.product_category),
    )


def _subsystem(place: str, system: str, code: str, substitute: Substitute, *, conclusive: bool) -> SubsystemRef:
    system, _, code = substitute(("Subsystem", f"{system}/{code}"), place, conclusive).partition("/")
    return SubsystemRef(system=system, code=code)


def _where(place: str, where: Mapping[str, Any], substitute: Substitute, *, conclusive: bool) -> dict[str, Any]:
    found = dict(where)
    for name, value in where.items():
        at = f"{place}.{name}"
        match name:
            case _ if value is None:
                continue
            case "all":
                found[name] = [_where(at, one, substitute, conclusive=conclusive) for one in value]
            case "any":
                found[name] = [_where(at, one, substitute, conclusive=conclusive and len(value) == 1) for one in value]
            case "not":
                found[name] = _where(at, value, substitute, conclusive=False)
            case "listedIn":
                found[name] = _listing(at, value, substitute, conclusive=conclusive)
            case "committee" | "productCategory" if value.get("code") is not None:
                label = _LABELS[name]
                compared = _compared(f"{at}.code", value["code"], (label, ""), substitute, conclusive)
                found[name] = {**value, "code": compared}
            case _:
                continue
    return found


def _listing(place: str, where: Mapping[str, Any], substitute: Substitute, *, conclusive: bool) -> dict[str, Any]:
    found = dict(where)
    system: Mapping[str, Any] = where.get("system") or {}
    if system:
        found["system"] = _compared(f"{place}.system", system, ("StandardsSystem", ""), substitute, conclusive)
    if where.get("code") is not None:
        within = system.get("eq") or ANY_SYSTEM

        def bare(name: CodeName, at: str, sure: bool) -> str:
            return substitute(name, at, sure).partition("/")[2]

        found["code"] = _compared(f"{place}.code", where["code"], ("Subsystem", f"{within}/"), bare, conclusive)
    if where.get("within") is not None:
        ref = where["within"]
        known = _subsystem(f"{place}.within", ref["system"], ref["code"], substitute, conclusive=conclusive)
        found["within"] = {"system": known.system, "code": known.code}
    return found


def _compared(
    place: str,
    operators: Mapping[str, Any],
    kind: tuple[str, str],
    substitute: Substitute,
    conclusive: bool,
) -> dict[str, Any]:
    """The operators on a code of a label, whose key begins with a prefix; parts of codes, as ``startsWith`` has them, are none."""
    label, prefix = kind
    found = dict(operators)
    for operator in ("eq", "ne"):
        if operators.get(operator) is not None:
            found[operator] = substitute(
                (label, prefix + operators[operator]), f"{place}.{operator}", conclusive and operator == "eq"
            )
    for operator in ("in", "notIn"):
        if operators.get(operator) is not None:
            codes = operators[operator]
            sure = conclusive and operator == "in" and len(codes) == 1
            found[operator] = [substitute((label, prefix + code), f"{place}.{operator}", sure) for code in codes]
    return found
