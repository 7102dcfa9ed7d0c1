"""What a form sends, or the address that opens it: fields, some of them several times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class SentForm:
    """The fields of a form, or of the address that opens one."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs
        self.fields: Mapping[str, str] = dict(reversed(list(pairs)))

    def get(self, name: str) -> str:
        """The first value of a field; empty where there is none."""
        return self.fields.get(name, "")

    def all(self, name: str) -> list[str]:
        """All values of a field but empty ones, each once."""
        return list(dict.fromkeys(value.strip() for one, value in self._pairs if one == name and value.strip()))
