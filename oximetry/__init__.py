"""Overnight pulse oximetry: read a recording, compute the night, write it. A library of its own."""

from oximetry.analysis import VERSION as ANALYSIS_VERSION
from oximetry.analysis import Analysis, Desaturation
from oximetry.compute import analyse
from oximetry.device_report import DeviceReport
from oximetry.errors import OximetryError, RecordingError, RecordingWarning
from oximetry.formats import read_file, read_recording
from oximetry.joining import join
from oximetry.recording import Recording, night_of
from oximetry.writers import write_csv, write_edf

__all__ = [
    "ANALYSIS_VERSION",
    "Analysis",
    "Desaturation",
    "DeviceReport",
    "OximetryError",
    "Recording",
    "RecordingError",
    "RecordingWarning",
    "analyse",
    "join",
    "night_of",
    "read_file",
    "read_recording",
    "write_csv",
    "write_edf",
]
