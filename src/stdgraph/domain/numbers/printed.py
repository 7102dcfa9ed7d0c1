"""What people print around a number: titles, translations, sheets of corrections, the standard that it adopts."""

from __future__ import annotations

import re

_TITLE = re.compile("《[^《》]*》")
_WRAPPED = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_INCLUDED = re.compile(r"\((?:含|包括|包含)[^()]*修改单[^()]*\)")
_SHEET = re.compile(r"[/ ]?(\()?第 ?([\d一二三四五六七八九]) ?号修改单(?(1)\))", re.ASCII)
_REVISED = re.compile(r"\((\d{4}) ?年?(?:版|修订版|局部修订版?)\)", re.ASCII)
_LANGUAGE = re.compile(r" ?(?:\((英文|中文)版?\)|(英文|中文)版)$")
_ADOPTS = re.compile(r"\(((?:ISO|IEC)[ /][^()]{2,60}?)(?:[,;] ?(?:IDT|MOD|EQV|NEQ))?\)$")
_DIGITS = {sign: str(value) for value, sign in enumerate("一二三四五六七八九", 1)}


def unwrap(text: str) -> str:
    """A plain text without what is printed around its number, and with the rest as grammars read it.

    ``《温室气体》(GB/T 24067-2024)`` is ``GB/T 24067-2024``, ``(2016年版)`` is ``(2016)``, ``第1号修改单`` is ``/XG1``, and
    ``英文版`` is ``(E)``; that sheets are included (含第1号修改单) makes no other document.
    """
    text = _TITLE.sub("", text).strip()
    if found := _WRAPPED.fullmatch(text):
        text = found[1].strip()
    text = _INCLUDED.sub("", text)
    text = _SHEET.sub(lambda found: f"/XG{_DIGITS.get(found[2], found[2])}", text)
    text = _REVISED.sub(r"(\1)", text)
    text = _LANGUAGE.sub(lambda found: "(E)" if (found[1] or found[2]) == "英文" else "(C)", text)
    return _ADOPTS.sub(r"/\1", text).strip()
