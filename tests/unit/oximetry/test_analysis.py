"""An analysis as JSON, and back."""

import json

import pytest

from oximetry import Analysis, Recording, analyse
from oximetry.simulate import night
from tests.unit.oximetry.samples import recording

FULL = night(hours=3).with_rem_clusters().with_below_range("23:00").with_gap("00:10", 60)


@pytest.mark.parametrize(
    "signal", [FULL.recording(), recording([None] * 9, [None] * 9)], ids=["full", "nothing"]
)
def test_there_and_back(signal: Recording) -> None:
    analysis = analyse(signal)
    assert Analysis.from_dict(json.loads(json.dumps(analysis.to_dict()))) == analysis


def test_the_shape_of_the_dict() -> None:
    plain = analyse(FULL.recording()).to_dict()
    assert list(plain) == [
        *("start", "end", "period_s", "rows", "recording_s", "valid_spo2", "valid_pulse"),
        *("spo2", "pulse", "below", "odi", "device_rule", "device_report"),
        *("desaturations", "desaturation_totals", "excluded_s", "warnings"),
        *("complexity", "periodicity"),
    ]
    assert plain["start"] == "2025-10-15T22:30:00"
    assert list(plain["below"]) == ["90", "88", "85", "80", "70"]
    assert list(plain["below"]["88"]) == [
        *("rule", "seconds", "percent", "seconds_with_below_range", "longest_s")
    ]
    assert list(plain["odi"]["abc"]) == ["3", "4"]
    assert list(plain["odi"]["abc"]["3"]) == ["events", "per_hour", "per_valid_hour"]
    assert list(plain["spo2"]["below_range"]) == ["runs", "seconds", "floor", "intervals_s"]
    assert plain["warnings"][0]["code"] == "gaps"
    assert plain["warnings"][0]["message"] == "Readings are missing from the file (gaps: 1, together 60 s)."


def test_a_dict_from_before_a_field_was_added_is_read() -> None:
    plain = analyse(FULL.recording()).to_dict()
    for event in plain["desaturations"]:
        del event["reaches_below_range"]
    assert not any(event.reaches_below_range for event in Analysis.from_dict(plain).desaturations)


def test_a_dict_without_a_field_that_must_be_there_is_refused() -> None:
    plain = analyse(FULL.recording()).to_dict()
    del plain["rows"]
    with pytest.raises(KeyError, match="rows"):
        Analysis.from_dict(plain)
