"""Every mutation by every role, in and out of its scope. The table is written out, so that a rule is changed on purpose only."""

from __future__ import annotations

import pytest

from stdgraph.auth.policy import Action, Subject, decide
from stdgraph.domain.identity import ANONYMOUS, Identity, Role

SUBJECT = Subject(owners=frozenset({"SAC/TC1/SC2", "SAC/TC1"}), systems=frozenset({"X2024"}))
"""Owned by a subcommittee; its committee stands above it."""


def of(role: Role, committee: str | None = None, system: str | None = None) -> Identity:
    return Identity("一委", role, frozenset({committee} - {None}), frozenset({system} - {None}), "id")  # type: ignore[arg-type]


EVERYWHERE = {
    "administrator": of(Role.ADMINISTRATOR),
    "steward of the system": of(Role.STEWARD, system="X2024"),
}
OF_THE_STANDARD = {
    "secretariat of the owner": of(Role.SECRETARIAT, "SAC/TC1/SC2"),
    "secretariat of the committee above": of(Role.SECRETARIAT, "SAC/TC1"),
    "secretariat of several": Identity("x", Role.SECRETARIAT, frozenset({"SAC/TC9", "SAC/TC1"})),
    "steward elsewhere who is secretariat of the owner": of(Role.STEWARD, "SAC/TC1", "Y2024"),
}
NOWHERE = {
    "anonymous": ANONYMOUS,
    "reader": of(Role.READER),
    "reader who claims committee and system": of(Role.READER, "SAC/TC1", "X2024"),
    "secretariat of another committee": of(Role.SECRETARIAT, "SAC/TC9"),
    "secretariat of a sister subcommittee": of(Role.SECRETARIAT, "SAC/TC1/SC3"),
    "secretariat of none": of(Role.SECRETARIAT),
    "secretariat who claims the system": of(Role.SECRETARIAT, "SAC/TC9", "X2024"),
    "steward of another system": of(Role.STEWARD, system="Y2024"),
    "steward of none": of(Role.STEWARD),
    "committee and system mixed up": of(Role.STEWARD, "X2024", "SAC/TC1"),
}
OF_STEWARDS = {
    Action.LIST_STANDARD,
    Action.UNLIST_STANDARD,
    Action.MOVE_ITEM,
    Action.NUMBER_ITEM,
    Action.CREATE_SUBSYSTEM,
    Action.CHANGE_SUBSYSTEM,
    Action.MOVE_SUBSYSTEM,
    Action.RETIRE_SUBSYSTEM,
    Action.ADD_DEMAND,
    Action.CHANGE_DEMAND,
    Action.WITHDRAW_DEMAND,
    Action.ADD_TARGET,
    Action.CHANGE_TARGET,
    Action.WITHDRAW_TARGET,
    Action.ADD_COVERAGE_COLUMN,
    Action.REMOVE_COVERAGE_COLUMN,
    Action.CHANGE_SYSTEM,
    Action.CLOSE_SYSTEM,
    Action.REVISE_SYSTEM,
    Action.IMPORT_DATASET,
}
OF_ADMINISTRATORS = {
    Action.MERGE_STANDARDS,
    Action.CREATE_SYSTEM,
    Action.UNDO_LOAD,
    Action.ISSUE_TOKEN,
    Action.REVOKE_TOKEN,
    Action.LIST_TOKENS,
    Action.CREATE_PRODUCT_CATEGORY,
    Action.CHANGE_PRODUCT_CATEGORY,
    Action.RETIRE_PRODUCT_CATEGORY,
    Action.ADD_DEPENDENCY,
    Action.REMOVE_DEPENDENCY,
    Action.CREATE_COMMITTEE,
    Action.CHANGE_COMMITTEE,
    Action.MERGE_COMMITTEES,
    Action.SUCCEED_COMMITTEE,
    Action.ADD_SOURCE,
    Action.CHANGE_SOURCE,
    Action.ADD_CLAIM,
    Action.CHOOSE_CLAIM,
    Action.WITHDRAW_CLAIM,
}
ON_STANDARDS = {
    Action.REGISTER_STANDARD,
    Action.START_PROJECT,
    Action.ADVANCE_STANDARD,
    Action.TRACK_GAP,
    Action.PUBLISH_STANDARD,
    Action.RECORD_REVIEW,
    Action.WITHDRAW_STANDARD,
    Action.SUPERSEDE_STANDARD,
    Action.ABANDON_STANDARD,
    Action.EXTEND_PROJECT,
    Action.CORRECT_STANDARD,
    Action.REVOKE_EVENT,
    Action.RELATE_STANDARD,
    Action.UNRELATE_STANDARD,
    Action.MERGE_ITEMS,
    Action.SPLIT_ITEM,
    Action.LINK_DOCUMENT,
    Action.UNLINK_DOCUMENT,
    Action.ADD_FOREIGN_EDITION,
    Action.REMOVE_FOREIGN_EDITION,
}
OF_SECRETARIATS = {
    Action.TRANSFER_STANDARD,
    Action.WITHDRAW_TRANSFER,
    Action.ACCEPT_TRANSFER,
    Action.DECLINE_TRANSFER,
}
"""What secretariats settle among themselves."""
ANYWHERE = {Action.COMMENT_ON_STANDARD, Action.STATE_CLAIM}
"""What every secretariat and steward may do, whosever the standard is."""
WITHIN = sorted(set(Action) - ANYWHERE, key=str)


