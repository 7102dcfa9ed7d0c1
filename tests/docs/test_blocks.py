"""Every fenced block of every page is run by a named test, or is an illustration for a stated reason."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import graphql
import pytest
import typer

from stdgraph.cli.app import app
from stdgraph.settings import load_settings

ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<body>(?:.*\n)*?)```$", re.MULTILINE)
HERE = "tests/docs/test_blocks.py"

RUN_BY = {
    ("README.md", ""): "tests/docs/test_readme.py",
    ("README.md", "graphql"): "tests/docs/test_readme.py",
    ("README.md", "sh"): "tests/docs/test_readme.py",
    ("README.zh.md", ""): "tests/docs/test_readme.py",
    ("README.zh.md", "graphql"): "tests/docs/test_readme.py",
    ("README.zh.md", "sh"): "tests/docs/test_readme.py",
    ("docs/api.md", "graphql"): "tests/docs/test_queries.py",
    ("docs/api.md", "json"): "tests/docs/test_queries.py",
    ("docs/api.md", "sh"): HERE,
    ("docs/cli.md", ""): HERE,
    ("docs/exports.md", ""): "tests/docs/test_exports.py",
    ("docs/forecast.md", "graphql"): "tests/docs/test_queries.py",
    ("docs/identity.md", ""): "tests/docs/test_identity.py",
    ("docs/lifecycle.md", "graphql"): "tests/graphql/test_mutations_page.py",
    ("docs/operations.md", "json"): "tests/web/test_logs.py",
    ("docs/operations.md", "sh"): "tests/docs/test_operations.py",
    ("docs/questions.md", "graphql"): "tests/docs/test_queries.py",
    ("docs/seed-format.md", ""): "tests/docs/test_seed_format.py",
    ("docs/seed-format.md", "csv"): "tests/docs/test_seed_format.py",
    ("docs/seed-format.md", "yaml"): "tests/docs/test_seed_format.py",
    ("docs/settings.md", "toml"): HERE,
    ("docs/stewards.md", "graphql"): "tests/graphql/test_mutations_page.py",
    ("docs/tables.md", "csv"): "tests/datasets/system_table/test_page.py",
    ("docs/tables.md", "yaml"): "tests/datasets/system_table/test_page.py",
    ("docs/tracking.md", "graphql"): "tests/gap_records/test_page.py",
}
"""By page and language, the test that runs its blocks. Two blocks without a language are shown only, beside others that are run:
the headers in docs/identity.md and the tree of files in docs/seed-format.md."""

ILLUSTRATIONS = {
    ("docs/design.md", ""): "the tree of packages",
    ("docs/graph-model.md", ""): "the shape of the graph, drawn in text",
    (
        "docs/imports.md",
        "",
    ): "requests with a token, a file and a plan of one's own; tests/web/test_imports.py sends such",
    ("docs/lifecycle.md", ""): "the headers of a request",
    ("docs/lifecycle.md", "sh"): "a stream that does not end; tests/graphql/test_subscription.py follows one",
}
"""By page and language, why its blocks are not run."""


def _blocks(page: Path) -> list[tuple[str, str]]:
    return [(found["language"], found["body"]) for found in FENCE.finditer(page.read_text(encoding="utf-8"))]


def test_every_block_is_run_or_is_an_illustration() -> None:
    shown = Counter((str(page.relative_to(ROOT)), language) for page in PAGES for language, _ in _blocks(page))
    assert set(shown) == {*RUN_BY, *ILLUSTRATIONS}
    assert not RUN_BY.keys() & ILLUSTRATIONS.keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_fence_is_closed(page: Path) -> None:
    fences = re.findall(r"^```", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(fences) == 2 * len(_blocks(page))


def test_the_tests_that_run_blocks_exist() -> None:
    missing = [name for name in {*RUN_BY.values()} if not (ROOT / name).is_file()]
    assert not missing, f"no such file: {missing}"


def test_the_request_in_the_page_of_the_api_is_valid() -> None:
    schema = graphql.build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    bodies = [body for language, body in _blocks(ROOT / "docs" / "api.md") if language == "sh"]
    sent = [
        json.loads(found) for body in bodies for found in re.findall(r"-d '(\{.*?\})'$", body, re.MULTILINE | re.DOTALL)
    ]
    assert len(sent) == len(bodies)
    for request in sent:
        document = graphql.parse(request["query"])
        assert graphql.validate(schema, document) == []
        declared = {
            variable.variable.name.value
            for operation in document.definitions
            if isinstance(operation, graphql.OperationDefinitionNode)
            for variable in operation.variable_definitions or ()
        }
        assert declared == set(request["variables"])


def test_the_settings_file_of_the_page_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (body,) = [body for language, body in _blocks(ROOT / "docs" / "settings.md") if language == "toml"]
    (tmp_path / "stdgraph.toml").write_text(body, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STDGRAPH_CONFIG", raising=False)
    stated = tomllib.loads(body)
    for name in stated:
        monkeypatch.delenv(f"STDGRAPH_{name.upper()}", raising=False)
    settings = load_settings()
    assert stated == {name: getattr(settings, name) for name in stated}


def test_the_usage_lines_of_the_command_line_name_commands_and_options_that_exist() -> None:
    group = typer.main.get_command(app)
    lines = [line for language, body in _blocks(ROOT / "docs" / "cli.md") if not language for line in body.splitlines()]
    assert len(lines) >= 5
    for line in lines:
        command, words = group, line.split()[1:]
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]  # type: ignore[attr-defined]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {*re.findall(r"--[\w-]+", line)} <= known, f"docs/cli.md: {line}"
        assert command is not group or "COMMAND" in words, f"docs/cli.md: no such command: {line}"
