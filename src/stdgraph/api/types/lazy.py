"""Types that refer to each other in circles, by name: resolved when the schema is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from stdgraph.api.types.categories import ProductCategory
    from stdgraph.api.types.committees import Committee
    from stdgraph.api.types.gaps import Gap
    from stdgraph.api.types.records import GapRecord
    from stdgraph.api.types.standard import Standard
    from stdgraph.api.types.subjects import GapSubject
    from stdgraph.api.types.systems import StandardsSystem, Subsystem

LazyStandard = Annotated["Standard", strawberry.lazy("stdgraph.api.types.standard")]
LazySubsystem = Annotated["Subsystem", strawberry.lazy("stdgraph.api.types.systems")]
LazySystem = Annotated["StandardsSystem", strawberry.lazy("stdgraph.api.types.systems")]
LazyCategory = Annotated["ProductCategory", strawberry.lazy("stdgraph.api.types.categories")]
LazyCommittee = Annotated["Committee", strawberry.lazy("stdgraph.api.types.committees")]
LazyGap = Annotated["Gap", strawberry.lazy("stdgraph.api.types.gaps")]
LazyGapRecord = Annotated["GapRecord", strawberry.lazy("stdgraph.api.types.records")]
LazySubject = Annotated["GapSubject", strawberry.lazy("stdgraph.api.types.subjects")]
