"""Where on a page each field stands: labels, tables, lines, and what may be written there."""
