"""``python -m oximetry``: a night's numbers, events and conversions from the command line."""
