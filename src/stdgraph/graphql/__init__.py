"""The GraphQL API: thin. It asks a capability and shapes the answer."""

from stdgraph.graphql.http import graphql_app
from stdgraph.graphql.schema import build_schema, execute, sdl

__all__ = ["build_schema", "execute", "graphql_app", "sdl"]
