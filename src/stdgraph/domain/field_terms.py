"""What fields, labels and relations are called in a sentence, in both languages: the terms of GB/T 1.1, GB/T 16733 and the registers.

Paths of the API keep their own names; sentences use these.
"""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.domain.terms import Term

FIELD_TERMS: Mapping[str, Term] = {
    "titleZh": Term("中文名称", "Chinese title"),
    "titleEn": Term("英文名称", "English title"),
    "number": Term("标准编号", "standard number"),
    "printedNumber": Term("印载编号", "printed number"),
    "planNumber": Term("计划号", "plan number"),
    "level": Term("标准层级", "level"),
    "nature": Term("标准性质", "nature"),
    "publishedOn": Term("发布日期", "publication date"),
    "inForceOn": Term("实施日期", "in-force date"),
    "withdrawnOn": Term("废止日期", "withdrawal date"),
    "projectDueOn": Term("项目完成期限", "project due date"),
    "note": Term("备注", "note"),
}
"""Properties of a standard by the name that the API gives them."""

LABEL_TERMS: Mapping[str, Term] = {
    "Standard": Term("标准", "standard"),
    "Committee": Term("技术委员会", "committee"),
    "ProductCategory": Term("产品类别", "product category"),
    "Subsystem": Term("子体系", "subsystem"),
    "Source": Term("来源", "source"),
}
"""Nodes by label."""

RELATION_TERMS: Mapping[str, Term] = {
    "REPLACES": Term("代替", "REPLACES"),
    "ADOPTS": Term("采用", "ADOPTS"),
    "REFERENCES": Term("引用", "REFERENCES"),
    "APPLIES_TO": Term("适用", "APPLIES_TO"),
    "OWNED_BY": Term("归口", "OWNED_BY"),
    "LISTED_IN": Term("列入", "LISTED_IN"),
}
"""Relations of a standard; English sentences quote the enum value that the caller sent."""
