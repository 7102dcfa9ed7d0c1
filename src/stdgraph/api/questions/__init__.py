"""Which capability answers which field. Importing this package registers them all."""

from stdgraph.api.questions import catalogue, gaps, progress, records

__all__ = ["catalogue", "gaps", "progress", "records"]
