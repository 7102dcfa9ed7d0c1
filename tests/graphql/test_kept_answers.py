"""Answers that are kept: they are found without being computed, and are past with the next change, the next day, and for others."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import brotli
import httpx
import orjson
import pytest
import pytest_asyncio
from graphql import get_operation_ast, parse

from stdgraph.catalogue.revision import STATE, read_version
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain import calendar
from stdgraph.domain.identity import Role
from stdgraph.gap_records.reconciliation import reconcile_records
from stdgraph.graphql.answer_cache import KIND, AnswerCache, ComputedAnswer
from stdgraph.graphql.encoding import EncodedBody
from stdgraph.graphql.rests_on import RESTS_ON, RestsOn, check_declared, root_names
from stdgraph.graphql.revision_reading import RevisionReading, revision_reading
from stdgraph.graphql.schema import Schema
from stdgraph.settings import Settings
from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph, count_statements
from stdgraph.web.app import create_app
from tests.calendar_day import TODAY
from tests.contract.operations import SENT, document
from tests.graphql.error_shape import told
from tests.tokens import issue, revoke

PAGE = "query($first: Int) { standards(first: $first) { totalCount edges { node { id number title status } } } }"
REGISTER = 'mutation { registerStandard(input: {title: "缓存", level: GROUP}) { __typename } }'
COUNT = "{ standards(first: 1) { totalCount } }"


@pytest.fixture(autouse=True)
def _visible_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 0.0)


def client_of(settings: Settings, graph: Graph) -> httpx.AsyncClient:
    app = create_app(settings)
    app.state.graph = graph
    headers = {"accept": "application/json", "accept-encoding": "identity"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://stdgraph.test", headers=headers)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(seeded: Graph, engine_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(engine_settings, seeded) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def administrator(seeded: Graph) -> str:
    return await issue(seeded, "keeper of answers", Role.ADMINISTRATOR)


async def post(
    client: httpx.AsyncClient, query: str, headers: dict[str, str] | None = None, **variables: Any
) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


async def kept(client: httpx.AsyncClient, graph: Graph, query: str, **variables: Any) -> httpx.Response:
    """The answer, which is kept from now on."""
    await revision_reading(graph).current(graph)
    return await post(client, query, **variables)


async def texts_of(work: Any) -> tuple[list[str], httpx.Response]:
    with count_statements() as counter:
        response = await work
    return counter.texts, response


async def test_what_is_asked_again_is_not_computed_again(client: httpx.AsyncClient, seeded: Graph) -> None:
    first = await kept(client, seeded, PAGE, first=20)
    texts, again = await texts_of(post(client, PAGE, first=20))
    assert set(texts) <= {STATE}, "the revision is read, by this request or with others, and nothing else"
    assert (again.content, dict(again.headers) | {"x-request-id": ""}) == (
        first.content,
        dict(first.headers) | {"x-request-id": ""},
    )
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    texts, other = await texts_of(post(client, PAGE, first=21))
    assert len(texts) > 1
    assert other.content != first.content


async def test_a_change_is_in_the_next_answer(client: httpx.AsyncClient, seeded: Graph, administrator: str) -> None:
    for _ in range(3):
        before = (await kept(client, seeded, COUNT)).json()["data"]["standards"]["totalCount"]
        done = await post(client, REGISTER, {"authorization": f"Bearer {administrator}"})
        assert done.json()["data"]["registerStandard"]["__typename"] == "StandardAdvanced"
        assert (await post(client, COUNT)).json()["data"]["standards"]["totalCount"] == before + 1


async def test_a_change_by_another_process_is_in_the_next_answer(
    client: httpx.AsyncClient, seeded: Graph, engine_settings: Settings, administrator: str
) -> None:
    async with await Graph.open(engine_settings) as elsewhere, client_of(engine_settings, elsewhere) as there:
        before = (await kept(client, seeded, COUNT)).json()["data"]["standards"]["totalCount"]
        done = await post(there, REGISTER, {"authorization": f"Bearer {administrator}"})
        assert done.json()["data"]["registerStandard"]["__typename"] == "StandardAdvanced"
        bookmark = {"x-stdgraph-bookmark": done.headers["x-stdgraph-bookmark"]}
        with count_statements() as counter:
            after = await post(client, COUNT, bookmark)
        assert counter.texts[0] == STATE
        assert after.json()["data"]["standards"]["totalCount"] == before + 1
        await kept(client, seeded, COUNT)
        texts, again = await texts_of(post(client, COUNT, bookmark))
        assert texts == [STATE], "a request with a bookmark is answered from memory, by a reading that waits for it"
        assert again.content == after.content


async def test_an_answer_ends_with_its_day(
    client: httpx.AsyncClient, seeded: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = '{ system(code: "PV2024") { progress { asOf } } }'
    assert (await kept(client, seeded, query)).json()["data"]["system"]["progress"]["asOf"] == TODAY.isoformat()
    tomorrow = TODAY + timedelta(days=1)
    monkeypatch.setattr(calendar, "today", lambda: tomorrow)
    assert (await post(client, query)).json()["data"]["system"]["progress"]["asOf"] == tomorrow.isoformat()


async def test_answers_about_other_days_are_kept_shortly(client: httpx.AsyncClient, seeded: Graph) -> None:
    dated = "query($on: Date) { progress(asOf: $on) { listed } }"

    async def is_shortly_kept(query: str, **variables: Any) -> bool:
        seeded.memory.clear()
        await kept(client, seeded, query, **variables)
        (entry,) = [
            entry for (kind, _), entry in [*seeded.memory._long.items(), *seeded.memory._short.items()] if kind == KIND
        ]
        return entry.value.until is not None

    assert await is_shortly_kept(dated, on="2020-01-01")
    assert await is_shortly_kept('{ progress(asOf: "2020-01-01") { listed } }')
    assert not await is_shortly_kept(dated)
    assert not await is_shortly_kept(dated, on=TODAY.isoformat())
    assert not await is_shortly_kept('{ standards(where: {publishedOn: {lt: "2020-01-01"}}) { totalCount } }')


async def test_a_token_makes_an_answer_private_and_no_other(
    client: httpx.AsyncClient, seeded: Graph, administrator: str
) -> None:
    anonymous = await kept(client, seeded, PAGE, first=3)
    texts, known = await texts_of(post(client, PAGE, {"authorization": f"Bearer {administrator}"}, first=3))
    assert STATE in texts
    assert anonymous.content == known.content
    assert anonymous.headers["cache-control"] == "no-cache"
    assert known.headers["cache-control"] == "private, no-cache"
    for response in (anonymous, known):
        assert response.headers["vary"] == "Accept, Accept-Encoding, Authorization, Cookie"


async def test_admission_is_decided_before_anything_kept_is_looked_at(seeded: Graph, engine_settings: Settings) -> None:
    token = await issue(seeded, "reader of answers", Role.READER)
    private = engine_settings.model_copy(update={"public_reads": False})
    async with client_of(private, seeded) as client:
        known = {"authorization": f"Bearer {token}"}
        await revision_reading(seeded).current(seeded)
        first = await post(client, PAGE, known, first=4)
        assert "errors" not in first.json()
        refused = await post(client, PAGE, first=4)
        assert [code for code, _ in told(refused.json())] == ["UNAUTHENTICATED"]
        texts, again = await texts_of(post(client, PAGE, known, first=4))
        assert set(texts) <= {STATE}
        assert again.content == first.content
        await revoke(seeded, "reader of answers")
        over = await post(client, PAGE, known, first=4)
        assert [code for code, _ in told(over.json())] == ["UNAUTHENTICATED"]


async def test_what_rests_on_who_asks_is_never_kept(
    client: httpx.AsyncClient, seeded: Graph, administrator: str
) -> None:
    seeded.memory.clear(KIND)
    headers = {"authorization": f"Bearer {administrator}"}
    await revision_reading(seeded).current(seeded)
    for _ in range(2):
        assert (await post(client, "{ me { name } }", headers)).json()["data"]["me"]["name"] == "keeper of answers"
        assert (await post(client, "{ me { name } systems { code } }")).json()["data"]["me"] is None
        assert (await post(client, "{ tokens { totalCount } }", headers)).json()["data"]["tokens"]["totalCount"] > 0
        assert [code for code, _ in told((await post(client, "{ tokens { totalCount } }")).json())] == [
            "UNAUTHENTICATED"
        ]
    assert seeded.memory.usage[KIND].entries == 0


async def test_a_token_that_ends_soon_is_told_so_and_nobody_else(client: httpx.AsyncClient, seeded: Graph) -> None:
    token = await issue(seeded, "soon over", Role.READER, expires=timedelta(days=3))
    await kept(client, seeded, PAGE, first=6)
    for _ in range(2):
        warned = await post(client, PAGE, {"authorization": f"Bearer {token}"}, first=6)
        assert warned.json()["extensions"]["token"]["daysLeft"] in (2, 3)
        assert "etag" not in warned.headers
        assert "extensions" not in (await post(client, PAGE, first=6)).json()


async def test_an_answer_with_errors_is_not_kept(client: httpx.AsyncClient, seeded: Graph) -> None:
    seeded.memory.clear(KIND)
    query = '{ coverage(system: "PV2024", depth: 0) { summary { met } } systems { code } }'
    for _ in range(2):
        failed = await kept(client, seeded, query)
        assert [code for code, _ in told(failed.json())] == ["BAD_USER_INPUT"]
        assert "etag" not in failed.headers
    assert seeded.memory.usage[KIND].entries == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_a_client_has_is_not_sent_again(client: httpx.AsyncClient, method: str) -> None:
    async def ask(**headers: str) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if method == "GET":
            return await client.get("/graphql", params={"query": PAGE, "variables": '{"first": 50}'}, headers=sent)
        return await post(client, PAGE, sent, first=50)

    plain = await ask()
    tag = plain.headers["etag"]
    assert plain.headers["cache-control"] == "no-cache"
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        unchanged = await ask(if_none_match=header)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == tag
        assert unchanged.headers["cache-control"] == "no-cache"
        assert "content-length" not in unchanged.headers
    assert (await ask(if_none_match='"other"')).content == plain.content
    tags = {tag}
    for coding in ("gzip", "br"):
        coded = await ask(accept_encoding=coding)
        assert coded.headers["content-encoding"] == coding
        assert coded.content == plain.content, "the client decodes it"
        assert int(coded.headers["content-length"]) < len(plain.content)
        tags.add(coded.headers["etag"])
        assert (await ask(accept_encoding=coding, if_none_match=coded.headers["etag"])).status_code == 304
        assert (await ask(accept_encoding=coding, if_none_match=tag)).status_code == 200
    newer = await ask(accept="application/graphql-response+json")
    assert newer.content == plain.content
    tags.add(newer.headers["etag"])
    assert len(tags) == 4, "each media type and encoding has a tag of its own"
    assert "content-encoding" not in (await ask(accept_encoding="gzip;q=0, br;q=0")).headers


async def test_compressed_bytes_are_kept_and_counted(client: httpx.AsyncClient, seeded: Graph) -> None:
    seeded.memory.clear(KIND)
    plain = await kept(client, seeded, PAGE, first=60)
    before = seeded.memory.usage[KIND].bytes
    taken = 0
    for coding, compress in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        async with client.stream(
            "POST", "/graphql", json={"query": PAGE, "variables": {"first": 60}}, headers={"accept-encoding": coding}
        ) as response:
            raw = b"".join([part async for part in response.aiter_raw()])
        assert compress(raw) == plain.content
        taken += len(raw)
    assert seeded.memory.usage[KIND].bytes == before + taken


async def test_the_body_is_that_of_the_long_way(client: httpx.AsyncClient, engine_settings: Settings) -> None:
    """A client of event streams alone is answered by strawberry's view; which engine answers means nothing, and one plans long."""
    cases = [(document(name), variables) for name, variables in SENT]
    if engine_settings.graph_uri is not None:
        cases = cases[:1]
    for query, variables in [*cases, ('{ nope: coverage(system: "PV2024", depth: 0) { summary { met } } }', {})]:
        short = await post(client, query, **variables)
        streamed = await post(client, query, {"accept": "text/event-stream"}, **variables)
        assert streamed.text.split("\n")[1] == f"data: {short.text}"


