"""Overnight pulse oximetry: read a recording, compute the night. A library of its own."""

from oximetry.analysis import Analysis, Desaturation
from oximetry.compute import analyse
from oximetry.errors import OximetryError, RecordingError, RecordingWarning
from oximetry.formats import read_file, read_recording
from oximetry.recording import Recording, night_of

__all__ = [
    "Analysis",
    "Desaturation",
    "OximetryError",
    "Recording",
    "RecordingError",
    "RecordingWarning",
    "analyse",
    "night_of",
    "read_file",
    "read_recording",
]
