"""Comments, links to documents, and editions in other languages."""

from __future__ import annotations

from typing import Any

import pytest

from stdgraph.commands.command_handler import AnyCommand
from stdgraph.commands.merge import Merge
from stdgraph.commands.outcomes import Denied
from stdgraph.commands.register import Register
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.secretariat.add_foreign_edition import AddForeignEdition
from stdgraph.commands.secretariat.comment_on_standard import CommentOnStandard
from stdgraph.commands.secretariat.link_document import LinkDocument
from stdgraph.commands.secretariat.remove_foreign_edition import RemoveForeignEdition
from stdgraph.commands.secretariat.unlink_document import UnlinkDocument
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from stdgraph.domain.stored_state import entries_of
from tests.commands.test_revoke_relations import everything
from tests.commands.workspace import TODAY, Workspace

PAGE = "https://openstd.example/GBT10-2020.pdf"
ELSEWHERE = Identity("九委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC9"}))
OTHER = Identity("八委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC8"}))


def link(url: str = PAGE, **given: Any) -> LinkDocument:
    return LinkDocument(standard="S001", url=url, **given)


def edition(language: str = "en", **given: Any) -> AddForeignEdition:
    return AddForeignEdition(standard="S001", language=language, **given)


async def entries(workspace: Workspace, name: str, standard: str = "S001") -> list[dict[str, Any]]:
    return entries_of(await workspace.standard(standard), name)


async def test_a_comment_stands_in_the_history_and_changes_no_fact(workspace: Workspace) -> None:
    before = await everything(workspace)
    comment = CommentOnStandard(standard="S001", note=" 建议补充附录A ")
    done = await workspace.done(comment, who=ELSEWHERE)
    assert done.at == TODAY
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["note"], event["actor"]) == ("COMMENTED", "建议补充附录A", "九委秘书处")
    assert (event["before"], event["after"]) == (None, {"comment": "建议补充附录A"})
    await workspace.done(comment, who=ELSEWHERE)
    assert await everything(workspace) == before


@pytest.mark.parametrize(
    ("who", "may", "may_revoke"),
    [
        (ANONYMOUS, False, False),
        (Identity("读者", Role.READER, frozenset({"SAC/TC1"})), False, False),
        (ELSEWHERE, True, True),
        (OTHER, True, False),
        (Identity("某人", Role.STEWARD, frozenset(), frozenset({"Y2024"})), True, False),
        (Identity("秘书处", Role.SECRETARIAT, frozenset({"SAC/TC1"})), True, True),
    ],
)
async def test_who_comments_and_who_takes_that_back(
    workspace: Workspace, who: Identity, may: bool, may_revoke: bool
) -> None:
    comment = CommentOnStandard(standard="S001", note="意见")
    sequence = (await workspace.done(comment, who=ELSEWHERE)).sequence or 0
    outcome = (await workspace.wish(comment, who=who, dry_run=True)).outcomes[0]
    assert isinstance(outcome, Denied) is not may
    if isinstance(outcome, Denied):
        assert outcome.required == "SECRETARIAT; or STEWARD; or ADMINISTRATOR"
    revoked = await workspace.outcome(Revoke("S001", sequence, "撤回"), who=who)
    assert isinstance(revoked, Denied) is not may_revoke


async def test_documents_are_linked_changed_and_removed(workspace: Workspace) -> None:
    await workspace.done(link(title=" 标准文本 ", language="zh"))
    await workspace.done(link("https://a.example/b", note="公告"))
    assert await entries(workspace, "documents") == [
        {"url": PAGE, "title": "标准文本", "language": "zh"},
        {"url": "https://a.example/b"},
    ]
    assert (await workspace.done(link("https://a.example/b"))).place == -1
    await workspace.done(link(title="文本", language="zh-CN"))
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["day"]) == ("CHANGED", TODAY)
    assert event["before"]["documents"][0] == {"url": PAGE, "title": "标准文本", "language": "zh"}
    assert event["after"]["documents"][0] == {"url": PAGE, "title": "文本", "language": "zh-CN"}
    await workspace.done(UnlinkDocument(standard="S001", url=PAGE))
    assert await entries(workspace, "documents") == [{"url": "https://a.example/b"}]
    await workspace.done(UnlinkDocument(standard="S001", url="https://a.example/b"))
    assert "documents" not in await workspace.standard("S001")


