"""A recording to files that other programs, and this one, read."""

from oximetry.writers.csv import write_csv
from oximetry.writers.edf import write_edf

__all__ = ["write_csv", "write_edf"]
