from collections.abc import Sequence

import pytest

from oximetry.report_fields import Value
from pdf_parser.cells import table_spots
from pdf_parser.lines import lines_of
from pdf_parser.tables import find_tables
from pdf_parser.words import Word
from tests.unit.pdf_parser.page_words import word

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


def values(words: Sequence[Word]) -> dict[str, tuple[Value, ...]]:
    spots = list(table_spots(find_tables(lines_of(words))))
    return {spot.name: spot.values(spot.text) for spot in spots}


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
    spots = {spot.name: spot for spot in table_spots(find_tables(lines_of(words)))}

    left, top, right, bottom = spots["spo2_70_79_s"].box
    assert left < 1030 < right
    assert top < 592 < bottom
    assert spots["spo2_70_79_s"].values(spots["spo2_70_79_s"].text) == ()


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
