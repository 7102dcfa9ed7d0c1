"""Which rows mean one thing: a function of the set of rows, whatever their order."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.datasets.identity import (
    ENTERED_RANK,
    Naming,
    Precedence,
    assign,
    group,
    plan_holders,
    precedence,
    unused_id,
)
from tests.examples import examples

NUMBERS, PLANS, NODES = (None, "N1", "N2", "N3"), (None, "P1", "P2"), (None, "a", "b", "c")


@st.composite
def namings(draw: st.DrawFn) -> list[Naming]:
    rows = [
        Naming(
            f"{dataset}:Standard:S{place}",
            precedence(
                draw(st.sampled_from([50, 100])),
                draw(st.sampled_from(["VERIFIED", "KNOWN", None])),
                dataset,
                f"S{place}",
            ),
            draw(st.sampled_from(NUMBERS)),
            draw(st.sampled_from(PLANS)),
            draw(st.sampled_from(NODES)),
            dataset == "x",
        )
        for dataset in ("x", "y")
        for place in range(draw(st.integers(0, 3)))
    ]
    entered = [
        Naming(
            node,
            Precedence(ENTERED_RANK, 0, "", node),
            draw(st.sampled_from(NUMBERS)),
            draw(st.sampled_from(PLANS)),
            node,
        )
        for node in draw(st.sets(st.sampled_from(NODES[1:]), max_size=2))
        if node is not None
    ]
    return rows + entered


@examples(300)
@given(namings(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows: list[Naming], chance: Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    groups = group(rows)
    assert group(shuffled) == groups
    assert sorted(row.ref for members in groups for row in members) == sorted(row.ref for row in rows), "each once"


@examples(300)
@given(namings())
def test_one_number_is_one_thing_and_a_node_is_one_things(rows: list[Naming]) -> None:
    groups = group(rows)
    of = {row.ref: place for place, members in enumerate(groups) for row in members}
    for one in rows:
        for other in rows:
            if one.identity and one.identity == other.identity:
                assert of[one.ref] == of[other.ref]
    homes = assign(groups)
    assert len(set(homes.values())) == len(homes)
    for place, node in homes.items():
        assert node in {row.node for row in groups[place]}
    for plan, place in plan_holders(groups).items():
        assert plan in {row.plan for row in groups[place]}


def row(dataset: str, local: str, **further: object) -> Naming:
    rank = int(str(further.pop("rank", 100)))
    return Naming(
        f"{dataset}:Standard:{local}",
        precedence(rank, "VERIFIED", dataset, local),
        further.get("number"),  # type: ignore[arg-type]
        further.get("plan"),  # type: ignore[arg-type]
        further.get("node"),  # type: ignore[arg-type]
        own=bool(further.get("own", True)),
    )


def refs(rows: list[Naming]) -> list[set[str]]:
    return [{one.ref for one in members} for members in group(rows)]


def test_two_numbers_of_one_plan_stay_two_standards_and_the_first_has_the_plan() -> None:
    one, other = row("a", "S1", number="N1", plan="P"), row("b", "S1", number="N2", plan="P", rank=50)
    bare = row("c", "S1", plan="P")
    assert refs([one, other, bare]) == [{other.ref, bare.ref}, {one.ref}]
    assert plan_holders(group([one, other, bare])) == {"P": 0}


def test_ids_of_two_datasets_never_meet() -> None:
    assert refs([row("a", "S1"), row("b", "S1")]) == [{"a:Standard:S1"}, {"b:Standard:S1"}]
    assert unused_id("S1", "b", {"S1"}) == "b:S1"
    assert unused_id("S1", "b", {"S1", "b:S1"}) == "b:S1:2"
    assert unused_id("S2", "b", {"S1"}) == "S2"


def test_a_corrected_number_stays_with_its_node_and_one_that_another_dataset_has_does_not() -> None:
    corrected = row("a", "S1", number="N2", node="n")
    assert assign(group([corrected])) == {0: "n"}
    other = row("b", "S9", number="N1", node="n", own=False)
    groups = group([corrected, other])
    assert {groups[place][0].ref: node for place, node in assign(groups).items()} == {other.ref: "n"}


def test_what_people_numbered_keeps_the_rows_that_stated_it_before() -> None:
    entered = Naming("n", Precedence(ENTERED_RANK, 0, "", "n"), "N1", "P", "n")
    stated, named = row("a", "S1", node="n"), row("b", "S7", number="N1")
    assert refs([entered, stated, named]) == [{"n", stated.ref, named.ref}]
