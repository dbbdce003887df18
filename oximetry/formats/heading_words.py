"""The words by which the apps may head a column, in the languages they may speak.

English and Romanian headings were seen in exports; the words of the other
languages are those in which such an app would say it. A phrase of several
words is known by the one that tells it from the other columns.
"""

from __future__ import annotations

import re

from oximetry.formats.months import plain

_STEM = 4  # a known word this long may begin a compound, as in "Sauerstoffgehalt"
_IDEOGRAPHS = "\u2e80"  # from here on scripts put no space between words, so a known word may stand anywhere

# Looked up in this order: "SpO2 Reminder" must not pass for SpO2, nor "PR Reminder" for the pulse.
_WORDS = {
    "invalid": "invalid",
    "other": """reminder vibration battery perfusion pi date erinnerung rappel recordatorio promemoria
        lembrete przypomnienie herinnering напоминание нагадування reamintire memento alarm alert avertizare
        upozorneni pripominka emlekezteto υπενθυμιση hatirlatici 提醒 リマインダー 通知""",
    "time": """time timp ora hora heure tempo tiempo temps zeit uhrzeit tijd czas godzina время час
        cas ido idopont ωρα zaman saat tid 时间 時間 時刻 时刻""",
    "spo2": """spo2 spo o2 sao2 osat oxygen oxigen oxygene oxigeno oxigenio sauerstoff ossigeno zuurstof tlen
        saturation saturat sattigung saturacion saturazione saturacao saturatie saturacja nasycenie кислород
        кисень кисню сатурация насыщение kyslik oxigenszint οξυγον κορεσμ oksijen syre 血氧 酸素""",
    "pulse": """pulse puls pr pulso pouls polso polsslag heart hr tetn пульс чсс pulz tep tepova σφυγμ
        παλμ nabiz herzfrequenz frequence frecuencia frequenza hartslag battit ritmo batimento
        脉 脈 心率 心拍""",
    "motion": """motion miscare movement bewegung mouvement movim beweging ruch движение рух pohyb mozgas
        κινηση hareket bevegelse bevaegelse rorelse 体动 体動 运动 運動 動き モーション""",
}


def _pattern(words: str) -> re.Pattern[str]:
    known = [plain(word) for word in words.split()]
    anywhere = [word for word in known if word > _IDEOGRAPHS]
    stems = [word for word in known if word < _IDEOGRAPHS and len(word) >= _STEM]
    short = [word for word in known if len(word) < _STEM and word < _IDEOGRAPHS]
    parts = (rf"\b(?:{'|'.join(stems)})", rf"\b(?:{'|'.join(short)})\b", "|".join(anywhere))
    return re.compile(
        "|".join(part for part, words in zip(parts, (stems, short, anywhere), strict=True) if words)
    )


_PATTERNS = {kind: _pattern(words) for kind, words in _WORDS.items()}


def kind_of(heading: str) -> str | None:
    """What a plain heading names: a key of the table above, or None."""
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(heading)), None)
