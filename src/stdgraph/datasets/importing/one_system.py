"""Whether a dataset states the contents of one system and nothing else, so that a steward of the system may replace it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from stdgraph.datasets.importing.table_relations import PUBLISHED
from stdgraph.datasets.statements import STAGE, StatedLink, Statement, parse_content, statement_id
from stdgraph.datasets.stored import BATCH, Reader, batches, contents, count_statements_of, locals_of

OWN = frozenset({"Source", "StandardsSystem", "Subsystem", "Standard", "Claim"})
"""The labels of what a table states of its system."""
BY_NUMBER = frozenset({"number", "printedNumber", "level", "nature", "confidence", STAGE})
"""What a table states of a document that its rows only name: the number, what follows from it, and that it was published."""


async def states_only(reader: Reader, dataset: str, system: str) -> bool:
    """Whether all that a dataset states could be of a table of the system: the system, its subsystems, documents that are listed there
    and nowhere else, documents that rows only name, and claims about any of these."""
    labels = set(await count_statements_of(reader, dataset))
    if not labels:
        return True
    # a dataset of documents alone is no table, whatever it says of them: every table states subsystems
    if not labels <= OWN or "Subsystem" not in labels:
        return False
    names = {label: frozenset(await locals_of(reader, dataset, label)) for label in OWN}
    own = _System(f"{system}/", names)
    if names["StandardsSystem"] - {system} or not all(map(own.holds, names["Subsystem"])):
        return False
    for label in ("Standard", "Claim"):
        for batch in batches(sorted(names[label]), BATCH):
            held = await contents(reader, [statement_id(dataset, label, local) for local in batch])
            if not all(own.states(parse_content(label, row["local"], row["content"])) for row in held.values()):
                return False
    return True


@dataclass(frozen=True, slots=True)
class _System:
    """A system with what a dataset states, by label and name."""

    within: str
    names: Mapping[str, Collection[str]]

    def holds(self, subsystem: str) -> bool:
        return subsystem.startswith(self.within)

    def states(self, statement: Statement) -> bool:
        """Whether a statement of a standard or a claim is about what the system holds."""
        if statement.label == "Claim":
            return all(self._is_own(link) for link in statement.links if link.type == "ABOUT")
        places = [link.name for link in statement.links if link.label == "Subsystem"]
        return all(map(self.holds, places)) if places else self._only_names(statement)

    def _only_names(self, statement: Statement) -> bool:
        """Whether a document is stated because rows adopt or replace it, or are replaced by it. One that no row names any more stays in
        its dataset, so that it need not be named by one."""
        said = {name for name, value in statement.properties.items() if value not in (None, [])}
        if not said <= BY_NUMBER or statement.properties.get(STAGE, PUBLISHED) != PUBLISHED:
            return False
        further = [link for link in statement.links if link.type != "SOURCED_FROM"]
        return all(link.type == "REPLACES" and self._is_own(link) for link in further)

    def _is_own(self, link: StatedLink) -> bool:
        return link.name in self.names.get(link.label, ())
