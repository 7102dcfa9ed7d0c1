"""Which capability answers which field. Importing this package registers them all."""

from stdgraph.graphql.questions import catalogue, gaps, history, progress, records, what_if

__all__ = ["catalogue", "gaps", "history", "progress", "records", "what_if"]
