"""Product categories: what standards apply to, and what products are made of."""

from __future__ import annotations

import strawberry

from stdgraph.domain.vocabulary import CategoryKind, Confidence, Language
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.coverage import Readiness, load_readiness
from stdgraph.graphql.types.fields import RETIRED, WITHIN, is_row_of, linked, linked_one, loaded, plain, titled
from stdgraph.graphql.types.gaps import GapConnection, load_gaps
from stdgraph.graphql.types.inputs import In
from stdgraph.graphql.types.provenance import Claim, Source
from stdgraph.graphql.types.relay import LazyCategory, LazyStandard, Node, node_id
from stdgraph.graphql.types.systems import Demand


@strawberry.type(description="That one category depends on another.")
class Dependency:
    """One dependency, seen from either side."""

    category: LazyCategory = linked_one("The category at the other end.")
    role: str | None = plain("What it is to the product: part, material, input, process.")
    confidence: Confidence | None = plain("How sure it is.")
    since: Day | None = plain("The day from which on it depends on it, where it is known.")
    since_in: str | None = plain(WITHIN)


@strawberry.type(description="A product, material, process, sector or pollutant that standards apply to.")
class ProductCategory(Node):
    """One category."""

    is_type_of = staticmethod(is_row_of("ProductCategory"))
    id: strawberry.ID = node_id("ProductCategory")
    code: str = plain("Its code.")
    revision: int = plain("Grows by one with every change that a command makes of it; 0 before the first.")
    retired_on: Day | None = plain(RETIRED)
    kind: CategoryKind | None = plain("What it is.")
    aliases: list[str] | None = plain("Other names, misprints among them, under which sources have it.")
    declared_processes: int | None = plain(
        "How many processes its chain has by what a source says of it as a whole; `dependsOn` holds those that could be itemised."
    )
    declared_materials: int | None = plain("How many materials its chain has, likewise.")
    confidence: Confidence | None = plain("How sure its facts are.")
    note: str | None = plain("A remark of the compiler.")
    parents: list[LazyCategory] = linked("What it is a kind of.")
    kinds: list[LazyCategory] = linked("Its kinds.")
    depends_on: list[Dependency] = linked("What it depends on directly.")
    dependents: list[Dependency] = linked("What depends on it directly.")
    standards: list[LazyStandard] = linked("Standards that name it.")
    demands: list[Demand] = linked("The demands that name it.")
    sources: list[Source] = linked("Where it comes from.")
    claims: list[Claim] = linked("What sources say of its fields where they were compared.")
    readiness: Readiness | None = loaded(
        load_readiness, "Whether the chain behind it is complete for a subsystem; null where the subsystem is unknown."
    )
    gaps: GapConnection | None = loaded(load_gaps, "Gaps that concern it or a kind of it, worst first.")

    @strawberry.field(description="Its name.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The name in a language, or in the other."""
        return titled(self, language)
