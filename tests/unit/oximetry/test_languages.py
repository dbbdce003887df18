"""Headings, months and halves of the day as phones of other countries write them."""

from datetime import datetime

import pytest

from oximetry import Recording, RecordingError, read_recording
from oximetry.formats.headings import kinds
from oximetry.formats.months import month_number

HEADINGS = {
    "ro": "Timp,Nivel de oxigen,Puls cardiac,Mişcare",
    "ro, comma below": "Oră,Saturație SpO₂,Frecvență puls,Mișcare",
    "en": "Time,Oxygen Level,Pulse Rate,Motion",
    "de": "Uhrzeit,Sauerstoffsättigung,Pulsfrequenz,Bewegung",
    "fr": "Heure,Niveau d’oxygène,Fréquence du pouls,Mouvement",
    "es": "Hora,Nivel de oxígeno,Frecuencia del pulso,Movimiento",
    "it": "Ora,Livello di ossigeno,Frequenza del polso,Movimento",
    "pt": "Hora,Nível de oxigênio,Frequência de pulso,Movimento",
    "pl": "Czas,Poziom tlenu,Tętno,Ruch",
    "nl": "Tijd,Zuurstofniveau,Hartslag,Beweging",
    "ru": "Время,Уровень кислорода,Частота пульса,Движение",
    "uk": "Час,Рівень кисню,Пульс,Рух",
    "cs": "Čas,Hladina kyslíku,Tepová frekvence,Pohyb",
    "hu": "Idő,Oxigénszint,Pulzus,Mozgás",
    "el": "Ώρα,Επίπεδο οξυγόνου,Σφυγμός,Κίνηση",
    "tr": "Zaman,Oksijen Seviyesi,Nabız,Hareket",
    "zh": "时间,血氧饱和度(%),脉率(bpm),体动",
    "zh-TW": "時間,血氧,心率,運動",
    "ja": "時間,酸素レベル,脈拍数,動き",
}

MONTHS = {
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ro, short": "ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec.",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "de, without dots": "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "pl, of": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września paźdz. listopada grudnia",
    "nl": "jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
    "ru": "янв. февр. март апр. май июнь июль авг. сент. окт. нояб. дек.",
    "ru, of": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.",
    "cs": "led úno bře dub kvě čvn čvc srp zář říj lis pro",
    "cs, of": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hu": "jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.",
    "da": "jan. feb. marts apr. maj juni juli aug. sep. okt. nov. dec.",
    "nb": "jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "bg": "яну фев март апр май юни юли авг сеп окт ное дек",
    "el": "Ιαν Φεβ Μαρ Απρ Μαΐ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ",
    "tr": "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    "zh": "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
}


def read(*times: str, headings: str = HEADINGS["en"]) -> Recording:
    """A file of these times."""
    rows = [f'"{time}",95,60,0' for time in times]
    return read_recording("\n".join([headings, *rows, ""]).encode(), "x.csv")


@pytest.mark.parametrize("language", HEADINGS)
def test_headings_are_known(language: str) -> None:
    assert kinds(HEADINGS[language].split(",")) == ["time", "spo2", "pulse", "motion"]


@pytest.mark.parametrize("language", HEADINGS)
def test_known_headings_find_columns_that_moved(language: str) -> None:
    time, spo2, pulse, motion = HEADINGS[language].split(",")
    text = f"{motion},{pulse},{spo2},{time}\n7,61,93,22:20:00 15/10/2025\n7,61,93,22:20:04 15/10/2025\n"
    recording = read_recording(text.encode(), "x.csv")
    assert (recording.spo2[0], recording.pulse[0], recording.motion[0]) == (93, 61, 7)
    assert recording.warnings == ()


@pytest.mark.parametrize("language", MONTHS)
def test_month_names(language: str) -> None:
    assert [month_number(name) for name in MONTHS[language].split()] == list(range(1, 13))


@pytest.mark.parametrize("language", MONTHS)
def test_months_in_the_places_of_the_apps(language: str) -> None:
    for month, name in enumerate(MONTHS[language].split(), start=1):
        recording = read(f"22:20:56 {name} 06 2025", f"22:21:00 {name} 06 2025")
        assert recording.start == datetime(2025, month, 6, 22, 20, 56)


@pytest.mark.parametrize("name", ["jui", "cer", "červ", "Ιου", "ma", "M", "Foo", ""])
def test_a_word_that_may_be_two_months_is_none(name: str) -> None:
    assert month_number(name) is None


