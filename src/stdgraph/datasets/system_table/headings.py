"""The fields of a list of standards (明细表) and the headings that name them, for reading and for writing alike.

``FORM`` are the headings of GB/T 13016's list as they are generally known (the text of the standard could not be read); ``HEADINGS`` gives
for each field the heading that is written, in Chinese and in English, and those that are understood besides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.domain.nearness import nearest
from stdgraph.domain.remembered import remembered


class Heading(NamedTuple):
    """A heading as it is written, and what else is understood as the same."""

    zh: str
    en: str
    others: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """All of them."""
        return (self.zh, self.en, *self.others)


F = TableField
_WORDS: Mapping[TableField, str] = {
    F.SEQUENCE: ("序号|No.|序|编序|项次|顺序号|行号|#|Serial No.|Serial|S/N|Item|Item No.|Seq|Sequence|Index"),
    F.SYSTEM_CODE: (
        "标准体系编号|System code|体系编号|体系编码|体系号|体系代码|体系代号|体系表编号"
        "|标准体系表编号|标准体系编码|标准体系代码|标准体系代号|体系表代码|体系类目代号|标准体系类目代号|体系位置"
        "|体系位置编号|System number|Code in the system|Framework code"
    ),
    F.ITEM_NUMBER: ("项目编号|Item number|条目编号|体系内编号|明细编号|标准项目编号|项目代码|标准项编号|Item code"),
    F.SUBSYSTEM_CODE: (
        "子体系编号|Subsystem code|子体系代码|子体系代号|分体系编号|分体系代码|分类号"
        "|分类编号|分类代码|分类代号|类别编号|类别代码|类别代号|类目代号|层次编号|节点编号|门类代码|所属体系编号"
        "|所属子体系编号|所属分类编号|子系统编号|Subsystem No.|Category code|Class code|Node code"
    ),
    F.SUBSYSTEM_TITLE: (
        "子体系名称|Subsystem title|分体系名称|标准体系名称|体系名称|分类名称|类别名称"
        "|类目名称|节点名称|所属体系名称|标准所属体系名称|所属子体系名称|子系统名称|Subsystem name|Category name"
    ),
    F.SUBSYSTEM_TITLE_EN: "子体系英文名称|Subsystem title (English)|英文分类名称|Subsystem English title",
    F.SUBSYSTEM: (
        "子体系|Subsystem|所属体系|所属子体系|所属分体系|分体系|所属分类|所属类别"
        "|体系分类|标准体系分类|体系类别|所属体系类别|体系类目|层次|所属层次|分支|体系框架|门类|标准体系位置|模块"
        "|Sub-system|Branch|Part of the system|Section"
    ),
    F.SUBSYSTEM_1: (
        "一级分类|Level 1|一级类别|一级目录|一级体系|一级子体系|第一层|第一层次|一级|一层"
        "|大类|Level one|First level|Category 1"
    ),
    F.SUBSYSTEM_2: (
        "二级分类|Level 2|二级类别|二级目录|二级体系|二级子体系|第二层|第二层次|二级|二层"
        "|中类|Level two|Second level|Category 2"
    ),
    F.SUBSYSTEM_3: (
        "三级分类|Level 3|三级类别|三级目录|三级体系|三级子体系|第三层|第三层次|三级|三层"
        "|小类|Level three|Third level|Category 3"
    ),
    F.SUBSYSTEM_4: (
        "四级分类|Level 4|四级类别|四级目录|四级体系|四级子体系|第四层|第四层次|四级|四层"
        "|细类|Level four|Fourth level|Category 4"
    ),
    F.SUBSYSTEM_PARENT: (
        "上级子体系|Parent|上级|上级编号|上级代码|上级代号|父级|父级编号|父级代码|父节点"
        "|上级体系|上层体系|上层体系名称|上级分类|Parent code|Parent subsystem"
    ),
    F.NUMBER: (
        "标准号|Standard number|标准编号|标准代号|标准代码|标准号码|标准编号（年号）"
        "|标准代号和编号|标准编号及年代号|国家标准编号|国标编号|现行标准号|标准文号|文件编号|编号|标准编码"
        "|已发布标准号|代号|代码|Code|Number|Standard|Standard No.|Document number|Document|Reference|Standard ID"
        "|Designation|Standard reference|Std No.|Std. number|Std code|Standard code|Std"
    ),
    F.PLAN_NUMBER: (
        "计划号|Plan number|计划编号|项目计划号|计划项目编号|项目计划编号|计划代号"
        "|制修订计划号|国家标准计划号|立项编号|计划项目号|Project number|Plan No.|Project No.|Plan"
    ),
    F.NUMBER_OR_PLAN: (
        "标准号/计划号|Standard or plan number|标准号或计划号|标准编号/计划号"
        "|标准编号或计划号|标准号/计划编号|标准编号/计划编号|标准编号或计划编号|标准（计划）号|标准(计划)编号"
        "|计划号/标准号|标准号及计划号|标准编号及计划号"
    ),
    F.TITLE_ZH: (
        "标准名称|Chinese title|中文名称|标准中文名称|中文标准名称|标准名称（中文）"
        "|标准题名|名称|标准项目名称|项目名称|项目中文名称|计划名称|计划项目名称|标准|标准题目|标准名"
        "|标准名称（项目名称）|文件名称|题名|拟制定标准名称|Title|Name|Standard title|Title (Chinese)"
        "|Title of standard|Standard name|Title (zh)|Title (CN)|CN title|Chinese name|Std title|Std name"
    ),
    F.TITLE_EN: (
        "英文名称|English title|标准英文名称|英文标准名称|标准名称（英文）|标准英文名"
        "|英文名|英文题名|项目英文名称|Title (English)|Title in English|English name|Title (en)|EN title|English"
    ),
    F.LEVEL: (
        "宜定级别|Level|级别|标准级别|标准层级|层级|标准等级|拟定级别|建议级别"
        "|标准级别（宜定）|标准类型（级别）|Standard level|Level of standard|Proposed level"
    ),
    F.NATURE: (
        "标准性质|Nature|性质|强制性/推荐性|强制/推荐|标准属性|属性|约束力"
        "|Mandatory or recommended|Bindingness|Status of binding"
    ),
    F.STATUS: (
        "状态|Status|标准状态|现状|现行状态|制修订状态|制定状态|制订状态|标准现状"
        "|实施状态|制修订情况|制定情况|有效性|当前状态|State|Standard status|Current status|制/修订状态|是否现行"
    ),
    F.STAGE: (
        "阶段|Stage|项目阶段|项目进度|进度|进展|进展情况|项目状态|阶段代码|所处阶段"
        "|计划状态|Stage code|Progress|Project stage|Project status|Current stage"
    ),
    F.PUBLISHED_ON: (
        "发布日期|Published on|发布时间|颁布日期|批准日期|发布年份|发布年月|批准发布日期"
        "|发布|Published|Publication date|Date of publication|Issued|Issue date|Release date|Approved"
        "|Pub. date|Date of pub.|Date of issue|Publish date|Published date|Date published"
    ),
    F.IN_FORCE_ON: (
        "实施日期|In force on|实施时间|生效日期|施行日期|实行日期|实施年月|执行日期"
        "|生效时间|In force|Effective date|Implementation date|Date of implementation|Effective|Implemented"
        "|Impl. date|Date of impl.|Implementation"
    ),
    F.WITHDRAWN_ON: (
        "废止日期|Withdrawn on|废止时间|作废日期|作废时间|失效日期|Withdrawn|Withdrawal date|Date of withdrawal"
    ),
    F.PLANNED_ON: (
        "计划完成时间|Planned for|计划完成年限|完成年限|计划完成日期|完成时间|拟完成时间"
        "|计划完成年度|预计完成时间|预计完成年限|预计完成年度|计划年度|计划时间|项目周期截止|修订年度|制定年度"
        "|制修订年度|拟制定时间|拟制定年度|计划制定时间|完成期限|计划发布时间|Due|Due date|Planned|Target date"
        "|Planned completion|Planned year"
    ),
    F.ADOPTS: (
        "国际国外标准号及采用关系|Adopted document and degree|国际、国外标准号及采用关系"
        "|国际国外标准号及采用程度|国际、国外标准号及采用程度|国际、国外标准号|国际国外标准号|采用国际标准"
        "|采用国际、国外标准|采用国际国外标准|采标|采标情况|采标标准号|采标编号|采用标准|采用标准号|采用关系"
        "|采标关系|采标号|采用国际国外标准号|采用国际国外标准及采用程度|对应国际标准|对应国际标准号|采用的国际标准"
        "|对应的国际、国外标准号|国际标准号|对应国际国外标准|国际国外标准|Adopts|Adopted standard|Adoption"
        "|Adopted document|Corresponding international standard|International standard|Adopted|Adopted from"
    ),
    F.ADOPTION_DEGREE: (
        "采用程度|Degree of adoption|一致性程度|一致性程度代号|采标程度|采用程度代号"
        "|采标方式|采用方式|一致程度|程度|程度代号|Degree|Degree of correspondence|Adoption degree"
    ),
    F.REPLACES: (
        "代替标准|Replaces|代替标准号|替代标准|替代标准号|代替标准编号|替代标准编号|代替"
        "|替代|代替情况|所代替标准|所代替标准号|代替的标准号|Supersedes|Replaced standards|Replaces standard"
    ),
    F.REPLACED_BY: (
        "被以下标准代替|Replaced by|被代替于|被替代于|代替者|替代者|新标准号|被何标准代替"
        "|被新标准代替|后续标准|Superseded by|Successor"
    ),
    F.REPLACED_OR_WITHDRAWN: (
        "被代替标准号或作废|Replaced number or withdrawn|被代替标准|被代替标准号"
        "|被替代标准|被替代标准号|被替代标准编号|被代替标准编号|被代替或作废标准号|被代替标准号或作废标准号"
        "|代替或作废|代替标准号或作废|代替标准或作废"
    ),
    F.COMMITTEE: (
        "归口单位|Committee|技术委员会|归口TC|TC|归口|归口技术委员会|归口标委会|标委会"
        "|TC号|TC编号|技术归口单位|归口部门|标准归口部门|标准化技术委员会|归口委员会|技术归口|归口组织"
        "|全国标准化技术委员会|分技术委员会|TC/SC|负责TC|Technical committee|Responsible committee|Owner"
    ),
    F.DEPARTMENT: (
        "主管部门|Department|主管单位|行业主管部门|上报部门|批准部门|发布部门|发布单位"
        "|发布机构|Competent department|Issuer|Authority"
    ),
    F.DRAFTING_BODIES: (
        "起草单位|Drafting bodies|主要起草单位|编制单位|牵头单位|承担单位|制定单位"
        "|主编单位|负责起草单位|负责单位|责任单位|Drafted by|Drafting organizations"
    ),
    F.CATEGORIES: (
        "适用产品|Product category|产品类别|适用对象|产品|适用范围|适用领域|领域|专业领域"
        "|应用领域|专业|适用专业|标准化对象|产品分类|适用产品类别|Product|Products|Field|Domain|Applies to"
        "|Product categories"
    ),
    F.KIND: ("标准类别|Kind of standard|标准类型|标准种类|标准分类|标准品种|Standard type|Kind|Type|Type of standard"),
    F.CATEGORY: "类别|Category|分类|类型|种类|体系|Class",
    F.PRIORITY: ("优先级|Priority|优先程度|紧急程度|急需程度|重要程度|优先次序|重要性|急用程度|Urgency|Importance"),
    F.ICS: ("ICS|ICS code|ICS号|ICS分类|ICS分类号|国际标准分类号|国际标准分类|ICS classification"),
    F.CCS: ("CCS|CCS code|CCS号|中标分类|中标分类号|中国标准分类号|中国标准文献分类号|中国标准分类|CCS classification"),
    F.MEMBERSHIP: "归入依据|Basis of the listing|列入依据|Membership",
    F.LISTING_NOTE: "归入说明|Remark on the listing|列入说明|Listing note",
    F.TITLE_BASIS: "名称依据|Basis of the title|Title basis",
    F.REMARKS: ("备注|Remarks|说明|附注|备 注|备注说明|注释|其他|Remark|Note|Notes|Comment|Comments"),
}
"""By field the heading that is written in Chinese, the one in English, and those that are understood besides."""

HEADINGS: Mapping[TableField, Heading] = {
    field: Heading(zh, en, tuple(others)) for field, text in _WORDS.items() for zh, en, *others in (text.split("|"),)
}
"""Every field with its headings."""

FORM: tuple[TableField, ...] = (
    F.SEQUENCE,
    F.SYSTEM_CODE,
    F.NUMBER,
    F.TITLE_ZH,
    F.LEVEL,
    F.IN_FORCE_ON,
    F.ADOPTS,
    F.REPLACED_OR_WITHDRAWN,
    F.REMARKS,
)
"""The columns of GB/T 13016's list, in its order."""

