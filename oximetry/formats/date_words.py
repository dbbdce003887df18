"""The words of a written time: the month, the half of the day, and those that say neither.

A word that is none of these may be a half of the day in a language that is not
known here, twelve hours' difference; a time with such a word is not read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from oximetry.formats.months import month_number, plain

# Chinese, Japanese and Korean put no space between words.
_WORD = re.compile(
    r"[一二三四五六七八九十]{1,3}月|上午|下午|午前|午後|오전|오후|[年月日号號년월일]|[^\W\d_]+"
)
# "a. m.", "p.m.", "π.μ.": one word, whatever kind of space lies between its letters.
_INITIALS = re.compile(r"(?<!\w)([^\W\d_])\.?\s?([^\W\d_])(?!\w)\.?")

_BEFORE_NOON = ("am", "vorm", "dop", "πμ", "öö", "дп", "上午", "午前", "오전")
_AFTER_NOON = ("pm", "nachm", "odp", "μμ", "ös", "пп", "下午", "午後", "오후")
_AFTERNOON = {
    plain(word): after for after, words in ((False, _BEFORE_NOON), (True, _AFTER_NOON)) for word in words
}
# ISO's T; "15 de octubre de 2025"; "15 октября 2025 г."; "15 października 2025 r."; "2025年10月15日".
_SILENT = frozenset(
    plain(word)
    for word in ("t", "de", "del", "г", "года", "р", "року", "r", "roku", *"年月日号號", *"년월일")
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a time say.

    Attributes:
        month: 1 to 12; None where no month is named.
        afternoon: None on a 24-hour clock.
        american: whether AM or PM stands in plain capitals, as phones set to US English write it.
    """

    month: int | None
    afternoon: bool | None
    american: bool


def read_words(text: str) -> Words | None:
    """What the words of ``text`` say; None if one is unknown, or they contradict each other."""
    words = _WORD.findall(_INITIALS.sub(r"\1\2 ", unicodedata.normalize("NFC", text)))
    halves = [_AFTERNOON[word] for word in map(plain, words) if word in _AFTERNOON]
    others = [word for word in words if plain(word) not in _AFTERNOON and plain(word) not in _SILENT]
    months = [month_number(word) for word in others]
    if None in months or len(months) > 1 or len(halves) > 1:
        return None
    american = any(half in text for half in ("AM", "PM"))
    return Words(months[0] if months else None, halves[0] if halves else None, american)
