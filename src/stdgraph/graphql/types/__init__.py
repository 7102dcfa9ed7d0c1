"""GraphQL types: names, types and descriptions. What a field reads is declared in ``stdgraph.catalogue.entities``."""
