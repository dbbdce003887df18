"""Month names in the languages the apps may speak, read without accents or dots.

Phones abbreviate a month as they like ("oct", "okt.", "październ."), so every
beginning of three letters or more is known. Where languages disagree about a
word, it is nobody's: better a date that is not read than a wrong month. Croatian
is left out for that reason: its listopad is October, the Polish and Czech one
November.
"""

from __future__ import annotations

import unicodedata

# A line a language; a second one holds the genitive, which Slavic languages and Greek write in dates.
_MONTHS = """
january february march april may june july august september october november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
januar februar märz april mai juni juli august september oktober november dezember
jänner feber märz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januar februar marts april maj juni juli august september oktober november december
januar februar mars april mai juni juli august september oktober november desember
januari februari mars april maj juni juli augusti september oktober november december
януари февруари март април май юни юли август септември октомври ноември декември
januari februari maart april mei juni juli augustus september oktober november december
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
ledna února března dubna května června července srpna září října listopadu prosince
január február március április május június július augusztus szeptember október november december
ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月
"""  # noqa: E501 - a language a line
# Short forms that are no beginning of their names: German, Dutch and Czech.
_SHORT = {"maerz": 3, "mrz": 3, "mrt": 3, "čvn": 6, "čvc": 7}
_SHORTEST = 3
# Letters whose stroke or missing dot is not an accent to Unicode: Polish ł, Turkish ı.
_STROKES = str.maketrans({"\u0142": "l", "\u0131": "i"})


def plain(word: str) -> str:
    """Lower case, without accents and dots."""
    letters = unicodedata.normalize("NFKD", word.casefold().translate(_STROKES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip(".")


def _known() -> dict[str, int | None]:
    """Names, and every beginning of one; None where languages disagree about it."""
    names: dict[str, int | None] = {}
    beginnings: dict[str, int | None] = {}
    for language in _MONTHS.strip().splitlines():
        for month, name in enumerate(map(plain, language.split()), start=1):
            _agree(names, name, month)
            for length in range(_SHORTEST, len(name)):
                _agree(beginnings, name[:length], month)
    return beginnings | names | {plain(short): month for short, month in _SHORT.items()}


def _agree(known: dict[str, int | None], word: str, month: int) -> None:
    known[word] = month if known.get(word, month) == month else None


_KNOWN = _known()


def month_number(word: str) -> int | None:
    """1 to 12 for a month's name or its abbreviation, None for any other word."""
    return _KNOWN.get(plain(word))
