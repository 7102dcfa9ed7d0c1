"""GraphiQL in a real browser, served by the real service, with no internet to lean on."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

from tests.cli.processes import serving
from tests.web.browser import chromium, open_page

EDITOR = "document.querySelector('.graphiql-query-editor .CodeMirror')"
RESULT = "document.querySelector('.result-window .CodeMirror')"
RUN = "document.querySelector('.graphiql-execute-button')"


def test_the_page_shows_its_editor_and_answers_its_example_without_internet(tmp_path: Path) -> None:
    program = chromium()
    with (
        serving(tmp_path / "data") as service,
        open_page(program, f"http://127.0.0.1:{service.port}/graphql", tmp_path / "profile") as page,
    ):
        assert "query SystemProgress" in page.wait_for(f"{EDITOR} && {EDITOR}.CodeMirror.getValue()")
        page.value(f"{RUN}.click()")
        answer = json.loads(page.wait_for(f"{RESULT} && {RESULT}.CodeMirror.getValue()"))
        assert answer["data"]["system"]["code"] == "PV2024"
        assert "errors" not in answer
    foreign = [url for url in page.requests if urlsplit(url).netloc not in {f"127.0.0.1:{service.port}", ""}]
    assert page.requests
    assert foreign == []
    assert page.complaints == []
