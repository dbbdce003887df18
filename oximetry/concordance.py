"""Whether a device's printed report and a recording are of the same night."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from oximetry.analysis import Analysis
from oximetry.expected_report import Expected, Quantity, expected_report
from oximetry.report_fields import NAMES, Value

# What tells one night from all others; a report that agrees in less says too little to confirm anything.
DECISIVE = frozenset({"start", "duration_s", "spo2_min", "spo2_mean", "spo2_max"})
# In the summary of the family's binaries only: asked of no report that does not have them.
IN_FILES_ONLY = ("below_90_s", "below_90_pct", "below_90_episodes")


class Verdict(enum.StrEnum):
    """How a printed field stands to the recording."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field: what is printed (None if not read), and what the recording gives by the device's rule."""

    name: str
    printed: Quantity | None
    computed: Quantity
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Concordance:
    """All fields that can be compared, in the order of ``report_fields``."""

    fields: tuple[Comparison, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        """Names of the fields that differ."""
        return self._names(Verdict.DIFFERS)

    @property
    def confirms(self) -> bool:
        """Whether the report confirms this recording: nothing differs, and all of ``DECISIVE`` agree."""
        return not self.differing and set(self._names(Verdict.AGREES)) >= DECISIVE

    def _names(self, verdict: Verdict) -> tuple[str, ...]:
        return tuple(each.name for each in self.fields if each.verdict is verdict)


def concordance(printed: Mapping[str, Value | None], night: Analysis) -> Concordance:
    """Compare what a device says of a night, in its report or its file, with a recording's analysis.

    The rules, and what each value is computed from, stand in ``oximetry.expected_report``.

    Args:
        printed: values by names of ``report_fields`` in their units, of a report those that were read with
            certainty; or a ``DeviceReport`` as a dict. None and a missing name both mean not read, other
            names are left aside.
        night: of the whole recording.

    Returns:
        the fields that the recording can be held against. Left out is what it says nothing of: words, the
        score, limits; levels and rows without a valid sample; drops of other makers' devices; rows of a
        threshold table whose limits were not read or, for the pulse, are not 120 and 50 bpm.

    Source: the rules were recovered from two devices; how near is near enough is ours (docs/metrics.md).
    """
    expected = expected_report(night, printed)
    asked = (*NAMES, *(name for name in IN_FILES_ONLY if printed.get(name) is not None))
    return Concordance(
        tuple(_compare(name, printed.get(name), expected[name]) for name in asked if name in expected)
    )


def _compare(name: str, printed: Value | None, expected: Expected) -> Comparison:
    if printed is None or isinstance(printed, str):  # words stand in no field that is computed
        return Comparison(name, None, expected.value, Verdict.NOT_READ)
    verdict = Verdict.AGREES if expected.allows(printed) else Verdict.DIFFERS
    return Comparison(name, printed, expected.value, verdict)
