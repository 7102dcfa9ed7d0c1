"""Where each setting in force comes from."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection

from pydantic import SecretStr

from stdgraph.settings import Settings, config_file

HIDDEN = "****"
_USER_IN_ADDRESS = re.compile(r"//[^/@]*@")


def origins(settings: Settings, flags: Collection[str]) -> list[dict[str, str | int | float | None]]:
    """Every setting with its value, secrets hidden, and its origin; ``flags`` are the names that flags gave."""
    file = config_file()
    in_file = tomllib.loads(file.read_text(encoding="utf-8")) if file else {}
    variables = {name.upper() for name in os.environ}

    def origin(name: str) -> str:
        variable = f"STDGRAPH_{name.upper()}"
        if name in flags:
            return "flag"
        if variable in variables:
            return variable
        return str(file) if name in in_file else "default"

    return [
        {"name": name, "value": _shown(getattr(settings, name)), "origin": origin(name)}
        for name in Settings.model_fields
    ]


def _shown(value: object) -> str | int | float | None:
    if value is None or isinstance(value, int | float):
        return value
    return HIDDEN if isinstance(value, SecretStr) else _USER_IN_ADDRESS.sub(f"//{HIDDEN}@", str(value))
