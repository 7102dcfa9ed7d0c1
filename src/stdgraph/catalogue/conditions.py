"""Conditions on standards: from a ``where`` of field operators, related objects and all/any/not to Cypher.

Values become parameters; the text depends on the shape of the condition alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from stdgraph.catalogue.entities import EXTENSIONS
from stdgraph.catalogue.related import RELATED, Beginning, Where, narrowest
from stdgraph.domain.numbers import (
    Reference,
    as_printed,
    folded,
    names_several,
    number_key,
    plan_number_text,
    read_reference,
)
from stdgraph.domain.text import fold, fold_part
from stdgraph.errors import BadInput
from stdgraph.store.plan_cypher import downwards, ever, holds, on_plan, upwards
from stdgraph.store.status_cypher import standing, status, title_basis

Operators = Mapping[str, Any]
"""Names of operators with their operands; None where an operator is not used."""

PROPERTIES = {
    "level": "level",
    "nature": "nature",
    "confidence": "confidence",
    "department": "department",
    "dueOn": "dueOn",
    "reviewDueOn": "reviewDueOn",
    "stageEnteredOn": "stageOn",
}
"""Fields that compare one property."""


DATES = {"publishedOn": "publication", "inForceOn": "force", "withdrawnOn": "withdrawal"}
"""Fields that compare the earliest day of a date, and the name of its span. Only a stated entry into force counts: a GB/Z has none."""


def earliest_of(name: str, var: str) -> str:
    """The earliest day of one of the ``DATES``; null where there is none."""
    earliest = f"{var}.{DATES[name]}Earliest"
    return f"CASE WHEN {var}.forceBasis = 'STATED' THEN {earliest} ELSE null END" if name == "inForceOn" else earliest


MOST_TERMS = 60
_COMPARE = {"eq": "=", "ne": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "in": "IN"}
_OPPOSITE = {"ne": "eq", "notIn": "in"}
_DASHES = (("—", "-"), ("–", "-"))
_LOOSE = ((" ", ""), ("/", ""))
_TEXT = {"startsWith": "STARTS WITH", "contains": "CONTAINS"}


class Conditions:
    """Builds one condition over the variable ``n``, gathering parameters as it goes."""

    def __init__(self) -> None:
        self.parameters: dict[str, object] = {}

    def of_standards(self, where: Where | None, var: str = "n") -> str:
        """The same for a list of standards: where nothing is said of ``retired``, only what is on the plan on ``$on``."""
        condition = self.condition(where, var)
        return condition if where and _speaks_of_retired(where) else f"{on_plan(var)} AND {condition}"

    def match(self, where: Where | None, beyond: str = "true") -> str:
        """Clauses that bind each standard of the list once, as ``n``: they begin where the condition is narrowest. ``beyond`` is a further
        condition."""
        rest, beginning = narrowest(where)
        if beginning is None:
            return f"MATCH (n:Standard) WHERE {_both(self.of_standards(where), beyond)}"
        plan = [] if where and _speaks_of_retired(where) else [on_plan("n")]
        found = [*plan, self.condition(rest), beyond]
        return f"{self._begin(beginning)} WITH DISTINCT n WHERE {_both(*found)}"

    def _begin(self, beginning: Beginning) -> str:
        # names of its own: the embedded engine lets a subquery see what a WITH left behind
        related, rel, far = RELATED[beginning.name], "begw", "begv"
        conditions = _both(self._related_terms(beginning.name, beginning.further, "beg"), related.holds(rel, far))
        if beginning.within is not None:
            key = self._bind(f"{beginning.within['system']}/{beginning.within['code']}")
            start = f"MATCH (:Subsystem {{id: {key}}}){downwards('PART_OF', 'begu')}{related.from_far('n', rel, far)}"
        else:
            keys = self._bind(
                [number_key(key) for key in beginning.keys] if beginning.key == "numberKey" else list(beginning.keys)
            )
            start = f"UNWIND {keys} AS begk MATCH {related.from_far('n', rel, far, f' {{{beginning.key}: begk}}')}"
        return f"{start} WHERE {conditions}"

    def condition(self, where: Where | None, var: str = "n") -> str:
        """The Cypher condition of a ``where``; ``true`` for an empty one. Raises BadInput for one that is too long."""
        terms = [self._term(name, value, var) for name, value in (where or {}).items() if value is not None]
        if len(self.parameters) > MOST_TERMS:
            raise BadInput(f"where: more than {MOST_TERMS} comparisons")
        return " AND ".join(terms) or "true"

    def _term(self, name: str, value: Any, var: str) -> str:
        special: dict[str, Callable[[Any, str], str]] = {
            "all": lambda parts, n: self._join(parts, n, " AND ", "true"),
            "any": lambda parts, n: self._join(parts, n, " OR ", "false"),
            "not": lambda part, n: f"NOT coalesce({self.condition(part, n)}, false)",
            "status": lambda ops, n: self._compare(f"({status(n)})", ops),
            "standing": lambda ops, n: self._compare(f"({standing(n, f'({status(n)})')})", ops),
            "stage": lambda ops, n: self._compare(f"substring([e IN {n}.timeline WHERE e <= $onKey][-1], 11, 5)", ops),
            "number": self._number,
            "planNumber": self._plan_number,
            "title": self._title,
            "retired": lambda ops, n: self._retired(ops, n),
            "adopted": lambda ops, n: self._adopted(ops, n),
            "extended": lambda ops, n: self._extended(ops, n),
            "titleBasis": lambda ops, n: self._compare(f"({title_basis(n)})", ops),
            "draftingBody": lambda ops, n: self._some(f"{n}.draftingBodies", ops),
            "ics": lambda ops, n: self._list(f"{n}.ics", ops),
            "ccs": lambda ops, n: self._list(f"{n}.ccs", ops),
        }
        if name in special:
            return special[name](value, var)
        if name in RELATED:
            return self._related(name, value, var)
        if name in DATES:
            return self._date(name, value, var)
        if name.endswith("On"):
            return self._days(f"{var}.{PROPERTIES[name]}", f"{var}.{PROPERTIES[name]}", value)
        return self._compare(f"{var}.{PROPERTIES[name]}", value)

    def _date(self, name: str, operators: Operators, var: str) -> str:
        """The earliest day of a date compares; it has a value where the day is known exactly."""
        known = self._compare(f"{var}.{name}", {"isNull": operators.get("isNull")})
        others = {operator: value for operator, value in operators.items() if operator != "isNull"}
        return f"({known} AND {self._days(earliest_of(name, var), f'{var}.{DATES[name]}Latest', others)})"

    def _days(self, first: str, last: str, operators: Operators) -> str:
        """Days compare by the first one; a year holds the whole span."""
        year = operators.get("year")
        days = self._compare(first, {name: value for name, value in operators.items() if name != "year"})
        if year is None:
            return days
        if not date.min.year <= year < date.max.year:
            raise BadInput(f"year: {year} is not a calendar year: expected 1 to 9998")
        begins, ends = self._bind(date(year, 1, 1)), self._bind(date(year + 1, 1, 1))
        # that the first day is before the end follows from the last one; said all the same, it bounds what an index is read for
        return _both(days, f"{first} >= {begins} AND {first} < {ends} AND {last} < {ends}")

    def _retired(self, operators: Operators, var: str) -> str:
        asked = operators.get("eq")
        return "true" if asked is None else on_plan(var) if not asked else f"NOT {on_plan(var)}"

    def _adopted(self, operators: Operators, var: str) -> str:
        asked = operators.get("eq")
        adopted = f"EXISTS {{ MATCH ({var})<-[{var}w:{ever('ADOPTS')}]-(:Standard) WHERE {holds(f'{var}w')} }}"
        return "true" if asked is None else adopted if asked else f"NOT {adopted}"

    def _extended(self, operators: Operators, var: str) -> str:
        asked = operators.get("eq")
        extended = f"EXISTS {{ MATCH {EXTENSIONS.format(n=var, r=f'{var}w', t=f'{var}v')} }}"
        return "true" if asked is None else extended if asked else f"NOT {extended}"

    def _join(self, parts: list[Where], var: str, word: str, empty: str) -> str:
        return f"({word.join(f'({self.condition(part, var)})' for part in parts) or empty})"

    def _title(self, operators: Operators, var: str) -> str:
        """A positive condition holds if either language meets it, a negative one if neither matches; a title is absent where both are."""
        either = f"coalesce({var}.titleZh, {var}.titleEn)"
        asked = {name: value for name, value in operators.items() if name not in ("isNull", *_OPPOSITE)}
        terms = [self._compare(either, {"isNull": operators.get("isNull")}), self._some_title(asked, var)]
        for name, opposite in _OPPOSITE.items():
            if operators.get(name) is not None:
                held = self._some_title({opposite: operators[name]}, var)
                terms.append(f"{either} IS NOT NULL AND NOT coalesce({held}, false)")
        return f"({' AND '.join(terms)})"

    def _some_title(self, operators: Operators, var: str) -> str:
        """Some title meets all that is asked; where it is denied, ``coalesce`` says that an absent one does not."""
        folded = {name: _folded(name, value) for name, value in operators.items() if value is not None}
        if not folded:
            return "true"
        return f"({' OR '.join(self._compare(f'{var}.{side}', folded) for side in ('titleZhKey', 'titleEnKey'))})"

    def _number(self, operators: Operators, var: str) -> str:
        """Complete numbers compare by their key, so that every way of printing them matches; parts of numbers whatever their widths,
        dashes and case and, once there is a digit, without spaces and slashes.
        """
        keyed = {
            name: value
            for name, value in operators.items()
            if name in ("eq", "ne", "in", "notIn") and value is not None
        }
        terms = [self._named(name, value if isinstance(value, list) else [value], var) for name, value in keyed.items()]
        for name, value in operators.items():
            if name in _TEXT and value is not None:
                part = folded(value) if any(map(str.isdigit, value)) else as_printed(value)
                bare = f"toUpper({var}.number)"
                for sign, plain in (*_DASHES, *(_LOOSE if any(map(str.isdigit, value)) else ())):
                    bare = f"replace({bare}, '{sign}', '{plain}')"
                terms.append(self._compare(bare, {name: part}))
            elif name not in keyed:
                terms.append(self._compare(f"{var}.number", {name: value}))
        return f"({' AND '.join(terms)})"

    def _named(self, operator: str, texts: Sequence[str], var: str) -> str:
        """Texts that name one number compare by its key; a range or a list names each of its numbers, in all editions where it bears
        no year, a whole with all parts (所有部分) every part of it, too.
        """
        keys: list[str] = []
        undated: list[str] = []
        wholes: list[str] = []
        for text in texts:
            if not names_several(text):
                keys.append(number_key(text))
                continue
            reference = _several(text)
            found = [number.key for number in reference.numbers]
            keys += found
            undated += [number.key for number in reference.numbers if number.year is None]
            wholes += found if reference.all_parts else []
        terms = [f"{var}.numberKey IN {self._bind(keys)}"]
        terms += [f"{var}.seriesKey IN {self._bind(undated)}"] if undated else []
        terms += [f"{var}.partOf IN {self._bind(wholes)}"] if wholes else []
        named = f"({' OR '.join(terms)})"
        return named if operator in ("eq", "in") else f"{var}.numberKey IS NOT NULL AND NOT coalesce({named}, false)"

    def _plan_number(self, operators: Operators, var: str) -> str:
        """Plan numbers are stored in one form, to which every way of printing them is brought."""
        read = {
            name: [plan_number_text(one) for one in value] if isinstance(value, list) else plan_number_text(value)
            for name, value in operators.items()
            if value is not None and name != "isNull"
        }
        return self._compare(f"{var}.planNumber", {**read, "isNull": operators.get("isNull")})

    def _list(self, expression: str, operators: Operators) -> str:
        terms = []
        for operator, value in operators.items():
            if value is None:
                continue
            if operator == "has":
                terms.append(f"{self._bind(value)} IN coalesce({expression}, [])")
            else:
                # the embedded engine evaluates any(...) under a second NOT wrongly
                terms.append(f"size([x IN coalesce({expression}, []) WHERE x STARTS WITH {self._bind(value)}]) > 0")
        return " AND ".join(terms) or "true"

    def _some(self, expression: str, operators: Operators) -> str:
        """Some text of a list satisfies all that is asked; ``isNull``: there is none."""
        asked = {name: value for name, value in operators.items() if name != "isNull" and value is not None}
        terms = [f"size([x IN coalesce({expression}, []) WHERE {self._compare('x', asked)}]) > 0"] if asked else []
        absent = operators.get("isNull")
        terms += [] if absent is None else [f"size(coalesce({expression}, [])) {'=' if absent else '>'} 0"]
        return f"({' AND '.join(terms)})" if terms else "true"

    def _related(self, name: str, value: Where, var: str) -> str:
        related, rel, far = RELATED[name], f"{var}w", f"{var}v"
        conditions = _both(related.holds(rel, far), self._related_terms(name, value, var))
        return f"EXISTS {{ MATCH {related.pattern(var, rel, far)}{'' if conditions == 'true' else f' WHERE {conditions}'} }}"

    def _related_terms(self, name: str, value: Where, var: str) -> str:
        fields, names = RELATED[name].fields, {"r": f"{var}w", "t": f"{var}v"}
        terms = []
        for field_name, operators in value.items():
            if operators is None:
                continue
            if field_name == "within":
                terms.append(self._within(operators, names["t"]))
            elif field_name == "number":
                terms.append(self._number(operators, names["t"]))
            else:
                terms.append(self._compare(fields[field_name].format(**names), operators))
        return _both(*terms)

    def _within(self, subtree: Mapping[str, str], var: str) -> str:
        key = self._bind(f"{subtree['system']}/{subtree['code']}")
        return f"EXISTS {{ MATCH ({var}){upwards('PART_OF', f'{var}u')}(:Subsystem {{id: {key}}}) }}"

    def _compare(self, expression: str, operators: Operators) -> str:
        terms = []
        for operator, value in operators.items():
            if operator == "isNull":
                if value is not None:
                    terms.append(f"{expression} IS {'' if value else 'NOT '}NULL")
            elif value is not None:
                terms.append(self._comparison(expression, operator, value))
        return f"({' AND '.join(terms)})" if terms else "true"

    def _comparison(self, expression: str, operator: str, value: object) -> str:
        if operator == "notIn":
            return f"{expression} IS NOT NULL AND NOT {expression} IN {self._bind(value)}"
        return f"{expression} {_COMPARE.get(operator) or _TEXT[operator]} {self._bind(value)}"

    def _bind(self, value: object) -> str:
        name = f"w{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"


def _both(*conditions: str) -> str:
    """All of some conditions; ``true`` for none."""
    return " AND ".join(one for one in conditions if one != "true") or "true"


def _several(text: str) -> Reference:
    """Raises BadInput for what looks like several numbers and is none."""
    try:
        return read_reference(text)
    except ValueError as error:
        raise BadInput(f"number: {error}") from None


def _speaks_of_retired(where: Where) -> bool:
    negated = where.get("not")
    parts = [*(where.get("all") or ()), *(where.get("any") or ()), *([negated] if negated else [])]
    return where.get("retired") is not None or any(map(_speaks_of_retired, parts))


def _folded(operator: str, value: str | list[str]) -> str | list[str]:
    """Titles as their keys have them; the blanks around a part of one count."""
    if isinstance(value, list):
        return [fold(one) for one in value]
    return fold_part(value) if operator in _TEXT else fold(value)
