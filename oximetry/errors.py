"""Everything that a recording can be refused for, or warned about.

``oximetry`` knows no language but English: each message is a msgid that the
application translates, with named parameters filled in afterwards. The
sentences themselves stand together in ``oximetry.messages``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 - the marker's customary name
    """Mark a sentence for extraction; its translation happens where it is shown."""
    return message


class OximetryError(Exception):
    """Root of what this package raises on purpose."""


class RecordingError(OximetryError):
    """A file that is not taken: a stable key, a sentence, and what to do.

    ``key`` is stable and short ("empty"), ``sentence`` and ``advice`` are
    English msgids with ``%(name)s`` places for ``params``.
    """

    def __init__(self, key: str, sentence: str, advice: str, **params: object) -> None:
        super().__init__(sentence % params)
        self.key = key
        self.sentence = sentence
        self.advice = advice
        self.params: Mapping[str, object] = params


@dataclass(frozen=True, slots=True)
class RecordingWarning:
    """Something about a readable recording that its reader should know."""

    code: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The English sentence with its parameters filled in."""
        return self.sentence % self.params
