"""What a report or a recording does not say is no difference, and confirms nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oximetry import Analysis, analyse
from oximetry.concordance import Comparison, Verdict, concordance
from oximetry.report_fields import DROPS, PULSE_ROWS, Value
from tests.unit.oximetry.printed import (
    COMPARED,
    an_hour,
    computed,
    names_of,
    printed_of,
    rows,
    value_of,
)
from tests.unit.oximetry.samples import recording


@pytest.fixture(scope="module")
def hour() -> Analysis:
    return an_hour()


class TestLeftOut:
    """What the recording says nothing of is neither right nor wrong."""

    def test_rows_of_limits_that_were_not_read(self, hour: Analysis) -> None:
        unread = concordance(printed_of(hour, spo2_threshold=None, pulse_high=None), hour)
        cut = {*rows(("spo2_from_threshold", "spo2_below_threshold")), *rows(PULSE_ROWS)}
        assert set(COMPARED) - names_of(unread) == cut

    @pytest.mark.parametrize(("high", "low"), [(110, 50), (120, 45), (None, 50)])
    def test_pulse_rows_that_cut_elsewhere(self, hour: Analysis, high: int | None, low: int | None) -> None:
        compared = concordance(printed_of(hour, pulse_high=high, pulse_low=low), hour)
        assert set(COMPARED) - names_of(compared) == set(rows(PULSE_ROWS))
        assert compared.confirms

    def test_drops_of_a_device_whose_rule_is_not_known(self) -> None:
        night = analyse(replace(recording([95] * 400 + [80] * 500), format="contec-csv"))
        printed = printed_of(night)
        compared = concordance(printed, night)
        assert set(COMPARED) - names_of(compared) == set(DROPS)
        assert computed(compared, "duration_s", "spo2_80_89_s", "spo2_80_89_pct") == (3600, 2000, 55.56)
        assert compared.confirms

    def test_levels_and_rows_without_a_valid_sample(self) -> None:
        night = analyse(recording([None] * 900, [None] * 900))
        compared = concordance(printed_of(night, spo2_min=80, spo2_mean=90, spo2_max=95), night)
        assert names_of(compared) == {"start", "end", "duration_s"}
        assert not compared.confirms

    def test_words_limits_score_and_what_nobody_knows(self, hour: Analysis) -> None:
        said: dict[str, Value] = {"name": "Ion Popescu", "age": 61, "sex": "M", "o2_score": 3.6, "moon": 1}
        compared = concordance(printed_of(hour, **said), hour)
        assert names_of(compared) == set(COMPARED)
        assert "Popescu" not in repr(compared)


class TestNotRead:
    """A field that the report lacks is shown as such, and keeps the rest from nothing."""

    def test_shows_what_would_stand_there(self, hour: Analysis) -> None:
        compared = concordance(printed_of(hour, pulse_max=None), hour)
        assert value_of(compared, "pulse_max") == Comparison("pulse_max", None, 130, Verdict.NOT_READ)
        assert (compared.differing, compared.confirms) == ((), True)

    @pytest.mark.parametrize("name", ["start", "duration_s", "spo2_min", "spo2_mean", "spo2_max"])
    def test_confirms_nothing_without_what_tells_a_night(self, hour: Analysis, name: str) -> None:
        compared = concordance(printed_of(hour, **{name: None}), hour)
        assert (compared.differing, compared.confirms) == ((), False)

    def test_nothing_at_all_confirms_nothing(self, hour: Analysis) -> None:
        compared = concordance({}, hour)
        assert {each.verdict for each in compared.fields} == {Verdict.NOT_READ}
        assert not compared.confirms

    def test_one_difference_anywhere_confirms_nothing(self, hour: Analysis) -> None:
        assert not concordance(printed_of(hour, pulse_max=131), hour).confirms

    def test_words_in_place_of_a_number_are_not_read(self, hour: Analysis) -> None:
        compared = concordance(printed_of(hour, spo2_max="99?"), hour)
        assert value_of(compared, "spo2_max") == Comparison("spo2_max", None, 97, Verdict.NOT_READ)

    def test_a_number_is_no_time(self, hour: Analysis) -> None:
        assert concordance(printed_of(hour, start=2030), hour).differing == ("start",)
