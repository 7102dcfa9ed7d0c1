"""The labels of the graph, each with the property that names one of its nodes; see docs/graph-model.md."""

from __future__ import annotations

from collections.abc import Mapping

NODE_KEYS: Mapping[str, str] = {
    "AccessToken": "id",
    "Alias": "id",
    "Catalogue": "id",
    "Claim": "id",
    "Committee": "code",
    "Dataset": "name",
    "Demand": "id",
    "Event": "id",
    "GapRecord": "gapId",
    "Load": "id",
    "LoadPart": "id",
    "Migration": "version",
    "ProductCategory": "code",
    "Request": "id",
    "Source": "id",
    "Standard": "id",
    "StandardsSystem": "code",
    "Statement": "id",
    "Subsystem": "id",
    "Target": "id",
}
"""Every label that a graph of stdgraph has. A node has one of them."""


def key_of(node: str) -> str:
    """Cypher for the key of a node of any label."""
    labels: dict[str, list[str]] = {}
    for label, key in NODE_KEYS.items():
        labels.setdefault(key, []).append(label)
    cases = " ".join(f"WHEN labels({node})[0] IN {found} THEN {node}.{key}" for key, found in labels.items())
    return f"CASE {cases} END"
