"""Parameters of an export, and which exports there are."""

from __future__ import annotations

from datetime import date

import pytest

from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.exports.export import Format, UnknownExport
from stdgraph.exports.registry import EXPORTS, available, find_export, find_format
from stdgraph.exports.request import disposition, file_name, read_request

STANDARDS, _ = find_export("standards")
CALENDAR, CODE = find_export("committees/ISO/TC 180")


def test_everything_is_the_default_today_and_in_chinese() -> None:
    request = read_request(STANDARDS, None, [])
    assert (request.scope, request.where, request.as_of) == ({}, None, None)
    assert (request.on, request.language) == (calendar.today(), Language.ZH)


def test_all_parameters_together() -> None:
    given = [
        ("system", "X"), ("subsystem", "A"), ("committee", "SAC/TC1"), ("productCategory", "P"),
        ("asOf", "2020-02-29"), ("language", "en"), ("where", '{"level":{"eq":"NATIONAL"}}'),
    ]  # fmt: skip
    request = read_request(STANDARDS, None, given)
    assert request.scope == {
        "system": "X", "subsystem": {"system": "X", "code": "A"}, "committee": "SAC/TC1", "productCategory": "P"
    }  # fmt: skip
    assert (request.on, request.as_of, request.language) == (date(2020, 2, 29), date(2020, 2, 29), Language.EN)
    assert request.where == {"level": {"eq": "NATIONAL"}}
    assert request.scope_filter.subsystem == ("X", "A")
    assert file_name(STANDARDS, Format.CSV, request) == "stdgraph-standards-X-X-A-SAC_TC1-P-2020-02-29.csv"


def test_a_file_name_that_is_not_ascii_stands_in_both_forms() -> None:
    request = read_request(STANDARDS, None, [("system", "光伏"), ("asOf", "2020-01-01")])
    assert disposition(STANDARDS, Format.XLSX, request) == (
        'attachment; filename="stdgraph-standards-__-2020-01-01.xlsx"; '
        "filename*=UTF-8''stdgraph-standards-%E5%85%89%E4%BC%8F-2020-01-01.xlsx"
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("page", "1", "unknown parameter 'page': standards takes system, subsystem, committee, productCategory, asOf, language, where"),
        ("asOf", "2020-1-1", "asOf: invalid date '2020-1-1': expected YYYY-MM-DD"),
        ("asOf", "20200101", "asOf: invalid date '20200101': expected YYYY-MM-DD"),
        ("language", "FR", "language: unknown language 'FR': expected ZH or EN"),
        ("subsystem", "A", "subsystem: expected SYSTEM/CODE, or CODE beside system, got 'A'"),
        ("subsystem", "/A", "subsystem: expected SYSTEM/CODE, or CODE beside system, got '/A'"),
        ("where", "[]", "where: expected one JSON object, as the API's StandardWhere has it"),
        ("where", "{", "where: expected JSON of the API's StandardWhere: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(name: str, value: str, message: str) -> None:
    with pytest.raises(BadInput) as told:
        read_request(STANDARDS, None, [(name, value)])
    assert str(told.value).startswith(message)


def test_a_parameter_stands_once() -> None:
    with pytest.raises(BadInput, match="system: given twice"):
        read_request(STANDARDS, None, [("system", "A"), ("system", "B")])


def test_one_name_for_many_things_and_for_one() -> None:
    assert (CALENDAR.of, CODE) == ("Committee", "ISO/TC 180")
    assert find_export("committees")[0].of is None
    assert {export.name for export in EXPORTS} >= {"standards", "gaps", "progress", "coverage", "committees"}


@pytest.mark.parametrize("what", ["", "standard", "standards/", "standards/X", "committees/", "Standards"])
def test_an_unknown_export_is_told_what_there_is(what: str) -> None:
    with pytest.raises(UnknownExport) as told:
        find_export(what)
    assert str(told.value) == f"there is no export {what!r}: available are {available()}"


def test_an_unknown_format_is_told_which_there_are() -> None:
    assert find_format("csv", STANDARDS) is Format.CSV
    with pytest.raises(
        UnknownExport,
        match=r"committees/CODE is not exported as 'yaml': available are committees/CODE.csv, .*, committees/CODE.ics$",
    ):
        find_format("yaml", CALENDAR)
