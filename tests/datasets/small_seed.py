"""A small seed that is in order, to be spoilt by tests."""

from __future__ import annotations

import csv
from pathlib import Path

FILES = {
    "sources.csv": """\
id,title,url,note
page,A page,https://example.org/a,
nothing,,,no source read
""",
    "committees.csv": """\
code,title_zh,title_en,parent,level,secretariat,members,source,confidence,note
SAC/TC1,一委,First TC,,national,某公司,39,page 1,verified,
SAC/TC1/SC2,二分委,Second SC,SAC/TC1,national,,,page,verified,
""",
    "product-categories.csv": """\
code,title_zh,title_en,kind,parent,aliases,source,confidence,note
BATTERY,电池,Battery,product,,,page,verified,
LI_BATTERY,锂电池,Lithium battery,product,BATTERY,锂离子电池|LIB,page,verified,
CATHODE,正极,Cathode,product,,,page,verified,
""",
    "dependencies.csv": """\
product,depends_on,role,source,confidence,note
LI_BATTERY,CATHODE,part,page 6.1,verified,
""",
    "claims.csv": """\
id,subject_type,subject,field,value,chosen,confidence,source,note
C001,Standard,S001,publishedOn,2020-01-01,yes,verified,page 2,
C002,Standard,S001,publishedOn,2020-01-02,,verified,nothing,
C003,Source,page,kinds,11,,verified,page,
""",
    "referenced.csv": """\
id,number,level,source,confidence,note
R001,ISO 1:2016,international,page,verified,
""",
    "X2024/system.yaml": """\
code: X2024
title_zh: 某标准体系
title_en: Some system
issuer: 某部
document_number:
issued_on: 2024-08-24
announced_on:
declared: 9
horizon:
source:
  - page 1.2
confidence: verified
note:
watches: [CATHODE]
targets:
  - id: X2024-T1
    statement: 到2026年新制定2项以上
    operator: ">="
    required: 2
    by: 2026-12-31
    levels: [national, industry]
""",
    "X2024/subsystems.csv": """\
code,parent,title_zh,title_en,source,confidence,note
A,,基础,Foundation,page,verified,
B,,产品,Products,page,verified,
AA,A,术语,Terms,page,derived,
""",
    "X2024/standards.csv": """\
id,number,printed_number,title_zh,title_en,level,nature,stage,stage_on,due_on,published_on,in_force_on,withdrawn_on,\
plan_number,committees,owner_basis,ics,ccs,adopts,adoption_degree,product_categories,source,confidence,note
S001,GB/T 10-2020,,一,One,national,recommended,60.60,,,2020-01-01,2020-07-01,,,SAC/TC1|SAC/TC1/SC2,stated,27.160,K83,\
R001,IDT,LI_BATTERY,page 3,verified,
S002,GB/T 10-2010,GB/T 10—2010,一,,national,recommended,95.99,,,2010-01-01,,2020-07-01,,,,,,,,,page,verified,
S003,,,三,Three,national,recommended,20.00,2026-01-15,2027-01-15,,,,20260001-T-339,SAC/TC1,inferred,,,,,CATHODE,page,known,
S004,,,四,Four,,,00.00,,,,,,,,,,,,,,nothing,known,
S005,GB/T 11-2002,,五,Five,national,recommended,95.99,,,2002-12-04,,,,,,,,,,,page,verified,
""",
    "X2024/listings.csv": """\
standard,subsystem,item_number,membership,note
S001,B,1,stated,
S002,B,,inferred,
S003,AA,,inferred,
S003,B,,inferred,
S004,AA,,inferred,
S005,AA,,inferred,
""",
    "X2024/replacements.csv": """\
successor,predecessor,extent,since,source,confidence,note
S001,S002,whole,2020-07-01,page,verified,
""",
    "X2024/references.csv": """\
standard,refers_to,normative,source,confidence,note
S001,S003,yes,page,verified,
""",
    "X2024/demands.csv": """\
id,subsystem,category,priority,on,source,confidence,note
D001,B,LI_BATTERY,high,2024-08-24,page 3.2,derived,
D002,B,CATHODE,,,page,derived,
""",
}


def write_small(folder: Path) -> Path:
    """The small seed, written into a folder that may exist."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def put(folder: Path, file: str, row: int, column: str, value: str) -> None:
    """Change one field; rows count from 1, the header."""
    path = folder / file
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    rows[row - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)


def replace(folder: Path, file: str, old: str, new: str) -> None:
    """Change a piece of text that the file holds."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
