from collections.abc import Sequence
from dataclasses import replace

import pytest

from oximetry.report_fields import Value
from pdf_parser.places.cells import known_tables, table_spots
from pdf_parser.places.labels import find_labels
from pdf_parser.places.lines import lines_of
from pdf_parser.places.spots import Spot
from pdf_parser.places.tables import find_tables
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import phrase, word

BANDS = [
    ("95-100", "28:04", "4.68%"),
    ("90-94", "03:20:18", "33.38%"),
    ("80-89", "05:54:40", "59.10%"),
    ("70-79", "11:37", "1.94%"),
    ("<70", "05:26", "0.91%"),
]
THRESHOLDS = [
    (">=95", "28:04", "4.68%"),
    ("90-94", "03:20:18", "33.38%"),
    ("<90", "06:11:44", "61.94%"),
]
PULSE = [(">120", "00:00", "0.00%"), ("50-120", "09:59:51", "99.96%"), ("<50", "00:16", "0.04%")]

Rows = Sequence[tuple[str, str, str]]


def table(rows: Rows, x: float, y: float, step: float) -> list[Word]:
    """Rows of cells set in the middle of their columns."""
    words = []
    for at, row in enumerate(rows):
        for text, middle in zip(row, (x, x + 130, x + 230), strict=True):
            if text:
                words.append(word(text, middle - 3.5 * len(text), y + step * at))
    return words


def page(bands: Rows = BANDS, thresholds: Rows = THRESHOLDS, pulse: Rows = PULSE) -> list[Word]:
    return [
        *table(bands, 900, 400, 62),
        *table(thresholds, 130, 480, 29),
        *table(pulse, 130, 640, 29),
    ]


def spots(words: Sequence[Word], *, ours: bool = False) -> list[Spot]:
    lines = lines_of(words)
    return list(table_spots(known_tables(find_tables(lines), find_labels(lines), ours=ours)))


def values(words: Sequence[Word], *, ours: bool = False) -> dict[str, tuple[Value, ...]]:
    return {spot.name: spot.values(spot.text) for spot in spots(words, ours=ours)}


def test_all_cells_of_both_tables_and_the_limits_in_their_labels() -> None:
    read = values(page())

    assert read["spo2_below_threshold_s"] == (22304,)
    assert read["pulse_below_low_pct"] == (0.04,)
    assert read["spo2_80_89_s"] == (21280,)
    assert read["spo2_below_70_pct"] == (0.91,)
    assert read["spo2_threshold"] == (90,)
    assert (read["pulse_high"], read["pulse_low"]) == ((120,), (50,))
    assert len(read) == 25


def test_rows_are_told_by_the_readable_labels_around_them() -> None:
    read = values(
        page(
            bands=[("", *BANDS[0][1:]), *BANDS[1:3], ("7o-1g", *BANDS[3][1:]), BANDS[4]],
            thresholds=[("2-5", *THRESHOLDS[0][1:]), *THRESHOLDS[1:]],
        )
    )

    assert read["spo2_95_100_s"] == (1684,)
    assert read["spo2_70_79_s"] == (697,)
    assert read["spo2_from_95_s"] == (1684,)


def test_a_cell_that_could_not_be_read_has_its_place() -> None:
    words = page(bands=[*BANDS[:3], ("70-79", "", ""), BANDS[4]])
    cells = {spot.name: spot for spot in spots(words)}

    left, top, right, bottom = cells["spo2_70_79_s"].box
    assert left < 1030 < right
    assert top < 592 < bottom
    assert cells["spo2_70_79_s"].values(cells["spo2_70_79_s"].text) == ()


def test_other_thresholds() -> None:
    read = values(
        page(
            thresholds=[THRESHOLDS[0], ("88-94", "1:00:00", "10.00%"), ("<88", "1:00:00", "10.00%")],
            pulse=[(">130", "00:00", "0.00%"), ("40-130", "09:59:51", "99.96%"), ("<40", "00:16", "0.04%")],
        )
    )

    assert read["spo2_threshold"] == (88,)
    assert (read["pulse_high"], read["pulse_low"]) == ((130,), (40,))


@pytest.mark.parametrize("kept", [THRESHOLDS, PULSE])
def test_a_table_is_never_taken_for_the_other(kept: Rows) -> None:
    read = values(table(kept, 130, 480, 29))

    assert not [name for name in read if name.startswith(("spo2_80", "spo2_70", "spo2_95_100"))]


def test_a_table_of_something_else_is_no_table_of_bands() -> None:
    assert values(table([("Monday", "01:00", "5.00%"), ("Tuesday", "02:00", "6.00%")], 130, 480, 29)) == {}


TIMES = [(time, share) for _, time, share in BANDS]


def labelled(*labels: str) -> list[Word]:
    return table([(label, *cells) for label, cells in zip(labels, TIMES, strict=False)], 130, 480, 29)


@pytest.mark.parametrize("ours", [False, True])
@pytest.mark.parametrize(
    "labels",
    [
        ("<95", "<90", "<80", "<70"),
        (">=96", "92-95", "<92"),
        ("96-100", "91-95", "81-90", "71-80", "<71"),
        ("97-100", "94-96", "90-93", "85-89", "<85"),
        ("95-100", "90-94", "85-89", "80-84", "<80"),
        (">=95", "85-89", "<80"),
    ],
)
def test_other_programs_ranges_are_not_the_apps(labels: tuple[str, ...], ours: bool) -> None:
    assert values(labelled(*labels), ours=ours) == {}


def test_a_row_too_many_makes_it_another_table() -> None:
    assert values(labelled(">=95", "90-94", "<90", "<88"), ours=True) == {}


def test_the_pulse_has_three_rows_that_cannot_be_of_spo2() -> None:
    assert "pulse_between_s" in values(labelled(">120", "50-120", "<50"))
    assert values(labelled(">95", "50-95", "<50")) == {}


def test_or_the_pulse_has_its_head() -> None:
    pulses = labelled(">120", "50-120", "?")

    assert values(pulses) == {}
    assert "pulse_between_s" in values([*phrase("Pulse Rate Threshold", 90, 450), *pulses])


def test_one_limit_misread_is_confirmed_by_the_other_rows() -> None:
    bands = labelled("95-100", "90-94", "80-69", "70-79", "<70")

    assert len(values(bands)) == 10


def test_nothing_is_misread_in_text() -> None:
    bands = labelled("95-100", "90-94", "80-69", "70-79", "<70")

    assert values([replace(word, confidence=1.0) for word in bands]) == {}


def test_no_limit_is_one_that_no_device_has() -> None:
    assert Spot("pulse_high", (0, 0, 1, 1)).values("89") == ()
    assert Spot("pulse_low", (0, 0, 1, 1)).values("94") == ()
    assert Spot("spo2_threshold", (0, 0, 1, 1)).values("69") == ()


def test_a_sign_misread_is_told_by_the_limits_in_the_other_rows() -> None:
    read = labelled("=95", "92-94", "(92")

    assert "spo2_below_threshold_s" in values(read)
    assert values(labelled("(95", "(92", "(90")) == {}
