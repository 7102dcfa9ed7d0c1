"""The command line speaks one language at a time: Chinese, or English where ``STDGRAPH_LANGUAGE`` says so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import typer

from stdgraph.cli import doctor_texts, filled_texts, import_texts, lookup_texts, main
from stdgraph.cli.app import app
from stdgraph.cli.help_texts import COMMANDS, PARAMETERS
from stdgraph.cli.texts import Phrase, messages, phrases
from stdgraph.commands.relate import Relation
from stdgraph.datasets.statements import LABELS
from stdgraph.domain import terms
from stdgraph.domain.terms import GAP_KINDS, LABEL_PLURALS, RELATION_TERMS, TERMS, Term
from stdgraph.domain.vocabulary import GapStatus, Priority
from stdgraph.gaps.kinds import GapKind
from tests.cli.processes import Service, run

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
CODED = ("--[a-z-]+", r"[a-z]+(?:\|[a-z]+)+", r"\b[\w.]+:\d+\S*", r"STDGRAPH_\w+", r"stdgraph(?: [a-z]+)*")
"""What is the same in both languages: options, choices, addresses, settings, commands."""
PROPER = {
    "Asia",
    "IANA",
    "Shanghai",
    "GraphQL",
    "HTTP",
    "SDL",
    "TOML",
    "UTF",
    "XLSX",
    "XLS",
    "ODS",
    "CSV",
    "JSON",
    "ISO",
    "Relaton",
    "StandardWhere",
    "TAR",
    "YAML",
    "ZIP",
    "Ctrl",
    "DD",
    "MM",
    "YYYY",
    "ID",
}
METAVARS = {
    "CATEGORY",
    "CHANGE",
    "DAYS",
    "PRIORITY",
    "STAGE",
    "STATUS",
    "TOKEN",
    "ADDRESS",
    "CODE",
    "DURATION",
    "FILE",
    "FOLDER",
    "KEPT",
    "KIND",
    "LOAD",
    "LOST",
    "NAME",
    "NUMBER",
    "ROLE",
    "SYSTEM",
    "SUFFIX",
    "TEXT",
    "WHAT",
    "ZONE",
}
CHOICES = {
    *(one.lower() for one in (*GapStatus, *Priority)),
    "zh",
    "table",
    "json",
    "csv",
    "markdown",
    "xlsx",
    "list",
    *(kind.lower() for kind in GapKind),
}
ROLES = {"reader", "secretariat", "steward", "administrator"}
VALUES = {"never", "STDGRAPHTOKEN", "jsonl", "ics", "svg", "yaml", "mapping", "standards"}
"""What an option takes beside its choices, and the variable that gives one."""
WRITTEN = {
    "value",
    "note",
    "locator",
    "url",
    "actor",
    "printedNumber",
    "titleEn",
    "titleZh",
    "issuer",
    "secretariat",
    "id",
    "key",
    "text",
}
"""The fields of an answer whose values are quoted as a source states them, or as a person wrote them."""
NAMED = {"code", "number", "planNumber", "title", "statement", "parentCode", "system"}
"""The fields of an answer whose values are names and codes."""


def _words(text: str) -> set[str]:
    """The English words of a text, without what is the same in both languages."""
    for pattern in CODED:
        text = re.sub(pattern, " ", text)
    return set(WORD.findall(text)) - PROPER


@pytest.mark.parametrize(
    "pair",
    [
        *messages().values(),
        *doctor_texts.messages().values(),
        *(one for part in (filled_texts, import_texts, lookup_texts) for one in phrases(vars(part)).values()),
        *filled_texts.KINDS.values(),
        *import_texts.DOING.values(),
        *import_texts.FORMATS.values(),
        *terms.BASIS_TERMS.values(),
        *terms.FACT_TERMS.values(),
        *COMMANDS.values(),
        *PARAMETERS.values(),
        *GAP_KINDS.values(),
        *LABEL_PLURALS.values(),
        *RELATION_TERMS.values(),
        *(term for terms in TERMS.values() for term in terms.values()),
    ],
)
def test_every_text_is_chinese_and_english_with_the_same_placeholders(pair: Phrase | Term) -> None:
    assert not CHINESE.search(pair.en)
    if WORD.search(re.sub(r"\{\w+\}", "", pair.en)):
        assert CHINESE.search(pair.zh)
    else:  # nothing but values and punctuation
        assert not CHINESE.search(pair.zh)
    zh, en = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in pair)
    assert zh == en


def test_every_value_has_a_term() -> None:
    for kind, known in TERMS.items():
        assert set(known) == set(kind)
    assert set(GAP_KINDS) == set(GapKind)
    assert set(LABEL_PLURALS) >= set(LABELS)
    assert set(RELATION_TERMS) <= set(Relation)


def _paths() -> Iterator[str]:
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        yield name
        yield from (f"{name} {below}" for below in getattr(command, "commands", ()))


def test_the_catalogue_of_help_names_every_command_and_no_other() -> None:
    assert {"", *_paths()} == set(COMMANDS)


@pytest.mark.parametrize("path", ["", *_paths()])
def test_help_is_wholly_in_one_language(
    path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")  # no word is broken
    shown: dict[str, str] = {}
    for language in ("zh", "en"):
        monkeypatch.setenv("STDGRAPH_LANGUAGE", language)
        assert main([*path.split(), "--help"]) == 0
        shown[language] = capsys.readouterr().out
    names = {word for one in _paths() for word in one.split()}
    allowed = METAVARS | CHOICES | ROLES | VALUES | names
    assert {word for word in _words(shown["zh"].replace("_", "")) if word not in allowed} <= {
        kind.lower().replace("_", "") for kind in GapKind
    }
    assert not CHINESE.search(shown["en"])
    options = r"(?m)^  (?:-h, )?(--[a-z-]+)"
    assert re.findall(options, shown["zh"]) == re.findall(options, shown["en"])
    assert shown["zh"].startswith(f"用法：stdgraph {path}".rstrip())


@pytest.mark.parametrize("path", ["", *_paths()])
def test_no_code_is_broken_between_lines(
    path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STDGRAPH_LANGUAGE", "zh")
    shown = []
    for columns in ("1000", "80"):
        monkeypatch.setenv("COLUMNS", columns)
        assert main([*path.split(), "--help"]) == 0
        shown.append(capsys.readouterr().out)
    whole, narrow = ({*re.findall(r"[a-z_]+", text)} for text in shown)
    assert narrow <= whole
    assert not re.search(r"(?m)^\s*[。，、；：）]", shown[1])


QUESTIONS = [
    ("gaps", "--system", "NP2024", "--first", "60"),
    ("gaps", "--first", "40"),
    ("gaps", "--kind", "conflicting_claims", "--kind", "target_shortfall", "--kind", "incomplete_chain"),
    ("progress",),
    ("progress", "PV2024"),
    ("progress", "ICN2024", "--tree"),
    ("progress", "PV2024", "--history"),
    ("progress", "--durations"),
    ("impact", "GB/T 32151.5-2015"),
    ("systems",),
    ("committees",),
    ("committees", "SAC/TC90"),
    ("standard", "GB/T 24067-2024"),
    ("standard", "ISO 14067"),
    ("search", "PV"),
    ("coverage", "ICN2024"),
    ("readiness", "LI_BATTERY"),
    ("gap", "UNMET_DEMAND:ICN2024/BAB:STEEL"),
    ("seed", "--check"),
]


def _named(answer: object) -> Iterator[str]:
    """The names and codes in an answer."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            named = key in NAMED or key in WRITTEN
            yield from [value] if named and isinstance(value, str) else _named(value)
    elif isinstance(answer, list):
        for item in answer:
            yield from _named(item)


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_an_answer_is_wholly_in_one_language(
    service: Service,
    question: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "500")

    def said(language: str, *more: str) -> str:
        monkeypatch.setenv("STDGRAPH_LANGUAGE", language)
        assert main([*question, *more, "--data-dir", str(service.data_dir)]) == 0
        return capsys.readouterr().out

    names = {language: "\n".join(_named(json.loads(said(language, "--format", "json")))) for language in ("zh", "en")}
    allowed = set(WORD.findall(names["zh"])) | {*WORD.findall(" ".join(question)), "seed"}
    folder = set(WORD.findall(str(Path(__file__).parents[2])))
    assert _words(said("zh")) - allowed - folder == set()
    untranslated = set(CHINESE.findall(names["en"]))
    assert set(CHINESE.findall(said("en"))) <= untranslated


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"),
    [
        ("gapz", "没有命令 gapz", "No such command gapz"),
        ("gaps --first many", "--first 的值无效：应为整数", "Invalid value for --first: expected an integer"),
        ("gaps --first 0", "--first 的值无效：不得小于 1", "Invalid value for --first: must be at least 1"),
        ("gaps --as-of x", "日期 'x' 无效：应为 YYYY-MM-DD", "invalid date 'x': expected YYYY-MM-DD"),
        ("gaps --foo", "没有选项 --foo", "No such option --foo"),
        ("gaps --first", "选项 --first 需要一个值", "Option --first requires a value"),
        ("gaps --report=1", "选项 --report 不带值", "Option --report takes no value"),
        ("gaps more", "多余的参数：more", "Unexpected argument: more"),
        ("token issue", "缺少选项 --name", "Missing option --name"),
        ("token revoke", "缺少参数 NAME|ID", "Missing argument NAME|ID"),
        ("--config nope doctor", "没有文件 nope", "no such file: nope"),
        ("doctor --config .", ". 是文件夹，应为文件", ". is a directory, expected a file"),
        ("serve --port 70000", "设置项 port (STDGRAPH_PORT) 的值无效：不得大于 65535", "must be at most 65535"),
        ("seed nowhere", "没有种子数据文件夹 nowhere", "no such seed folder: nowhere"),
        ("token issue --name x --role steward", "角色 体系管理员 须给出 --system", "role STEWARD requires --system"),
        ("token issue --name x --role reader --expires 0d", "--expires 须大于零", "--expires must be positive"),
    ],
)
def test_an_error_is_one_line_in_one_language(
    arguments: str,
    chinese: str,
    english: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for language, expected in (("zh", chinese), ("en", english)):
        monkeypatch.setenv("STDGRAPH_LANGUAGE", language)
        assert main(arguments.split()) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("stdgraph: ")
        assert expected in line
        assert bool(CHINESE.search(line)) is (language == "zh")


@pytest.mark.parametrize("arguments", ["--help", "gapz"])
def test_the_c_locale_gets_chinese_in_utf_8(arguments: str, tmp_path: Path) -> None:
    c_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "STDGRAPH_LANGUAGE": ""}
    ended = run(arguments, cwd=tmp_path, **c_locale)
    text = ended.stdout + ended.stderr
    assert "用法：stdgraph" in text or "没有命令 gapz" in text
    assert "\\u" not in text


def test_the_settings_file_may_name_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STDGRAPH_LANGUAGE")
    assert main(["--help"]) == 0
    assert "用法：" in capsys.readouterr().out
    Path("stdgraph.toml").write_text('language = "en"\n', encoding="utf-8")
    assert main(["--help"]) == 0
    assert "Usage:" in capsys.readouterr().out
