"""Devices' PDF reports: read what is on the page. A library of its own beside ``oximetry``."""
