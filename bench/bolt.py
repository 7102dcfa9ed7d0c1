"""Where the engine listens, as processes beside the service are told: in their environment."""

from __future__ import annotations

import os
from collections.abc import Mapping

from stdgraph.store.engine import Endpoint


def environment(endpoint: Endpoint) -> Mapping[str, str]:
    """This process's environment, and in it the endpoint."""
    return {
        **os.environ,
        "BOLT": endpoint.uri,
        "BOLT_USER": endpoint.user,
        "BOLT_PASSWORD": endpoint.password,
        "BOLT_DATABASE": endpoint.database,
    }


def endpoint_here() -> Endpoint:
    """The endpoint that the environment names."""
    uri, user, password, database = (
        os.environ[name] for name in ("BOLT", "BOLT_USER", "BOLT_PASSWORD", "BOLT_DATABASE")
    )
    return Endpoint(uri, user, password, database)
