"""The second opinion: what GraphQL must answer, recomputed from the seed files by loops and sets, without a graph.

Nothing here is shared with the product. Where the two differ, `docs/definitions.md` says who is right.
"""
