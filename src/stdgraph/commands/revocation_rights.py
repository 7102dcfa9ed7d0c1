"""Who may take an event of a standard back: whoever may do what it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.preload import LoadedStandard, RecordedEvent
from stdgraph.commands.relate import Relation
from stdgraph.commands.relation_revocation import RELATIONS, touched_by
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.touched_relations import TouchedRelation
from stdgraph.commands.transfers import OFFERED_BY, OFFERED_TO
from stdgraph.domain.relation_history import relations_named
from stdgraph.domain.vocabulary import EventKind

_TRANSFERS: Mapping[str, tuple[Action, tuple[str, ...]]] = {
    EventKind.TRANSFER_OFFERED: (Action.TRANSFER_STANDARD, (OFFERED_BY,)),
    EventKind.TRANSFERRED: (Action.ACCEPT_TRANSFER, (OFFERED_TO, Relation.OWNED_BY.value)),
    EventKind.TRANSFER_DECLINED: (Action.DECLINE_TRANSFER, (OFFERED_TO,)),
    EventKind.TRANSFER_WITHDRAWN: (Action.WITHDRAW_TRANSFER, (OFFERED_BY,)),
}
"""The events of transfers, with the mutation of each, and the relations to the committee whose secretariat decided."""


def action_of(event: RecordedEvent) -> Action:
    """The mutation whose right taking an event back needs."""
    if _is_of_listing(event):
        return Action.LIST_STANDARD if event["kind"] == EventKind.RELATED else Action.UNLIST_STANDARD
    return _TRANSFERS[event["kind"]][0] if event["kind"] in _TRANSFERS else Action.REVOKE_EVENT


def subject_of(unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent) -> Subject:
    """The standard; of a listing the system, of a registration those that it was listed in as well, of a transfer the committee that
    decided, or whoever answers for the standard where the one that offered it does not any more; of what somebody said of it that, too."""
    touched = touched_by(unit, event)
    if event["kind"] in _TRANSFERS:
        decided = _decided_by(touched, _TRANSFERS[event["kind"]][1])
        if decided is None or (event["kind"] == EventKind.TRANSFER_WITHDRAWN and decided.end not in standard.owners):
            return Subject(standard.owners or frozenset(() if decided is None else decided.above))
        return Subject(decided.above)
    listed = {one.end for one in touched if one.kind == Relation.LISTED_IN}
    listed |= {name for kind, name in relations_named(event) if kind == Relation.LISTED_IN and not listed}
    systems = frozenset(place.partition("/")[0] for place in listed)
    if _is_of_listing(event):
        return Subject(standard.owners, systems)
    said = event["kind"] in (EventKind.COMMENTED, EventKind.CLAIMED)
    return Subject(standard.owners, standard.systems, listing=systems, author=event["actor"] if said else None)


def _is_of_listing(event: RecordedEvent) -> bool:
    """Whether an event listed a standard in a system, moved it there or took it out."""
    return event["kind"] in RELATIONS and {kind for kind, _ in relations_named(event)} == {Relation.LISTED_IN.value}


def _decided_by(touched: Sequence[TouchedRelation], relations: Sequence[str]) -> TouchedRelation | None:
    """The relation to the committee whose secretariat decided about a transfer; of owners the one that came to be."""
    found = [
        one for one in touched if one.kind in relations and (one.kind != Relation.OWNED_BY or one.made is not None)
    ]
    return min(found, key=lambda one: relations.index(one.kind), default=None)
