"""Which capability answers which field. Importing this package registers them all."""

from stdgraph.api.questions import catalogue, gaps, history, progress, records, what_if

__all__ = ["catalogue", "gaps", "history", "progress", "records", "what_if"]
