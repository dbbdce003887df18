"""What holds for every night and every file."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import Recording, analyse, read_recording
from oximetry.device_rule import spo2_bands
from oximetry.simulate import SHAPES, Night, night
from tests.unit.oximetry.samples import HEADINGS, recording, taken_or_refused

ARRAYS = ("spo2", "spo2_valid", "pulse", "pulse_valid", "motion", "motion_valid", "recorded")


@st.composite
def nights(draw: st.DrawFn) -> Night:
    """A short night with some of everything."""
    made = night(
        hours=draw(st.sampled_from([0.5, 1, 1.5])),
        seed=draw(st.integers(0, 10_000)),
        period_s=draw(st.sampled_from([1, 2, 4])),
        start=datetime(2024, 1, 1, 22, 30) + timedelta(days=draw(st.integers(0, 700))),
        baseline=draw(st.integers(86, 97)),
    )
    minutes = st.integers(31, 55).map(lambda minute: f"22:{minute}")
    if draw(st.booleans()):
        made = made.with_apnoea_hours("22:32", "22:58", draw(st.integers(20, 60)), draw(st.integers(2, 14)))
    if draw(st.booleans()):
        made = made.with_gap(draw(minutes), draw(st.integers(1, 200)))
    if draw(st.booleans()):
        made = made.with_sensor_off(draw(minutes), draw(st.integers(1, 200)))
    if draw(st.booleans()):
        made = made.with_below_range(draw(minutes), draw(st.integers(4, 90)))
    return made


saturations = st.lists(st.none() | st.integers(50, 100), min_size=1, max_size=300)

pieces = st.sampled_from(
    [
        *(
            "22:30:00",
            " ",
            "15/10/2025",
            "02/03/2025",
            "11:59:59PM",
            "Oct 15 2025",
            '"',
            ",",
            ";",
            "\t",
            "\n",
            "\r\n",
        ),
        *(
            "95",
            "60",
            "0",
            "--",
            "- -",
            "255",
            "65535",
            "\0",
            "\ufeff",
            "é",
            HEADINGS,
            "Timp",
            "99:99:99",
            "31/02/2025",
        ),
        *(
            "22:30:04 15/10/2025,95,60,0\n",
            "22:30:08 15/10/2025,94,61,0\n",
            '"11:20:29PM Jun 19, 2026",95,60,0,0,0,\n',
        ),
    ]
)


@settings(max_examples=300)
@given(st.lists(pieces, max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-16-le"]))
def test_anything_like_an_export_is_a_recording_or_refused(parts: list[str], encoding: str) -> None:
    taken_or_refused("".join(parts).encode(encoding), "O2Ring 0651_20260802215634.csv")


@settings(deadline=None, max_examples=60)
@given(nights(), st.sampled_from(sorted(SHAPES)))
def test_what_is_written_is_read(made: Night, shape: str) -> None:
    written, read = made.recording(), read_recording(made.to_csv(shape), made.filename(shape))
    for name in ARRAYS:
        assert np.array_equal(getattr(read, name), getattr(written, name)), name
    assert (read.start, read.period_s, read.format) == (written.start, written.period_s, written.format)
    assert read.warnings == written.warnings
    assert read.device == (None if shape == "V9" else written.device)
    assert read.device_number == (None if shape in ("V6", "V9") else written.device_number)


@settings(deadline=None, max_examples=40)
@given(nights(), st.integers(-10_000, 10_000))
def test_another_time_changes_only_times(made: Night, minutes: int) -> None:
    signal = made.recording()
    one, other = analyse(signal), analyse(replace(signal, start=signal.start + timedelta(minutes=minutes)))
    assert replace(other, start=one.start, end=one.end) == one


def without(signal: Recording, first: int, last: int) -> Recording:
    """The same night, from which the rows ``first`` to ``last`` (not included) are gone."""
    emptied = {name: getattr(signal, name).copy() for name in ARRAYS}
    for column in emptied.values():
        column[first:last] = 0
    return replace(signal, **emptied)


@settings(deadline=None, max_examples=80)
@given(nights(), st.floats(0.01, 0.98), st.integers(11, 300))
def test_a_gap_leaves_what_ended_before_it_and_nothing_crosses_it(
    made: Night, at: float, seconds: int
) -> None:
    signal = made.recording()
    first = int(at * len(signal.spo2))
    last = min(first + -(-seconds // int(signal.period_s)), len(signal.spo2) - 1)
    begin_s, end_s = first * signal.period_s, last * signal.period_s
    whole, broken = analyse(signal).desaturations, analyse(without(signal, first, last)).desaturations
    before = {event for event in whole if event.end_s < begin_s}
    assert before <= set(broken)
    if end_s - begin_s > 10:
        assert not [event for event in broken if event.start_s < begin_s and event.end_s > end_s]


# A gap does not only take events away. The search for the next event goes on where the last one ended, so
# behind a gap that cuts one short it may begin earlier and find one more. On signals that no blood makes,
# two more were seen; on made-up nights never more than one. Hence the fixed examples.
@settings(deadline=None, max_examples=80, derandomize=True)
@given(nights(), st.floats(0.01, 0.98), st.integers(1, 300))
def test_a_gap_adds_at_most_one_event(made: Night, at: float, seconds: int) -> None:
    signal = made.recording()
    first = int(at * len(signal.spo2))
    last = min(first + -(-seconds // int(signal.period_s)), len(signal.spo2) - 1)
    whole, broken = analyse(signal).odi["abc"], analyse(without(signal, first, last)).odi["abc"]
    for threshold in (3, 4):
        assert broken[threshold].events <= whole[threshold].events + 1


@settings(deadline=None, max_examples=40)
@given(nights(), st.sets(st.integers(1, 400), max_size=40), st.sampled_from(sorted(SHAPES)))
def test_lost_rows_change_no_other_row(made: Night, lost: set[int], shape: str) -> None:
    whole = made.recording()
    data = made.to_csv(shape)
    line_end = b"\r\n" if b"\r\n" in data else b"\n"
    lines = data.split(line_end)
    kept = line_end.join(line for at, line in enumerate(lines) if at - 1 not in lost)
    read = read_recording(kept, made.filename(shape))
    rows = np.delete(np.flatnonzero(whole.recorded), sorted(lost))
    assert np.flatnonzero(read.recorded).tolist() == rows.tolist()
    assert (read.start, read.period_s) == (whole.start, whole.period_s)
    assert np.array_equal(read.spo2[rows], whole.spo2[rows])
    assert np.array_equal(read.spo2_valid[rows], whole.spo2_valid[rows])
    assert read.recording_s == len(rows) * whole.period_s


# So it is in every night, but it is no law of the abc rule: a step of exactly four points can begin an
# event of four and none of three, and on signals that no blood makes the reference program, too, counts
# more of four now and then. Hence the fixed examples.
@settings(deadline=None, max_examples=80, derandomize=True)
@given(nights())
def test_fewer_fall_by_four_than_by_three(made: Night) -> None:
    analysis = analyse(made.recording())
    assert analysis.odi["abc"][4].events <= analysis.odi["abc"][3].events
    rule = analysis.device_rule
    assert rule is not None
    assert rule.drops_4 <= rule.drops_3


@given(saturations.filter(any))
def test_bands_add_up(spo2: list[int | None]) -> None:
    signal = recording(spo2)
    values = signal.spo2[signal.spo2_valid]
    bands = spo2_bands(values, 10_000)
    for whole in (("95-100", "90-94", "<90"), ("95-100", "90-94", "80-89", "70-79", "0-69")):
        assert 10_000 - len(whole) < sum(bands[name].seconds for name in whole) <= 10_000
        assert abs(sum(bands[name].percent for name in whole) - 100) <= 0.03


@given(saturations, st.sampled_from([1.0, 2.0, 4.0]))
def test_no_number_is_beyond_the_night(spo2: list[int | None], period_s: float) -> None:
    analysis = analyse(recording(spo2, period_s=period_s))
    times = [time.seconds for time in analysis.below.values()]
    assert times == sorted(times, reverse=True)
    assert max(times) <= analysis.valid_spo2_s <= analysis.recording_s
    ends = [0.0, *(each for event in analysis.desaturations for each in (event.start_s, event.end_s))]
    assert ends == sorted(ends)
    assert ends[-1] <= analysis.recording_s
    assert all(event.depth_pct >= 3 and event.slope_pct_per_s < 0 for event in analysis.desaturations)