_FIGURES = (
    "应有数|现有数|现有数/应有数|应有|现有|比例|百分比|占比|数量|标准数量|合计|总数|总计|已发布|在研|拟制定|待制定|现有标准数"
    "|缺口|完成率|覆盖率|小计|国家标准|行业标准|地方标准|团体标准|企业标准|强制性|推荐性|统计项目"
    "|Planned number|Existing number|Total"
    "|本级文件|未满足|推断归入|日期不精确|标准缺口|结构依据"
    "|Listed here|Required|Existing|Existing / required|Open|Inferred|Imprecise|Gaps|Basis of the structure"
)
STATISTICS: tuple[str, ...] = tuple(_FIGURES.split("|"))
"""Headings of statistics (统计表), and of what stands beside each subsystem in a table of the structure."""

_LONGEST = 80
"""Characters of a heading; a longer text is none."""
_UNIT = re.compile(r"[(\[（【〔].*?[)\]）】〕]")
_CHINESE_LAST = re.compile(r"(?P<en>[^一-鿿]*[a-z][^一-鿿]*?)(?P<zh>[一-鿿][^a-z]*)", re.IGNORECASE)
_CHINESE_FIRST = re.compile(r"(?P<zh>[^a-z]*[一-鿿][^a-z]*)(?P<en>[a-z][^一-鿿]*)", re.IGNORECASE)
_DROPPED = re.compile(r"[\s*＊:：、,，.。·_\-—/／|（）()\[\]【】〔〕“”\"'’‘及和与、]+")


