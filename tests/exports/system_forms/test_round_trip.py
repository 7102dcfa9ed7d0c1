"""Whatever a system holds: its table, written and recognised again, says the same."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms.forms import Branch, SystemForms
from stdgraph.exports.system_forms.listed_rows import ListedRow
from tests.examples import examples
from tests.exports.system_forms.made import branch, forms, listed
from tests.exports.system_forms.recognised import (
    recognised,
    recognised_tree,
    rows_of,
    tree_of,
    written,
    written_and_recognised,
)

CHINESE = st.text(st.sampled_from("光伏组件电池安全测量方法要求评价"), min_size=2, max_size=12)
ENGLISH = st.lists(st.sampled_from(("solar", "cells", "safety", "testing", "methods")), min_size=2, max_size=6).map(
    " ".join
)
NOTES = st.none() | st.sampled_from(("见附录。", "first line\nsecond line", "=1+1", "2024 年；复审"))
STATES = st.sampled_from(
    (
        ("PLANNED", None, "00.00"),
        ("PLANNED", None, "10.20"),
        ("DRAFTING", None, "30.20"),
        ("DRAFTING", None, "50.00"),
        ("PUBLISHED", "IN_FORCE", "60.60"),
        ("PUBLISHED", "IN_FORCE", "90.93"),
        ("PUBLISHED", "UPCOMING", "60.60"),
        ("PUBLISHED", "SUPERSEDED", "60.60"),
        ("WITHDRAWN", "WITHDRAWN", "95.99"),
        ("ABANDONED", None, "30.98"),
    )
)
ADOPTED = ("ISO 9001:2015", "IEC 61215-1:2021", "ISO/IEC 17025:2017")
REPLACED = ("GB/T 901-1999", "GB/T 902-1998", "SJ/T 903-1997")


@st.composite
def trees(draw: st.DrawFn) -> list[Branch]:
    """Subsystems in order, depth first, each code beginning with that of what it is part of or standing by itself."""
    found: list[Branch] = []

    def grow(parent: str | None, depth: int, titles: set[str]) -> None:
        for place in range(draw(st.integers(0 if depth > 1 else 1, 3))):
            letter = "ABC"[place]
            dotted = draw(st.booleans()) if depth == 1 else bool(parent and parent[0].isdigit())
            code = f"{parent}.{place + 1}" if parent and dotted else f"{parent or ''}{letter}"
            code = f"{place + 1}0{depth}" if depth == 1 and dotted else code
            title = draw(CHINESE.filter(lambda text: text not in titles))
            titles.add(title)
            found.append(branch(code, parent, depth, title))
            if depth < 3:
                grow(code, depth + 1, titles)

    grow(None, 1, set())
    return found


@st.composite
def rows(draw: st.DrawFn, number: int, subsystem: str) -> ListedRow:
    """A row that contradicts nothing."""
    status, standing, stage = draw(STATES)
    numbered = status == "WITHDRAWN" or (status == "PUBLISHED" and draw(st.sampled_from((True, True, False))))
    given: dict[str, Any] = {
        "status": status,
        "standing": standing,
        "stage": stage,
        "number": f"GB/T {1000 + number}-2010" if numbered else None,
        "printedNumber": draw(st.sampled_from((None, f"GB/T {1000 + number}—2010"))) if numbered else None,
        "planNumber": None if numbered else draw(st.none() | st.just(f"2026{number:04}-T-339")),
        "titleZh": f"{draw(CHINESE)}{number}",
        "titleEn": draw(st.none() | ENGLISH),
        "level": draw(st.sampled_from((None, "NATIONAL"))),
        "nature": draw(st.sampled_from((None, "RECOMMENDED"))),
        "published": draw(st.sampled_from((None, "2010", "2010-05", "2010-05-01"))) if numbered else None,
        "inForce": draw(st.sampled_from((None, "2010-12", "2011-02-01"))) if numbered else None,
        "withdrawn": draw(st.sampled_from((None, "2020-01-01"))) if status == "WITHDRAWN" else None,
        "adopts": [
            (("R", one, None, None), draw(st.sampled_from((None, "IDT", "MOD", "NEQ"))))
            for one in draw(st.lists(st.sampled_from(ADOPTED), unique=True))
        ],
        "replaces": [
            (("P", one, None, None), draw(st.sampled_from(("WHOLE", "PART"))))
            for one in draw(st.lists(st.sampled_from(REPLACED), unique=True))
        ],
        "owners": [(one, None, None, "OWNER", "STATED") for one in draw(st.sampled_from(((), ("SAC/TC90",), ("MEE", "SAC/TC1/SC2"))))],
        "note": draw(NOTES),
        "listingNote": draw(NOTES),
        "membership": draw(st.sampled_from((None, "STATED", "INFERRED"))),
        "titleBasis": draw(st.sampled_from((None, "DESCRIPTIVE"))),
    }  # fmt: skip
    return listed(subsystem, **{**given, "id": f"S{number}"})


@st.composite
def systems(draw: st.DrawFn) -> SystemForms:
    """The forms of a system."""
    tree = draw(trees())
    codes = [one.code for one in tree]
    made = [draw(rows(number, draw(st.sampled_from(codes)))) for number in range(draw(st.integers(1, 8)))]
    return forms(tree, made)


@examples(60)
@given(systems(), st.sampled_from(Language))
def test_what_is_recognised_is_what_was_written(made: SystemForms, language: Language) -> None:
    with TemporaryDirectory() as folder:
        found = written_and_recognised(made, language, Path(folder))
    assert recognised_tree(found) == tree_of(made)
    assert [recognised(item) for item in found.items] == [written(row, language) for row in rows_of(made)]
    assert found.rejected == ()
    assert found.unmapped == ()