def test_every_mutation_has_its_row_here_and_in_the_policy() -> None:
    assert set(Action) == ON_STANDARDS | OF_STEWARDS | OF_ADMINISTRATORS | OF_SECRETARIATS | ANYWHERE


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", [*EVERYWHERE, *OF_THE_STANDARD, *NOWHERE])
def test_who_may_do_what(action: Action, who: str) -> None:
    identity = {**EVERYWHERE, **OF_THE_STANDARD, **NOWHERE}[who]
    may = who in EVERYWHERE or (who in OF_THE_STANDARD and action in ON_STANDARDS | OF_SECRETARIATS)
    may = may and (action not in OF_ADMINISTRATORS | OF_SECRETARIATS or who != "steward of the system")
    may = may or (action in ANYWHERE and identity.role is not Role.READER)
    denial = decide(action, identity, SUBJECT)
    assert (denial is None) is may


@pytest.mark.parametrize("action", WITHIN)
def test_a_subcommittee_may_not_write_the_standards_of_the_committee_above(action: Action) -> None:
    subject = Subject(owners=frozenset({"SAC/TC1"}))
    assert decide(action, of(Role.SECRETARIAT, "SAC/TC1/SC2"), subject) is not None


@pytest.mark.parametrize("action", WITHIN)
@pytest.mark.parametrize("role", Role)
def test_only_an_administrator_may_touch_what_nobody_owns_and_no_system_lists(action: Action, role: Role) -> None:
    denial = decide(action, of(role, "SAC/TC1", "X2024"), Subject())
    assert (denial is None) is (role is Role.ADMINISTRATOR)
    assert denial is None or denial.required == "ADMINISTRATOR"


def test_each_of_several_subjects_takes_the_right() -> None:
    other = Subject(owners=frozenset({"SAC/TC9"}))
    both = Subject(SUBJECT.owners, SUBJECT.systems, others=(other,))
    denial = decide(Action.MERGE_ITEMS, of(Role.SECRETARIAT, "SAC/TC1"), both)
    assert denial is not None
    assert denial.required == "SECRETARIAT for SAC/TC9; or ADMINISTRATOR"
    several = Identity("x", Role.SECRETARIAT, frozenset({"SAC/TC9", "SAC/TC1"}))
    assert decide(Action.MERGE_ITEMS, several, both) is None


@pytest.mark.parametrize("role", Role)
def test_an_author_may_take_back_what_it_said(role: Role) -> None:
    said = Subject(author="一委")
    may = role is not Role.READER
    assert (decide(Action.REVOKE_EVENT, of(role, "SAC/TC9"), said) is None) is may
    other = Identity("九委", role, frozenset({"SAC/TC9"}))
    assert (decide(Action.REVOKE_EVENT, other, said) is None) is (role is Role.ADMINISTRATOR)


