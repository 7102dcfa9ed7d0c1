"""gql for Python: queries and mutations over HTTP with httpx, the subscription over graphql-ws."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from gql import Client, gql
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

REGISTER = """mutation Register($title: String!) {
  registerStandard(input: {title: $title}) {
    __typename
    ... on StandardAdvanced { standard { id title } change { sequence } }
  }
}"""
FOLLOW = """subscription Follow($after: String) {
  changed(after: $after) { sequence kind subject { ... on Standard { id title } } }
}"""


async def main(task: dict[str, Any]) -> dict[str, Any]:
    """Carry out the task; the report."""
    http = Client(
        transport=HTTPXAsyncTransport(url=task["url"], headers={"Authorization": f"Bearer {task['token']}"}),
        fetch_schema_from_transport=True,
    )
    socket = Client(transport=WebsocketsTransport(url=task["socket"]))
    async with http as asking, socket as following:
        changes = following.subscribe(gql(FOLLOW), variable_values={"after": task["after"]})
        data = await asking.execute(gql(task["document"]), variable_values=task["variables"])
        written = await asking.execute(gql(REGISTER), variable_values={"title": task["title"]})
        async for found in changes:
            if (found["changed"]["subject"] or {}).get("title") == task["title"]:
                return {"data": data, "registered": written["registerStandard"], "change": found["changed"]}
    raise RuntimeError("the subscription ended")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))