async def test_an_edition_in_another_language(workspace: Workspace) -> None:
    await workspace.done(
        edition(title="Batteries - One", number="GB/T 10-2020(E)", published_on=PartialDate("2021-03"))
    )
    await workspace.done(edition("fr"))
    assert await entries(workspace, "foreignEditions") == [
        {"language": "en", "title": "Batteries - One", "number": "GB/T 10-2020(E)", "publishedOn": "2021-03"},
        {"language": "fr"},
    ]
    await workspace.done(RemoveForeignEdition(standard="S001", language="en"))
    assert await entries(workspace, "foreignEditions") == [{"language": "fr"}]


async def test_each_is_taken_back_the_last_first(workspace: Workspace) -> None:
    steps: list[AnyCommand] = [
        link(title="一"),
        edition(),
        link(title="二"),
        UnlinkDocument(standard="S001", url=PAGE),
        RemoveForeignEdition(standard="S001", language="en"),
    ]
    states, sequences = [await everything(workspace)], []
    for step in steps:
        sequences.append(await workspace.sequence(step))
        states.append(await everything(workspace))
    assert await workspace.problems(Revoke("S001", sequences[0], "x")) == {
        "sequence": f"event {sequences[3]} builds on event {sequences[0]}: revoke that first"
    }
    for place in reversed(range(len(steps))):
        await workspace.done(Revoke("S001", sequences[place], "x"))
        assert await everything(workspace) == states[place]


@pytest.mark.parametrize(
    ("wish", "path", "said"),
    [
        (CommentOnStandard(standard="S001", note="  "), "note", "the comment must not be empty"),
        (CommentOnStandard(standard="S001", note="x" * 10_001), "note", "note of 10001 characters"),
        (link("ftp://a.example"), "url", "invalid address 'ftp://a.example': expected http://"),
        (link("https://a.example/" + "x" * 2100), "url", "address of 2118 characters"),
        (link(title="一\n二"), "title", "title must not contain line breaks"),
        (link(language="中文"), "language", "invalid language '中文': expected a tag"),
        (UnlinkDocument(standard="S001", url=PAGE), "url", "no such entry among its links to documents"),
        (edition("english"), "language", "invalid language 'english'"),
        (edition("zh-Hant"), "language", "a foreign edition is not in Chinese"),
        (
            edition(published_on=PartialDate("2019")),
            "publishedOn",
            "publication date 2019 precedes that of the standard",
        ),
        (edition(published_on=PartialDate("2099")), "publishedOn", "publishedOn 2099 is after today (2026-09-01, UTC)"),
        (edition(published_on=PartialDate("2026-09-02")), "publishedOn", "publishedOn 2026-09-02 is after today"),
        (RemoveForeignEdition(standard="S001", language="en"), "language", "no such entry among its foreign editions"),
    ],
)
async def test_what_is_wrong_is_said(workspace: Workspace, wish: AnyCommand, path: str, said: str) -> None:
    problems = await workspace.problems(wish)
    assert problems[path].startswith(said), problems


async def test_a_month_that_has_begun_does_not_lie_ahead(workspace: Workspace) -> None:
    await workspace.done(edition(published_on=PartialDate("2026-09")))
    assert await workspace.problems(edition("fr", published_on=PartialDate("2026-10"))) == {
        "publishedOn": "publishedOn 2026-10 is after today (2026-09-01, UTC)"
    }


async def test_a_list_has_an_end(workspace: Workspace) -> None:
    bulk = await workspace.wish(*(link(f"https://a.example/{n}") for n in range(101)))
    assert not bulk.applied
    assert [type(one).__name__ for one in bulk.outcomes].count("Invalid") == 1


async def test_who_merges_keeps_the_links_of_both(workspace: Workspace) -> None:
    other = (await workspace.done(Register(title_zh="一项"))).key
    await workspace.done(LinkDocument(standard=other, url=PAGE, title="旧"))
    await workspace.done(LinkDocument(standard=other, url="https://a.example/c"))
    await workspace.done(link(title="新"))
    await workspace.done(Merge(other, "S001"))
    assert await entries(workspace, "documents") == [{"url": PAGE, "title": "新"}, {"url": "https://a.example/c"}]
