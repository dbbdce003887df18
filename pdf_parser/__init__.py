"""Devices' PDF reports: read what is on the page. A library of its own beside ``oximetry``."""

from pdf_parser.installed import languages
from pdf_parser.isolated import read_report
from pdf_parser.limits import Limits
from pdf_parser.report import VERSION as REPORT_VERSION
from pdf_parser.report import Curve, Field, FieldState, PrintedReport

__all__ = [
    "REPORT_VERSION",
    "Curve",
    "Field",
    "FieldState",
    "Limits",
    "PrintedReport",
    "languages",
    "read_report",
]
