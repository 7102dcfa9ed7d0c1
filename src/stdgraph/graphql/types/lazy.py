"""Types that refer to each other in circles, by name: resolved when the schema is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from stdgraph.graphql.types.categories import ProductCategory
    from stdgraph.graphql.types.committees import Committee
    from stdgraph.graphql.types.connections import GapSubject
    from stdgraph.graphql.types.gaps import Gap
    from stdgraph.graphql.types.records import GapRecord
    from stdgraph.graphql.types.standard import Standard
    from stdgraph.graphql.types.systems import StandardsSystem, Subsystem


LazyStandard = Annotated["Standard", strawberry.lazy("stdgraph.graphql.types.standard")]
LazySubsystem = Annotated["Subsystem", strawberry.lazy("stdgraph.graphql.types.systems")]
LazySystem = Annotated["StandardsSystem", strawberry.lazy("stdgraph.graphql.types.systems")]
LazyCategory = Annotated["ProductCategory", strawberry.lazy("stdgraph.graphql.types.categories")]
LazyCommittee = Annotated["Committee", strawberry.lazy("stdgraph.graphql.types.committees")]
LazyGap = Annotated["Gap", strawberry.lazy("stdgraph.graphql.types.gaps")]
LazyGapRecord = Annotated["GapRecord", strawberry.lazy("stdgraph.graphql.types.records")]
LazySubject = Annotated["GapSubject", strawberry.lazy("stdgraph.graphql.types.connections")]
