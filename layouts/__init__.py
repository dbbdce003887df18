"""The desk's screens: functions that return Dash trees, in the language of the request."""

from layouts.shell import shell

__all__ = ["shell"]
