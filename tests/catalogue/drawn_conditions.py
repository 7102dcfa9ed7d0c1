"""Conditions on standards, drawn at random, with values of which some occur in the bundled seed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from stdgraph.datasets.reader import bundled_seed
from tests.catalogue.conditions import Where
from tests.oracle.data import rows
from tests.oracle.worlds import LEVELS


@cache
def seed_numbers() -> tuple[str, ...]:
    """The numbers of the bundled seed, in canonical form."""
    seed = bundled_seed()
    folders = (folder for folder in sorted(seed.iterdir()) if (folder / "standards.csv").exists())
    stated = [*rows(seed, "referenced"), *(row for folder in folders for row in rows(folder, "standards"))]
    return tuple(sorted({row["number"] for row in stated if row["number"]}))


@st.composite
def printings(draw: st.DrawFn) -> str:
    """A number of the seed in one of the ways in which people print it."""
    number = draw(st.sampled_from(seed_numbers()))
    for sign, printed in _SIGNS.items():
        number = number.replace(sign, draw(st.sampled_from(printed)))
    return draw(st.sampled_from((number, number.lower())))


_SIGNS = {
    " ": (" ", "", "  ", "\u3000", "_"),
    "/": ("/", "", "／", " / ", " "),
    "-": ("-", "—", "–", "－", "−", " - "),
    ":": (":", "：", " : "),
}
"""The signs of a canonical number, and how they are printed as well. A space first: the others may bring some."""


def _operators(values: Iterable[Any], names: str) -> st.SearchStrategy[Where]:
    """One or two operators of a filter, with values of its field."""
    return _operators_of(st.sampled_from(list(values)), names)


def _operators_of(one: st.SearchStrategy[Any], names: str) -> st.SearchStrategy[Where]:
    many = st.lists(one, min_size=1, max_size=3, unique=True)
    taking = {
        name: many if name in ("in", "notIn") else st.booleans() if name == "isNull" else one for name in names.split()
    }
    return st.sets(st.sampled_from(sorted(taking)), min_size=1, max_size=2).flatmap(
        lambda chosen: st.fixed_dictionaries({name: taking[name] for name in sorted(chosen)})
    )


_TEXT = "eq ne in notIn contains startsWith isNull"
_DAY = "eq lt lte gt gte isNull"
_CODE = "eq ne in notIn startsWith"
_DAYS = ("2012-12-31", "2017-12-29", "2018-05-01", "2024-08-23", "2025-12-31", "2026-07-01")
_NUMBERS = (
    "GB/T 2296-2001",
    "GB/T 2296—2001",
    "GBT2296-2001",
    "HJ 1333-2023",
    "GB/T 24067—2024",
    "IEC 1215:1993",
    "GB",
    "gbt 22",
    "ＨＪ　１３３３",
)
_PLACES = [{"system": "PV2024", "code": "D"}, {"system": "ICN2024", "code": "BA"}, {"system": "NP2024", "code": "AA"}]
_LISTED = {
    "system": _operators(("PV2024", "NP2024", "ICN2024"), _CODE),
    "code": _operators(("A", "AB", "BAB", "DBC"), _CODE),
    "membership": _operators(("STATED", "INFERRED"), "eq"),
    "within": st.sampled_from(_PLACES),
}
_CATEGORY = {
    "code": _operators(("PV_MODULE", "STEEL", "NP01"), _CODE),
    "kind": _operators(("PRODUCT", "POLLUTANT"), "eq in"),
}
_REPLACED = {"number": _operators(_NUMBERS, "eq startsWith isNull"), "extent": _operators(("WHOLE", "PART"), "eq")}
_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "number": _operators(_NUMBERS, _TEXT) | _operators_of(printings(), "eq ne in notIn"),
    "planNumber": _operators(("20256274-Z-339", "2025"), _TEXT),
    "title": _operators(("太阳电池型号命名方法", "碳足迹", "carbon", "Water", "part 1"), _TEXT),
    "level": _operators(LEVELS, "eq ne in notIn isNull"),
    "nature": _operators(("MANDATORY", "RECOMMENDED", "GUIDANCE"), "eq in isNull"),
    "confidence": _operators(("VERIFIED", "KNOWN", "DERIVED"), "eq in"),
    "status": _operators(("PLANNED", "DRAFTING", "PUBLISHED", "WITHDRAWN"), "eq ne in notIn"),
    "standing": _operators(("UPCOMING", "IN_FORCE", "SUPERSEDED", "WITHDRAWN"), "eq in isNull"),
    "stage": _operators(("00.00", "20.00", "60.60", "60", "95"), _TEXT),
    **{name: _operators(_DAYS, _DAY) for name in ("publishedOn", "inForceOn", "withdrawnOn", "reviewDueOn")},
    "titleBasis": _operators(("STATED", "DESCRIPTIVE"), "eq in"),
    "department": _operators(("中国电力企业联合会", "国家标准委", "中国"), _TEXT),
    "ics": _operators(("27.160", "13.020.40", "13", "27"), "has startsWith"),
    "committee": st.fixed_dictionaries({"code": _operators(("SAC/TC90", "SAC/TC548", "SAC/TC203"), _CODE)}),
    "productCategory": st.fixed_dictionaries({}, optional=_CATEGORY),
    "listedIn": st.fixed_dictionaries({}, optional=_LISTED),
    "replaces": st.fixed_dictionaries({}, optional=_REPLACED),
}


def wheres() -> st.SearchStrategy[Where]:
    """Conditions of a few fields, nested in ``all``, ``any`` and ``not``."""
    fields = st.sets(st.sampled_from(sorted(_FIELDS)), max_size=2).flatmap(
        lambda chosen: st.fixed_dictionaries({name: _FIELDS[name] for name in sorted(chosen)})
    )
    return st.recursive(
        fields,
        lambda inner: st.fixed_dictionaries(
            {}, optional={"all": st.lists(inner, max_size=3), "any": st.lists(inner, max_size=3), "not": inner}
        ),
        max_leaves=6,
    )
