"""Made-up nights: what is asked for is there, and nothing else changes."""

from datetime import datetime

import numpy as np
import pytest

from oximetry import analyse
from oximetry.simulate import night


def test_a_quiet_night_is_quiet() -> None:
    analysis = analyse(night(hours=8, seed=3).recording())
    assert analysis.odi["abc"][3].per_hour < 1
    assert analysis.valid_spo2 == analysis.rows == 7200
    assert analysis.spo2.min is not None
    assert analysis.spo2.min > 90


def test_a_drop_where_and_how_it_was_asked_for() -> None:
    made = night(hours=8, seed=1).with_drop(at="02:10", depth=8, seconds=30)
    recording = made.recording()
    (event,) = analyse(recording).desaturations
    at_s = (datetime(2025, 10, 16, 2, 10) - recording.start).total_seconds()
    before = int(recording.spo2[int(at_s) // 4 - 1])
    assert event.nadir_pct == before - 8
    assert at_s <= event.start_s < event.end_s <= at_s + 40


def test_the_pulse_answers_a_drop() -> None:
    quiet, dropped = night(hours=1).recording(), night(hours=1).with_drop("23:00", depth=10).recording()
    rise = dropped.pulse.astype(int) - quiet.pulse
    assert 6 <= rise.max() <= 10
    assert 1800 <= int(rise.argmax()) * 4 <= 1860


def test_each_event_does_what_its_name_says() -> None:
    base = night(hours=1)
    gap = base.with_gap("23:00", 60).recording()
    assert (~gap.recorded).sum() == 15
    off = base.with_sensor_off("23:00", 60).recording()
    assert (~off.spo2_valid & ~off.pulse_valid).sum() == 15
    below = analyse(base.with_below_range("23:00", 60).recording()).spo2.below_range
    assert (below.runs, below.seconds, below.floor) == (1, 60, 61)
    still, moved = base.recording(), base.with_motion("23:00", 60).recording()
    assert moved.motion[450:465].sum() > still.motion[450:465].sum()
    assert int(base.with_artefact("23:00", depth=20).recording().spo2.min()) <= 76


def test_apnoea_hours_and_rem_clusters_raise_the_odi() -> None:
    hours = night(hours=4).with_apnoea_hours("00:00", "02:00", per_hour=30, depth=7)
    assert 20 <= analyse(hours.recording()).odi["abc"][3].events <= 70
    assert analyse(night().with_rem_clusters().recording()).odi["abc"][4].per_hour > 3


def test_the_same_seed_gives_the_same_night_and_another_another() -> None:
    one, again, other = (night(hours=1, seed=seed).recording() for seed in (5, 5, 6))
    assert np.array_equal(one.spo2, again.spo2)
    assert not np.array_equal(one.spo2, other.spo2)


def test_a_night_is_not_changed_by_what_is_made_of_it() -> None:
    base = night(hours=1)
    quiet = base.to_csv("V1")
    base.with_drop("23:00", depth=10).with_gap("23:10", 60).recording()
    assert base.events == ()
    assert base.to_csv("V1") == quiet


def test_a_time_outside_the_night_is_refused() -> None:
    with pytest.raises(ValueError, match="12:00 is not in this night, which lasts from 22:30 to 06:30"):
        night(hours=8).with_drop("12:00", depth=5)


def test_a_shape_has_its_own_file_name() -> None:
    made = night(hours=1)
    assert made.filename("V1") == "Checkme O2 0417_20251015223000.csv"
    assert made.filename("V6") == "Checkme O2_20251015223000_OXIRecord.csv"
    assert night(device="O2Ring", device_number=None).filename("V3") == "O2Ring _20251015223000.csv"
