"""One way from the desk through the actions, on each engine: look, advance, come back, take it back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from stdgraph.domain.identity import Role
from stdgraph.graphql.types.fields import global_id
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.conftest import seeded
from tests.sessions import signed_in
from tests.tokens import issue
from tests.web.desk import Desk, ShownForm
from tests.web.test_actions import client_of

__all__ = ["seeded"]

DRAFT = global_id("Standard", "S018")
STAGE = "query($id: ID!) { node(id: $id) { ... on Standard { stage { code } } } }"


async def test_a_project_is_advanced_from_the_desk_and_back(seeded: Graph, engine_settings: Settings) -> None:
    token = await issue(seeded, "SAC/TC90 秘书处", Role.SECRETARIAT, ["SAC/TC90"])
    async with client_of(seeded, engine_settings, signed_in(engine_settings, token)) as client:
        desk = Desk(client)
        page = await client.get("/committees/SAC/TC90")
        assert f"/act/advance?standard={DRAFT}" in page.text
        form = await desk.open("advance", standard=DRAFT, next="/committees/SAC/TC90")
        preview = await desk.send("advance", form, "preview", {"to": "30.20"})
        assert "30.20" in preview.text
        done = await desk.send("advance", ShownForm(preview.text), "apply", {})
        after = await client.get(done.headers["location"])
        assert "已推进 1 项标准" in after.text
        assert (await desk.ask(STAGE, id=DRAFT))["node"]["stage"]["code"] == "30.20"
        code = parse_qs(urlsplit(done.headers["location"]).query)["told"][0]
        undo = await desk.open("undo", change=code.split(".")[2], next="/committees/SAC/TC90")
        assert (await desk.send("undo", undo, "apply", {"reason": "误操作"})).status_code == 303
        assert (await desk.ask(STAGE, id=DRAFT))["node"]["stage"]["code"] == "20.00"
        told = (await client.get("/committees/SAC/TC90")).text
        assert told.index("误操作") < told.index("30.20"), "the last change comes first"


async def test_the_feed_runs_backwards_as_it_runs_forwards(seeded: Graph, engine_settings: Settings) -> None:
    token = await issue(seeded, "读者", Role.READER)
    query = """query($after: String, $first: Int!, $scope: Scope, $newest: Boolean!) {
      changes(after: $after, first: $first, scope: $scope, newestFirst: $newest) {
        pageInfo { hasNextPage endCursor } edges { node { sequence } }
      }
    }"""
    async with client_of(seeded, engine_settings, signed_in(engine_settings, token)) as client:
        desk = Desk(client)
        for scope in (None, {"committee": "SAC/TC90"}):
            found: dict[bool, list[int]] = {}
            for newest in (False, True):
                after, sequences, more = None, [], True
                while more:
                    asked = {"after": after, "first": 150, "scope": scope, "newest": newest}
                    rows = (await desk.ask(query, **asked))["changes"]
                    sequences += [edge["node"]["sequence"] for edge in rows["edges"]]
                    after, more = rows["pageInfo"]["endCursor"], rows["pageInfo"]["hasNextPage"]
                found[newest] = sequences
            assert found[False]
            assert found[True] == found[False][::-1]
