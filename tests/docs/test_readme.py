"""What the READMEs show is so, in either language: their commands, the answers that they print, their picture; and the settings' page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from stdgraph.cli import main
from stdgraph.settings import Settings
from tests.cli.conftest import service
from tests.cli.processes import Service
from tools.draw_tree import draw

__all__ = ["service"]

ROOT = Path(__file__).parents[2]
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
TEXTS = {language: page.read_text(encoding="utf-8") for language, page in READMES.items()}


def _found(pattern: str, flags: int = re.MULTILINE) -> list[tuple[str, str]]:
    return [(language, one) for language, text in TEXTS.items() for one in re.findall(pattern, text, flags)]


SHOWN = [(language, *one) for language, one in _found(r"^```\n\$ stdgraph (.+)\n((?:.*\n)+?)```$")]
QUERIES = _found(r"^```graphql\n((?:.*\n)+?)```$")
SENT = _found(r" -d '(\{.*?\n\})'$", re.MULTILINE | re.DOTALL)
COMMANDS = _found(r"^```sh\n((?:.*\n)+?)```$")


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    default = "`~/.local/share/stdgraph`" if name == "data_dir" else _default(field.default)
    description = (field.description or "").replace("|", "\\|")
    return f"| `STDGRAPH_{name.upper()}` | {default} | {description} |"


def _default(value: object) -> str:
    return "" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def test_every_setting_has_its_row_with_its_default_and_its_meaning() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `STDGRAPH_")]
    assert rows == [_row(name) for name in Settings.model_fields]


def test_a_readme_is_read_in_one_go() -> None:
    assert all(len(text.splitlines()) < 150 for text in TEXTS.values())


def test_both_readmes_show_the_same() -> None:
    assert (len(SHOWN), len(QUERIES), len(SENT), len(COMMANDS)) == (2, 8, 2, 6)
    for found in (SENT, COMMANDS):
        half = len(found) // 2
        assert [one for _, one in found[:half]] == [one for _, one in found[half:]]
    fields = [re.sub(r"#.*|\(language: EN\)", "", query) for _, query in QUERIES]
    assert fields[:4] == fields[4:]


def test_the_two_commands_are_targets_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for _, block in COMMANDS[:1]:
        for target in re.findall(r"^make (\S+)", block, re.MULTILINE):
            assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE)


@pytest.mark.parametrize(
    "body", dict.fromkeys([one for _, one in SENT] + [json.dumps({"query": query}) for _, query in QUERIES])
)
def test_a_query_in_a_readme_is_answered(service: Service, body: str) -> None:
    answer = service.client.post("/graphql", content=body, headers={"Content-Type": "application/json"}).json()
    assert "errors" not in answer
    assert all(answer["data"].values())


@pytest.mark.parametrize(("language", "command", "answer"), SHOWN)
def test_an_answer_in_a_readme_is_what_stdgraph_answers(
    service: Service,
    language: str,
    command: str,
    answer: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    assert main([*command.split(), "--data-dir", str(service.data_dir)]) == 0
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == answer.splitlines()


@pytest.mark.parametrize("language", READMES)
def test_the_picture_is_what_stdgraph_answers(
    service: Service, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = f"progress NP2024 --tree --as-of 2024-12-31 --format json --language {language}"
    assert main([*command.split(), "--data-dir", str(service.data_dir)]) == 0
    picture = ROOT / "docs" / "images" / f"tree.{language}.svg"
    assert f"(docs/images/{picture.name})" in TEXTS[language]
    assert draw(json.loads(capsys.readouterr().out), language) == picture.read_text(encoding="utf-8")