@pytest.mark.parametrize("action", sorted(ANYWHERE, key=str))
def test_a_denial_of_what_every_secretariat_may_names_the_roles(action: Action) -> None:
    denial = decide(action, of(Role.READER, "SAC/TC1"), SUBJECT)
    assert denial is not None
    assert denial.required == "SECRETARIAT; or STEWARD; or ADMINISTRATOR"
    assert denial.zh.endswith("需要 秘书处，或体系管理员，或系统管理员")


def test_a_denial_says_which_role_for_what_would_do() -> None:
    denial = decide(Action.ADVANCE_STANDARD, of(Role.SECRETARIAT, "SAC/TC9"), SUBJECT)
    assert denial is not None
    required = "SECRETARIAT for SAC/TC1 or SAC/TC1/SC2; or STEWARD for X2024; or ADMINISTRATOR"
    assert denial.required == required
    assert denial.en == f"'一委' (SECRETARIAT SAC/TC9) may not advance the standard: requires {required}"
    assert denial.zh == (
        "“一委”（秘书处 SAC/TC9）不能推进标准的阶段；"
        "需要 SAC/TC1 或 SAC/TC1/SC2 的秘书处，或X2024 的体系管理员，或系统管理员"
    )


def test_a_denial_of_a_listing_names_no_secretariat() -> None:
    denial = decide(Action.LIST_STANDARD, of(Role.SECRETARIAT, "SAC/TC1"), SUBJECT)
    assert denial is not None
    assert denial.required == "STEWARD for X2024; or ADMINISTRATOR"


@pytest.mark.parametrize("who", [*EVERYWHERE, *OF_THE_STANDARD, *NOWHERE])
def test_registering_what_a_system_is_to_list_takes_its_steward(who: str) -> None:
    subject = Subject(SUBJECT.owners, SUBJECT.systems, listing=SUBJECT.systems)
    denial = decide(Action.REGISTER_STANDARD, {**EVERYWHERE, **OF_THE_STANDARD, **NOWHERE}[who], subject)
    assert (denial is None) is (who in EVERYWHERE)
    if denial is not None:
        assert denial.required == "STEWARD for X2024; or ADMINISTRATOR"


def test_every_system_that_is_to_list_a_standard_has_a_say() -> None:
    both = frozenset({"X2024", "Y2024"})
    subject = Subject(systems=both, listing=both)
    denial = decide(Action.REGISTER_STANDARD, of(Role.STEWARD, system="X2024"), subject)
    assert denial is not None
    assert denial.required == "STEWARD for Y2024; or ADMINISTRATOR"
    of_both = Identity("一委", Role.STEWARD, systems=both)
    assert decide(Action.REGISTER_STANDARD, of_both, subject) is None


def test_whoever_sent_no_token_is_told_so() -> None:
    denial = decide(Action.ADVANCE_STANDARD, ANONYMOUS, SUBJECT)
    assert denial is not None
    assert denial.en.startswith("no token was sent, so you may not advance the standard: requires SECRETARIAT")
    assert denial.zh.startswith("未提供令牌，不能推进标准的阶段；需要")


def test_roles_rise() -> None:
    assert [[role.reaches(other) for other in Role] for role in Role] == [
        [True, False, False, False],
        [True, True, False, False],
        [True, True, True, False],
        [True, True, True, True],
    ]


def test_a_token_named_anonymous_is_somebody() -> None:
    assert not ANONYMOUS.known
    assert Identity("anonymous", Role.READER).known


def test_any_secretariat_of_a_committee_is_told_that_nothing_is_to_be_decided() -> None:
    subject = Subject(SUBJECT.owners, nothing_to_do=True)
    assert decide(Action.ACCEPT_TRANSFER, of(Role.SECRETARIAT, "SAC/TC9"), subject) is None
    for who in (
        ANONYMOUS,
        of(Role.READER, "SAC/TC9"),
        Identity("一委", Role.SECRETARIAT),
        of(Role.STEWARD, system="X2024"),
    ):
        assert decide(Action.ACCEPT_TRANSFER, who, subject) is not None
    assert decide(Action.MERGE_COMMITTEES, of(Role.SECRETARIAT, "SAC/TC9"), subject) is not None
