"""The desk's callbacks, a module for each screen: read inputs, call one service, return properties."""

from __future__ import annotations

import dash

from callbacks import home, navigation, night, patient, report


def register(desk: dash.Dash) -> None:
    """Hang all callbacks on the desk."""
    for screen in (navigation, home, night, patient, report):
        screen.register(desk)
