"""Whether a device's printed report and a recording are of the same night."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from oximetry.analysis import Analysis
from oximetry.report_fields import Value


class Verdict(enum.StrEnum):
    """How a printed field stands to the recording."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field: what is printed (None if not read), and what the recording gives by the device's rule."""

    name: str
    printed: Value | None
    computed: Value
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Concordance:
    """All fields that can be compared, in the order of ``report_fields``."""

    fields: tuple[Comparison, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        """Names of the fields that differ."""
        return tuple(each.name for each in self.fields if each.verdict is Verdict.DIFFERS)

    @property
    def confirms(self) -> bool:
        """Whether nothing differs, and enough was read to say: the report confirms this recording."""
        raise NotImplementedError


def concordance(printed: Mapping[str, Value | None], night: Analysis) -> Concordance:
    """Compare what a report prints, by names of ``report_fields``, with a recording's analysis."""
    raise NotImplementedError
