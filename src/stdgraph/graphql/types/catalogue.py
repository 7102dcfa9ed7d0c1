"""The catalogue as a whole, as a type of the API."""

from __future__ import annotations

import strawberry

from stdgraph.graphql.types.fields import plain


@strawberry.type(description="The catalogue as a whole.")
class Catalogue:
    """What state the catalogue is in."""

    revision: int = plain("Grows by one with every committed change.")
    sequence: int = plain("Sequence of the last event.")
    schema_version: int = plain("Version of the graph's schema.")
