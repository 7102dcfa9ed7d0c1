"""What people write in cells: dates, numbers, adoptions, words, headings of subsystems."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.datasets.system_table.cell_dates import read_date, read_date_text
from stdgraph.datasets.system_table.cell_numbers import read_adoptions, read_numbers
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import FORM, HEADINGS, field_of, folded_heading, nearest_fields
from stdgraph.datasets.system_table.outline import CodeStyle, is_below, is_code, read_heading
from stdgraph.datasets.system_table.sheet import Cell, column_name, column_number
from stdgraph.datasets.system_table.words import (
    WORD_FIELDS,
    check_code,
    is_empty,
    meaning,
    nearest_words,
    read_state,
    state_code,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(
            ("2010/5/1", "2010-05-01"),
            ("2010年5月", "2010-05"),
            ("2010.5", "2010-05"),
            ("2010.10", "2010-10"),
            ("2010-5-1", "2010-05-01"),
        ),
        *(
            ("20100501", "2010-05-01"),
            ("201005", "2010-05"),
            ("2010", "2010"),
            ("2010年", "2010"),
            ("2010年5月1日", "2010-05-01"),
        ),
        *(
            ("２０１０．５．１", "2010-05-01"),
            ("2010—5—1", "2010-05-01"),
            ("2010-05-01 00:00:00", "2010-05-01"),
            ("2010-05-01T08:30:00Z", "2010-05-01"),
        ),
        *(
            ("13/5/2010", "2010-05-13"),
            ("5/13/2010", "2010-05-13"),
            ("5/5/2010", "2010-05-05"),
            ("1 May 2010", "2010-05-01"),
        ),
        *(
            ("May 2010", "2010-05"),
            ("May 1, 2010", "2010-05-01"),
            ("2010 年 5 月", "2010-05"),
            ("2010年5月起", "2010-05"),
            ("2010年底", "2010"),
        ),
    ],
)
def test_dates_as_people_type_them(text: str, said: str) -> None:
    found = read_date_text(text)
    assert str(found.date) == said
    assert (found.remark is not None) == (text == "2010年底")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2010-13-01",
        "2010-2-30",
        "12",
        "201",
        "20101301",
        "1234",
        "2300-1-1",
        "GB/T 1-2001",
        "5/2010/1",
        "十四五",
    ],
)
def test_texts_that_are_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="invalid date"):
        read_date_text(text)


@given(
    day=st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    form=st.sampled_from(["{0}-{1}-{2}", "{0}/{1}/{2}", "{0}.{1}.{2}", "{0}年{1}月{2}日", "{0}{1:02}{2:02}"]),
)
def test_every_day_in_every_form(day: date, form: str) -> None:
    assert str(read_date_text(form.format(day.year, day.month, day.day)).date) == day.isoformat()


@given(day=st.dates(date(1950, 1, 1), date(2098, 12, 31)), epoch_1904=st.booleans())
def test_every_serial_day(day: date, epoch_1904: bool) -> None:
    serial = (day - (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30))).days
    found = read_date(Cell(1, 1, serial, str(serial)), epoch_1904=epoch_1904)
    assert str(found.date) == day.isoformat()
    assert found.remark is not None


@given(text=st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        found = read_date_text(text)
    except ValueError:
        return
    assert 1900 <= found.date.earliest.year <= 2199


@pytest.mark.parametrize(
    ("text", "numbers", "others"),
    [
        ("GB/T 20047.1—2006", ["GB/T 20047.1-2006"], []),
        ("GB/T20047.1－2006", ["GB/T 20047.1-2006"], []),
        ("ＧＢ／Ｔ　20047.1―2006", ["GB/T 20047.1-2006"], []),
        ("GB/T 1.1-2009\nGB/T 1.2-2009", ["GB/T 1.1-2009", "GB/T 1.2-2009"], []),
        ("GB/T 1.1-2009、GB/T 1.2-2009；DL/T 5-2001", ["GB/T 1.1-2009", "GB/T 1.2-2009", "DL/T 5-2001"], []),
        ("GB/T 2296-2001, GB/T 2297-1989", ["GB/T 2296-2001", "GB/T 2297-1989"], []),
        ("代替GB/T 2296-2001", ["GB/T 2296-2001"], []),
        ("GB/T 2296-2001（部分代替）", ["GB/T 2296-2001"], []),
        ("GB 3100~3102", ["GB 3100", "GB 3101", "GB 3102"], []),
        ("GB/T 19001-2016/ISO 9001:2015", ["GB/T 19001-2016/ISO 9001:2015"], []),
        ("IEC 61730-1:2016", ["IEC 61730-1:2016"], []),
        ("GB/T 5606（所有部分）", [], ["GB/T 5606（所有部分）"]),
        ("制定中", [], ["制定中"]),
        *((sign, [], []) for sign in ("/", "—", "-", "无", "", " ", "N/A", "——")),
    ],
)
def test_numbers_in_a_cell(text: str, numbers: list[str], others: list[str]) -> None:
    found, rest = read_numbers(text)
    assert [one.number for one in found] == numbers
    assert rest == others


@pytest.mark.parametrize(
    ("text", "said", "others"),
    [
        ("IEC 61730-1:2016, MOD", [("IEC 61730-1:2016", "MOD")], []),
        ("IEC 61730-1:2016（等同）", [("IEC 61730-1:2016", "IDT")], []),
        ("idt ISO 9001:2015", [("ISO 9001:2015", "IDT")], []),
        ("ISO 9001:2015", [("ISO 9001:2015", None)], []),
        (
            "IEC 60904-1:2006(IDT)、IEC 60904-2:2007(MOD)",
            [("IEC 60904-1:2006", "IDT"), ("IEC 60904-2:2007", "MOD")],
            [],
        ),
        ("ISO 1:2016、ISO 2:2017，非等效", [("ISO 1:2016", "NEQ"), ("ISO 2:2017", "NEQ")], []),
        ("IEC 61730-1:2016\nMOD", [("IEC 61730-1:2016", "MOD")], []),
        ("参考了德国做法", [], ["参考了德国做法"]),
        ("/", [], []),
    ],
)
def test_adoptions_in_a_cell(text: str, said: list[tuple[str, str | None]], others: list[str]) -> None:
    found, rest = read_adoptions(text)
    assert [(one.number, one.degree) for one in found] == said
    assert rest == others


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            ("现行", "PUBLISHED IN_FORCE 60.60"),
            ("即将实施", "PUBLISHED UPCOMING 60.60"),
            ("已发布", "PUBLISHED . 60.60"),
            ("在研", "DRAFTING . ."),
        ),
        *(
            ("征求意见稿", "DRAFTING . 30.00"),
            ("报批", "DRAFTING . 50.00"),
            ("立项", "PLANNED . 10.00"),
            ("拟 制 订", "PLANNED . ."),
        ),
        *(
            ("废止", "WITHDRAWN WITHDRAWN 95.99"),
            ("被代替", "PUBLISHED SUPERSEDED ."),
            ("Under Development", "DRAFTING . ."),
        ),
        *(
            ("现行（2020年复审）", "PUBLISHED IN_FORCE 60.60"),
            ("现行/修订中", "PUBLISHED IN_FORCE 60.60"),
            ("40.20", "DRAFTING . 40.20"),
        ),
        *(("现行/在研", None), ("待批", None), ("99.99", None)),
    ],
)
def test_words_of_state(text: str, code: str | None) -> None:
    assert meaning(TableField.STATUS, text) == code
    if code:
        assert state_code(read_state(code)) == code


def test_every_known_word_has_a_code_that_a_mapping_accepts() -> None:
    for field in WORD_FIELDS:
        for word in (*nearest_words(field, "标准"), "现行", "国标", "推荐性", "IDT", "高"):
            code = meaning(field, word)
            assert code is None or check_code(field, code) == code


@pytest.mark.parametrize(
    ("text", "level"),
    [("NB/T", "INDUSTRY"), ("GB", "NATIONAL"), ("DB11/T", "LOCAL"), ("T/CPIA", "GROUP"), ("XX", None)],
)
def test_a_level_may_be_the_beginning_of_a_number(text: str, level: str | None) -> None:
    assert meaning(TableField.LEVEL, text) == level


@pytest.mark.parametrize(
    ("text", "style", "code", "title"),
    [
        ("1 基础通用", CodeStyle.PRINTED, "1", "基础通用"),
        ("101术语", CodeStyle.PRINTED, "101", "术语"),
        ("A.1　术语（中英文）", CodeStyle.PRINTED, "A.1", "术语（中英文）"),
        ("一、基础标准", CodeStyle.LOCAL, "1", "基础标准"),
        ("（十二）其他", CodeStyle.LOCAL, "12", "其他"),
        ("第一部分 总则", CodeStyle.LOCAL, "1", "总则"),
        ("基础标准", CodeStyle.NONE, None, "基础标准"),
        ("PV module safety", CodeStyle.NONE, None, "PV module safety"),
        ("A General", CodeStyle.PRINTED, "A", "General"),
    ],
)
def test_headings_of_subsystems(text: str, style: CodeStyle, code: str | None, title: str) -> None:
    found = read_heading(text)
    assert found is not None
    assert (found.style, found.code, found.title) == (style, code, title)


def test_figures_and_sentences_in_headings() -> None:
    found = read_heading("1.2 术语（共12项）")
    assert found is not None
    assert (found.code, found.title, found.stated) == ("1.2", "术语", 12)
    assert read_heading("本表收录了现行标准。数据截至2024年") is None
    assert read_heading("") is None


@given(codes=st.lists(st.text("0123456789", min_size=1, max_size=2), min_size=2, max_size=4))
def test_a_longer_code_is_below_a_shorter_one(codes: list[str]) -> None:
    whole, above = ".".join(codes), ".".join(codes[:-1])
    assert is_code(whole)
    assert is_below(whole, above)
    assert not is_below(above, whole)
    assert not is_below(whole, whole)


def test_a_heading_names_one_field() -> None:
    names: dict[str, TableField] = {}
    for field, heading in HEADINGS.items():
        for text in heading.known:
            assert names.setdefault(folded_heading(text), field) is field, text
            assert field_of(text) is field
    assert set(TableField) - set(HEADINGS) == {TableField.STATUS_TICK, TableField.LEVEL_TICK}
    assert len(FORM) == 9


@pytest.mark.parametrize(
    ("text", "field"),
    [
        *(
            ("标 准 号", TableField.NUMBER),
            ("实施日期\n（年月日）", TableField.IN_FORCE_ON),
            ("国际、国外标准号 及采用关系", TableField.ADOPTS),
        ),
        *(("STANDARD NO.", TableField.NUMBER), ("*标准名称", TableField.TITLE_ZH), ("编制人", None), ("", None)),
    ],
)
def test_headings_as_they_are_printed(text: str, field: TableField | None) -> None:
    assert field_of(text) is field


def test_the_nearest_field_is_offered() -> None:
    assert nearest_fields("实时日期")[0] == TableField.IN_FORCE_ON
    assert nearest_fields("标准名陈")[0] == TableField.TITLE_ZH


@given(column=st.integers(1, 16384))
def test_letters_of_columns(column: int) -> None:
    assert column_number(column_name(column)) == column


def test_what_is_empty() -> None:
    assert all(map(is_empty, ("", "  ", "/", "—", "－", "无", "N/A", "——")))
    assert not any(map(is_empty, ("0", "无铅焊料", "A")))