async def test_introspection_is_kept_too(client: httpx.AsyncClient, seeded: Graph) -> None:
    query = "{ __schema { types { name } } __typename }"
    first = await kept(client, seeded, query)
    hits = seeded.memory.usage[KIND].hits
    again = await post(client, query)
    assert seeded.memory.usage[KIND].hits > hits
    assert again.content == first.content


def test_every_root_field_says_what_it_rests_on(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    core = schema._schema
    assert core.query_type is not None
    assert RESTS_ON.keys() == core.query_type.fields.keys()
    assert {name for name, rests_on in RESTS_ON.items() if rests_on is RestsOn.IDENTITY} == {"me", "tokens"}
    monkeypatch.setitem(core.query_type.fields, "another", core.query_type.fields["me"])
    with pytest.raises(TypeError, match=r"Query\.another"):
        check_declared(core)


def test_root_fields_are_found_however_often_a_fragment_is_spread() -> None:
    spread = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    document = parse(
        f"{{ ...F0 ... on Query {{ me {{ name }} }} }} {spread} fragment F60 on Query {{ all: systems {{ code }} }}"
    )
    operation = get_operation_ast(document)
    assert operation is not None
    assert root_names(document, operation) == {"me", "systems"}


async def test_whatever_is_committed_makes_another_version(
    client: httpx.AsyncClient, seeded: Graph, administrator: str
) -> None:
    """Commands, records that follow their gaps, tokens, and loads, whether they change anything or not."""
    headers = {"authorization": f"Bearer {administrator}"}
    track = 'mutation { trackGap(input: {gapId: "UNMET_DEMAND:ICN2024/BAB:ETHYLENE", status: MOVING}) { __typename } }'
    publish = (
        'mutation { registerStandard(input: {number: "T/KEPT 1-2025", title: "已发布", level: GROUP, stage: "60.60", '
        'publishedOn: "2025-01-01"}) { __typename } }'
    )
    seen = [await read_version(seeded)]
    for change in (REGISTER, track, publish):
        answered = (await post(client, change, headers)).json()
        assert "errors" not in answered, answered
        seen.append(await read_version(seeded))
    await issue(seeded, "of another version", Role.READER)
    seen.append(await read_version(seeded))
    await revoke(seeded, "of another version")
    seen.append(await read_version(seeded))
    assert len(set(seen)) == len(seen)
    assert None not in seen
    await reconcile_records(seeded, TODAY)
    settled = await read_version(seeded)
    assert not (await load_seed(seeded, read_seed(bundled_seed()))).changed
    assert await read_version(seeded) == settled


class Computing:
    """Computes when it is told to."""

    def __init__(self) -> None:
        self.begun: list[asyncio.Event] = []

    async def __call__(self) -> ComputedAnswer:
        may_end = asyncio.Event()
        self.begun.append(may_end)
        number = len(self.begun)
        await may_end.wait()
        return ComputedAnswer(EncodedBody(orjson.dumps(number)), is_whole=True)


async def begun(computing: Computing, count: int) -> None:
    async with asyncio.timeout(60):
        while len(computing.begun) < count:  # noqa: ASYNC110  another task begins it
            await asyncio.sleep(0)


async def bodies(*asked: asyncio.Task[ComputedAnswer | None]) -> list[int]:
    return [int(one.body.body) for one in await asyncio.gather(*asked) if one is not None]


async def test_those_who_ask_at_once_share_one_computation(seeded: Graph) -> None:
    await revision_reading(seeded).current(seeded)
    cache, computing = AnswerCache(lambda: seeded), Computing()
    first = asyncio.create_task(cache.answer("shared", 1, (), computing))
    await begun(computing, 1)
    others = [asyncio.create_task(cache.answer("shared", 1, (), computing)) for _ in range(5)]
    await revision_reading(seeded).current(seeded)  # by then theirs is read as well
    computing.begun[0].set()
    assert await bodies(first, *others) == [1] * 6
    assert len(computing.begun) == 1


async def test_who_asks_after_a_change_does_not_get_what_was_begun_before(seeded: Graph) -> None:
    await revision_reading(seeded).current(seeded)
    cache, computing = AnswerCache(lambda: seeded), Computing()
    first = asyncio.create_task(cache.answer("changed", 1, (), computing))
    await begun(computing, 1)
    await issue(seeded, "a change meanwhile", Role.READER)
    later = [asyncio.create_task(cache.answer("changed", 1, (), computing)) for _ in range(3)]
    await revision_reading(seeded).current(seeded)
    assert len(computing.begun) == 1, "they wait"
    computing.begun[0].set()
    await begun(computing, 2)
    computing.begun[1].set()
    assert await bodies(first, *later) == [1, 2, 2, 2]
    assert len(computing.begun) == 2, "one for all who came after the change"


async def test_where_a_computation_ends_early_the_others_make_their_own(seeded: Graph) -> None:
    await revision_reading(seeded).current(seeded)
    cache, computing = AnswerCache(lambda: seeded), Computing()
    first = asyncio.create_task(cache.answer("cut off", 1, (), computing))
    await begun(computing, 1)
    other = asyncio.create_task(cache.answer("cut off", 1, (), computing))
    await revision_reading(seeded).current(seeded)
    first.cancel()
    await begun(computing, 2)
    computing.begun[1].set()
    assert await bodies(other) == [2]
    assert not cache._flights


async def test_a_reading_is_shared_by_those_who_came_before_it_began(seeded: Graph) -> None:
    readings = RevisionReading()
    with count_statements() as counter:
        found = await asyncio.gather(*(readings.current(seeded) for _ in range(8)))
    assert len(set(found)) == 1
    assert len(counter.texts) == 1
    with count_statements() as counter:
        running = asyncio.create_task(readings.current(seeded))
        async with asyncio.timeout(60):
            while not counter.texts:  # noqa: ASYNC110  the reading notes its statement as it begins
                await asyncio.sleep(0)
        await asyncio.gather(running, *(readings.current(seeded) for _ in range(8)))
    assert len(counter.texts) == 2, "who comes while one is under way waits for the next"


async def test_a_version_is_known_once_it_was_seen_a_while_ago(seeded: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 1.0)
    now = [0.0]
    readings = RevisionReading(lambda: now[0])
    version = await readings.current(seeded)
    now[0] = 0.9
    assert readings.stable() is None
    await readings.current(seeded)
    now[0] = 1.0
    assert readings.stable() == version
    await issue(seeded, "one version on", Role.READER)
    assert await readings.current(seeded) != version
    assert readings.stable() is None
