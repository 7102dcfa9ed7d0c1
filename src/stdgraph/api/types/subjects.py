"""What a gap can be about."""

from __future__ import annotations

from typing import Annotated

import strawberry

from stdgraph.api.types.categories import ProductCategory
from stdgraph.api.types.committees import Committee
from stdgraph.api.types.standard import Standard
from stdgraph.api.types.systems import StandardsSystem, Subsystem, Target

GapSubject = Annotated[
    Standard | Subsystem | ProductCategory | StandardsSystem | Target | Committee,
    strawberry.union("GapSubject", description="What a gap is about."),
]
