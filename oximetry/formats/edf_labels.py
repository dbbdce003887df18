"""Which channel of an EDF file is which: the labels that laboratories and devices write.

The names are those of the NSRR's alias lists (Compumedics, Embla, Alice, Nox),
of ResMed's SAD and SA2 files (OSCAR, resmed_loader.cpp) and of OpenPSG. They
are compared by their letters and digits alone, whatever their case.

Left aside on purpose:

* plethysmograms: a wave, no reading;
* status and quality channels (``Ox Status``, ``STAT``, ``SpO2-Quality`` ...): what
  their numbers mean differs by maker and is in no file, so they cannot say
  which reading is good;
* ``DC01``: a raw input whose scale is not known.

A heart rate (``HR`` ...) stands in for a pulse that is not there, but only
beside an SpO2 reading: those of laboratories mostly come from the ECG. A missing
SpO2 beside a pulse of the same sensor means that the finger was in; beside an
ECG it means nothing.
"""

from __future__ import annotations

import re

_IGNORED = re.compile(r"[^a-z0-9]+")
# Rank 0 is a plain saturation, 1 one value per beat, 2 a channel with a wider range than the monitor shows.
_SPO2 = (
    ("spo2", "spo21s", "sao2", "sa02", "sp02", "sat", "spo2eg", "saturation", "osat", "o2sat"),
    ("spo2bb",),
    ("sao2w",),
)
_PULSE = (
    *("pulse", "pulse1s", "puls", "pluse", "pr", "pulserate", "pulseeg"),
    *("pulsrate", "pouls", "pols", "nabiz"),
)
_HEART_RATE = ("hr", "hrate", "heartrate", "bpm", "dhr", "derivedhr", "heartfrequency")


def spo2_rank(label: str) -> int | None:
    """0 for an oxygen saturation, more for a less direct one, None for another channel."""
    name = _plain(label)
    return next((rank for rank, names in enumerate(_SPO2) if name in names), None)


def is_pulse(label: str) -> bool:
    """Whether the channel holds the oximeter's pulse rate."""
    return _plain(label) in _PULSE


def is_heart_rate(label: str) -> bool:
    """Whether the channel holds a heart rate, of the ECG for all we know."""
    return _plain(label) in _HEART_RATE


def _plain(label: str) -> str:
    return _IGNORED.sub("", label.lower())
