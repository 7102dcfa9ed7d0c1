"""Random seeds that overlap: they share committees, categories, a system, numbers and plan numbers, and differ in what they say."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import strategies as st

from stdgraph.datasets.fields import SourceRef
from stdgraph.datasets.rows import (
    CategoryRow,
    CommitteeRow,
    DatasetDefinition,
    DemandRow,
    ListingRow,
    ReplacementRow,
    Seed,
    SourceRow,
    StandardRow,
    SubsystemRow,
    SystemRow,
    SystemSeed,
)
from stdgraph.domain.vocabulary import (
    CategoryKind,
    CommitteeLevel,
    Confidence,
    Extent,
    Level,
    Membership,
    Nature,
    Priority,
)

NUMBERS = ("GB/T 1-2001", "GB/T 2-2002", "GB/T 3-2003", "GB/T 4-2004")
PLANS = ("20240001-T-339", "20240002-T-339")
TITLES = ("甲", "乙", "丙")
CONFIDENCES = (Confidence.VERIFIED, Confidence.KNOWN)
SUBSYSTEMS = ("A", "B", "C")
SYSTEM = "SHARED"
DAYS = (date(2020, 1, 1), date(2021, 2, 3))
STAGES = ("20.00", "40.20", "60.60")
SOURCE = (SourceRef("page", "1"),)


@st.composite
def seeds(draw: st.DrawFn, name: str, rank: int, title: str) -> Seed:
    """A seed of a dataset; ``title`` is what its own source is called."""
    confidence = st.sampled_from(CONFIDENCES)
    committees = draw(st.sets(st.sampled_from(["TC1", "TC2", "TC3"])))
    categories = sorted(draw(st.sets(st.sampled_from(["PV", "LIB", "H2"]))))
    subsystems = [code for code in SUBSYSTEMS if draw(st.booleans())] or ["A"]
    standards = draw(_standards(sorted(committees), categories, confidence))
    listings = [
        ListingRow(
            standard=row.id,
            subsystem=code,
            item_number=draw(st.sampled_from([None, "1", "2"])),
            membership=Membership.STATED,
        )
        for row in standards
        for code in draw(st.sets(st.sampled_from(subsystems), max_size=2))
    ]
    ids = [row.id for row in standards]
    replacements = [
        ReplacementRow(
            successor=one, predecessor=other, extent=Extent.WHOLE, source=SOURCE, confidence=Confidence.KNOWN
        )
        for one, other in pairwise(ids)
        if draw(st.integers(0, 3)) == 0 and _later(standards, one, other)
    ]
    return Seed(
        sources=(SourceRow(id="page", title=title),),
        committees=tuple(
            CommitteeRow(
                code=code,
                title_zh=draw(st.sampled_from(TITLES)),
                level=CommitteeLevel.NATIONAL,
                members=draw(st.sampled_from([None, 1, 2])),
                source=SOURCE,
                confidence=draw(confidence),
            )
            for code in sorted(committees)
        ),
        categories=tuple(
            CategoryRow(
                code=code,
                title_zh=draw(st.sampled_from(TITLES)),
                kind=CategoryKind.PRODUCT,
                source=SOURCE,
                confidence=draw(confidence),
            )
            for code in categories
        ),
        systems=(
            SystemSeed(
                code=SYSTEM,
                system=SystemRow(
                    code=SYSTEM,
                    title_zh=draw(st.sampled_from(TITLES)),
                    declared=draw(st.sampled_from([None, 3, 4])),
                    source=SOURCE,
                    confidence=draw(confidence),
                ),
                subsystems=tuple(
                    SubsystemRow(
                        code=code,
                        title_zh=draw(st.sampled_from(TITLES)),
                        source=SOURCE,
                        confidence=draw(confidence),
                    )
                    for code in subsystems
                ),
                standards=tuple(standards),
                listings=tuple(listings),
                replacements=tuple(replacements),
                demands=tuple(
                    DemandRow(
                        id=f"D{place}",
                        subsystem=draw(st.sampled_from(subsystems)),
                        category=code,
                        priority=draw(st.sampled_from([None, Priority.HIGH])),
                        source=SOURCE,
                        confidence=Confidence.KNOWN,
                    )
                    for place, code in enumerate(categories)
                    if draw(st.booleans())
                ),
            ),
        ),
        dataset=DatasetDefinition(name=name, rank=rank),
    )


@st.composite
def _standards(
    draw: st.DrawFn, committees: list[str], categories: list[str], confidence: st.SearchStrategy[Confidence]
) -> list[StandardRow]:
    numbers, plans = list(NUMBERS), list(PLANS)
    rows: list[StandardRow] = []
    for place in range(draw(st.integers(1, 4))):
        number = draw(st.sampled_from([None, *numbers]))
        plan = draw(st.sampled_from([None, *plans]))
        if number:
            numbers.remove(number)
        if plan:
            plans.remove(plan)
        stage = "60.60" if number else draw(st.sampled_from(STAGES[:2]))
        published = draw(st.sampled_from([None, *DAYS])) if number else None
        rows.append(
            StandardRow(
                id=f"S{place}",
                number=number,
                plan_number=plan,
                title_zh=draw(st.sampled_from(TITLES)),
                level=Level.NATIONAL,
                nature=draw(st.sampled_from([None, Nature.RECOMMENDED])),
                stage=stage,
                stage_on=None if number else draw(st.sampled_from([None, *DAYS])),
                published_on=published,
                committees=tuple(draw(st.sets(st.sampled_from(committees)))) if committees else (),
                product_categories=tuple(draw(st.sets(st.sampled_from(categories)))) if categories else (),
                source=SOURCE,
                confidence=draw(confidence),
            )
        )
    return rows


def _later(rows: list[StandardRow], one: str, other: str) -> bool:
    """Whether a standard has the greater number: then no two seeds say opposite things."""
    numbers = {row.id: row.number for row in rows}
    first, second = numbers[one], numbers[other]
    return first is not None and second is not None and first > second
