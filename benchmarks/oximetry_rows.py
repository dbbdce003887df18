"""The library against what people use without it, and against itself on a quarter of the rows."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

from benchmarks.measure import Row, compared_ms, seconds
from benchmarks.nights import nine_thousand_rows, parse_9001
from oximetry import Recording, analyse, read_recording
from oximetry.regularity.complexity import complexity
from oximetry.simulate import Night, night
from tests.reference.nights import as_signal
from tests.reference.toolbox import ask_toolbox

Work = Callable[[], object]
SAME_KIND = "9,000 rows of the same kind (4 = in proportion)"


def parse_vs_pandas(runs: int) -> Row:
    """How many times as long as pandas' read_csv and to_datetime reading the 9,001-row night takes."""
    compared = parse_9001(runs)
    return replace(compared, name="parse_vs_pandas", median=compared.ratio or 0.0, unit="×")


def parse_36000(runs: int) -> Row:
    """Reading ten hours at 1 Hz, against reading a quarter of them."""
    return _grown("parse_36000_ms", _reading, runs)


def analyse_36000(runs: int) -> Row:
    """All numbers of ten hours at 1 Hz, against those of a quarter of them."""
    return _grown("analyse_36000_ms", lambda made: _analysing(made.recording()), runs)


def analyse_vs_pobm(runs: int) -> Row:
    """All numbers of the 9,001-row night, against pobm's desaturations (3 and 4 %) and overall measures."""
    recording = _report_night()
    return _against_pobm("analyse_vs_pobm", _analysing(recording), recording, ("events", "overall"), runs)


def complexity_1hz(runs: int) -> Row:
    """All complexity measures of the night held at 1 Hz, against pobm's LZ, CTM and DFA alone.

    Its ApEn and SampEn compare all pairs and take minutes each on this signal.
    """
    recording = _report_night()

    def ours() -> object:
        return complexity(recording, period_s=1)

    return _against_pobm("complexity_1hz_ms", ours, recording, ("lz", "ctm", "dfa"), runs)


def _grown(name: str, work_on: Callable[[Night], Work], runs: int) -> Row:
    long, short = (work_on(_apnoeas(hours)) for hours in (10, 2.5))
    return compared_ms(name, long, short, SAME_KIND, runs * 3)


def _apnoeas(hours: float) -> Night:
    """Desaturations from end to end, so that a longer night is only more of the same."""
    quiet = night(hours, period_s=1)
    end = quiet.start + timedelta(hours=hours, minutes=-1)
    return quiet.with_apnoea_hours(f"{quiet.start:%H:%M}", f"{end:%H:%M}")


def _reading(made: Night) -> Work:
    data, name = made.to_csv("V1"), made.filename("V1")
    return lambda: read_recording(data, name)


def _analysing(recording: Recording) -> Work:
    return lambda: analyse(recording)


@cache
def _report_night() -> Recording:
    return read_recording(*nine_thousand_rows())


def _against_pobm(name: str, ours: Work, recording: Recording, measures: tuple[str, ...], runs: int) -> Row:
    """In turn, ours here and pobm in its own environment, where it times itself without its start."""
    ours()
    pairs = [(seconds(ours), _pobm_seconds(recording, measures)) for _ in range(runs)]
    median = statistics.median(a for a, _ in pairs)
    ratio = statistics.median(a / b for a, b in pairs)
    against = f"pobm {' + '.join(measures)}"
    return Row(name, round(median * 1000, 3), "ms", runs, against, round(ratio, 4))


def _pobm_seconds(recording: Recording, measures: tuple[str, ...]) -> float:
    """What the measures take it the second time, so that it is warm as well."""
    signal = as_signal(recording)
    answer = ask_toolbox({"warm": signal, "counted": signal}, *measures)["counted"]
    return sum(float(answer[each]["seconds"]) for each in measures)