def test_a_date_that_cannot_be_told_is_refused_and_not_guessed() -> None:
    with pytest.raises(RecordingError):
        read("22:20:56 jui 06 2025", "22:21:00 jui 06 2025")


@pytest.mark.parametrize(
    "time",
    [
        "2025年10月15日 22:30:00",
        "2025年10月15日22:30:00",
        "22:30:00 2025年10月15日",
        "22:30:00 10月15日 2025",
        "22:30:00 10月 15 2025",
        "22:30:00 十月 15 2025",
        "22:30:00 15 十月 2025",
        "2025年十月15日 22:30:00",
        "22:30:00 2025/10/15",
        "2025/10/15 22:30:00",
        "2025년 10월 15일 22:30:00",
        "下午10:30:00 2025年10月15日",
        "2025年10月15日 下午10:30:00",
        "10:30:00下午 十月 15, 2025",
        "2025/10/15 午後10:30:00",
        "午後10:30:00 2025/10/15",
        "2025년 10월 15일 오후 10:30:00",
        "10:30:00\u202fPM Oct 15, 2025",
        "Oct 15, 2025, 10:30:00\u202fPM",
        "10:30:00\u00a0PM Oct 15, 2025",
        "10:30:00 p. m. oct 15 2025",
        "10:30:00 p.\u00a0m. oct 15 2025",
        "10:30:00 p.\u202fm. 15 oct 2025",
        "10:30:00 P.M. oct 15 2025",
        "10:30:00p.m. 15 oct. 2025",
        "22:30:00 15 de octubre de 2025",
        "10:30:00 nachm. Okt. 15 2025",
        "10:30:00 μ.μ. Οκτ 15 2025",
        "10:30:00 ΜΜ Οκτ 15 2025",
        "10:30:00 ÖS Eki 15 2025",
        "10:30:00 ПП окт. 15 2025",
        "10:30:00 odp. 15. října 2025",
        "22:30:00 15 октября 2025 г.",
        "22:30:00 15 października 2025 r.",
        "22:30:00 2025. okt. 15.",
        "22:30:00PM Oct 15, 2025",
    ],
)
def test_the_same_evening_everywhere(time: str) -> None:
    recording = read(time, time.replace(":30:00", ":30:04"))
    assert recording.start == datetime(2025, 10, 15, 22, 30)
    assert recording.warnings == ()


@pytest.mark.parametrize(
    "time",
    [
        "上午10:30:00 2025/10/15",
        "午前10:30:00 2025/10/15",
        "10:30:00 a. m. oct 15 2025",
        "10:30:00 vorm. Okt. 15 2025",
        "10:30:00 π.μ. Οκτ 15 2025",
        "10:30:00 ДП окт. 15 2025",
    ],
)
def test_the_same_morning_everywhere(time: str) -> None:
    assert read(time, time.replace(":30:00", ":30:04")).start == datetime(2025, 10, 15, 10, 30)


@pytest.mark.parametrize(
    "time",
    [
        "22:30:00 10月15月 2025",
        "22:30:00 10月15日 25",
        "10:30:00 em Oct 15 2025",
        "10:30:00 iltap. Oct 15 2025",
        "22:30:00AM Oct 15 2025",
        "10:30:00 AM PM Oct 15 2025",
    ],
)
def test_what_is_not_understood_is_refused_and_not_left_out(time: str) -> None:
    with pytest.raises(RecordingError):
        read(time, time.replace(":30:00", ":30:04"))


@pytest.mark.parametrize(
    ("half", "hour"), [("AM", 0), ("PM", 12), ("午前", 0), ("午後", 12), ("a. m.", 0), ("p. m.", 12)]
)
@pytest.mark.parametrize("clock", ["12:30:00", "00:30:00", "0:30:00"])
def test_noon_and_midnight_count_from_twelve_or_from_zero(clock: str, half: str, hour: int) -> None:
    time = f"{clock} {half} Oct 15 2025" if half.isascii() else f"{half}{clock} 2025/10/15"
    assert read(time, time.replace(":30:00", ":30:04")).start == datetime(2025, 10, 15, hour, 30)


def test_only_an_american_clock_speaks_for_the_month_first() -> None:
    assert read("10:30:00 PM 07/05/2025", "10:30:04 PM 07/05/2025").start.month == 7
    for half in ("p. m.", "pm", "μ.μ."):
        recording = read(f"10:30:00 {half} 07/05/2025", f"10:30:04 {half} 07/05/2025")
        assert recording.start.month == 5
        assert [said.code for said in recording.warnings] == ["date_order_assumed"]