@remembered(1 << 12)
def folded_heading(text: str) -> str:
    """A heading as it is compared: width, case, blanks, line breaks and signs do not matter."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold() or text.strip()


@cache
def _known() -> Mapping[str, TableField]:
    return {folded_heading(text): field for field, heading in HEADINGS.items() for text in heading.known}


def field_of(heading: str) -> TableField | None:
    """The field that a heading names; None for one that is not known. What stands in brackets is a remark, if it is none without it."""
    if len(heading) > _LONGEST:
        return None
    return _field_of(heading) or _of_both_languages(unicodedata.normalize("NFKC", heading))


def _field_of(heading: str) -> TableField | None:
    known = _known()
    return known.get(folded_heading(heading)) or known.get(
        folded_heading(_UNIT.sub("", unicodedata.normalize("NFKC", heading)))
    )


def _of_both_languages(heading: str) -> TableField | None:
    """The field of a heading in two languages (``Title 中文名称``): both name it, or the English one says no more than a number or a title."""
    found = _CHINESE_LAST.fullmatch(heading) or _CHINESE_FIRST.fullmatch(heading)
    if found is None:
        return None
    chinese, english = _field_of(found["zh"]), _field_of(found["en"])
    return chinese if english in (chinese, F.SEQUENCE, F.NUMBER, F.TITLE_ZH) else None


@cache
def _statistics() -> frozenset[str]:
    return frozenset(map(folded_heading, STATISTICS))


def is_figure_heading(heading: str) -> bool:
    """Whether a heading names a figure of statistics."""
    return len(heading) <= _LONGEST and folded_heading(heading) in _statistics()


@remembered(1 << 10)
def nearest_fields(heading: str) -> tuple[str, ...]:
    """The fields whose headings come nearest to one that is not known, best first."""
    return tuple(nearest(heading, ((field.value, heading_.known) for field, heading_ in HEADINGS.items())))
