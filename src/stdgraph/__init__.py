"""stdgraph keeps standards systems (标准体系) in a property graph and answers gap and progress questions over GraphQL."""

from importlib.metadata import version

__version__ = version("stdgraph")
