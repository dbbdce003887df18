"""Which device wrote an EDF file, and what our own writer noted in it of the recording.

An EDF+ header has subfields for the equipment and for anything else; the others
name people, and so may free text of older files. Equipment is therefore taken
only from our own files and where it begins like an oximeter's or a maker's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_EQUIPMENT_AT = 4
_MAKER = re.compile(
    r"(checkme|o2ring|oxy|sleepu|viatom|wellue|lepu|pulsebit|nonin|wristox|masimo|nellcor|contec|cms50|"
    r"resmed|airsense|aircurve|apnealink|nox[-_]?[at]\d|embla|alice|compumedics|philips)[\w+-]*",
    re.IGNORECASE,
)
_FORMAT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"\w{1,20}", re.ASCII)
_LONGEST = 80
_LONGEST_FORMAT = 40
_SHORTEST_DEVICE = 12
_FORMAT_KEY, _NUMBER_KEY = "oxinight=", "number="


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a recording comes from; ``format`` is set in our own files only."""

    device: str | None = None
    number: str | None = None
    format: str | None = None


def is_format(text: str) -> bool:
    """Whether ``text`` can be the name of a reader's format."""
    return len(text) <= _LONGEST_FORMAT and _FORMAT.fullmatch(text) is not None


def origin_of(recording: str) -> Origin:
    """What the header's field on the recording says, without any person's name."""
    words = recording.split(" ")
    if words[0] != "Startdate" or len(words) <= _EQUIPMENT_AT:
        return Origin()
    equipment, noted = words[_EQUIPMENT_AT], words[_EQUIPMENT_AT + 1 :]
    carried = _after(_FORMAT_KEY, noted)
    if carried is None or not is_format(carried):
        return Origin(equipment.replace("_", " ") if _MAKER.fullmatch(equipment) else None)
    number = _after(_NUMBER_KEY, noted)
    return Origin(
        device=None if equipment == "X" else equipment.replace("_", " "),
        number=number if number and _NUMBER.fullmatch(number) else None,
        format=carried,
    )


def subfields(origin: Origin, taken: int) -> str:
    """The equipment and what this program notes, for a header in which ``taken`` letters are used up.

    A number that leaves too little room for the device's name is left out.
    """
    noted = [f"{_FORMAT_KEY}{origin.format}"] if origin.format else []
    number = f"{_NUMBER_KEY}{origin.number}"
    if (
        origin.number
        and _NUMBER.fullmatch(origin.number)
        and _left(taken, [*noted, number]) >= _SHORTEST_DEVICE
    ):
        noted.append(number)
    return " ".join((_word(origin.device or "X")[: _left(taken, noted)], *noted))


def _left(taken: int, noted: list[str]) -> int:
    """Letters left for the equipment."""
    return _LONGEST - taken - sum(len(word) + 1 for word in noted)


def _after(key: str, words: list[str]) -> str | None:
    return next((word.removeprefix(key) for word in words if word.startswith(key)), None)


def _word(text: str) -> str:
    """``text`` as one printable ASCII word, as EDF+ has it."""
    return re.sub(r"[^!-~]", "_", text) or "X"
