"""Titles and messages in Chinese and English; where one is missing the other answers."""

from __future__ import annotations

from tests.graphql.client import Ask

ALL = """
{ systems { code title en: title(language: EN) zh: title(language: ZH) tree { subsystem { title en: title(language: EN) } } }
  standards(first: 200) { edges { node { title en: title(language: EN) stage { title en: title(language: EN) } } } }
  committees { title en: title(language: EN) }
  gaps(first: 200) { edges { node { message zh: message(language: ZH) en: message(language: EN) } } } }
"""


async def test_chinese_is_the_default_and_english_an_argument(ask: Ask) -> None:
    answer = await ask(ALL)
    pollutants = next(system for system in answer["systems"] if system["code"] == "NP2024")
    assert pollutants["title"] == pollutants["zh"] == "新污染物生态环境监测标准体系表（2024年版）"
    assert pollutants["en"].startswith("Table of the standards system")
    for gap in (edge["node"] for edge in answer["gaps"]["edges"]):
        assert gap["message"] == gap["zh"] != gap["en"]
        assert "None" not in gap["zh"] + gap["en"]
        assert "null" not in gap["zh"] + gap["en"]


async def test_where_a_title_is_missing_the_other_language_answers(ask: Ask) -> None:
    answer = await ask(ALL)
    nodes = [edge["node"] for edge in answer["standards"]["edges"]]
    only_one = [node for node in nodes if node["title"] is not None and node["title"] == node["en"]]
    assert any(node["title"].isascii() for node in only_one), "an international document without a Chinese title"
    for node in nodes:
        assert (node["title"] is None) == (node["en"] is None)
    assert {node["stage"]["en"] for node in nodes if node["stage"] and node["stage"]["title"] == "已发布"} == {
        "Published"
    }


async def test_the_language_may_be_a_variable(ask: Ask) -> None:
    document = 'query($in: Language! = EN) { committee(code: "SAC/TC90") { title(language: $in) } }'
    english = (await ask(document))["committee"]["title"]
    assert english == "National TC on Solar Photovoltaic Energy Systems"
    assert (await ask(document, **{"in": "ZH"}))["committee"]["title"] == "全国太阳光伏能源系统标准化技术委员会"
