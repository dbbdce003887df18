"""Text and marks keep the contrasts of WCAG AA, light and dark."""

from __future__ import annotations

import pytest

from figures import DARK, LIGHT, Theme

TEXTS = ["text", "muted", "limit"]
MARKS = ["spo2", "pulse", "motion", "desaturation", "gap", "below_range"]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_largest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("use", TEXTS)
def test_texts_can_be_read(theme: Theme, use: str) -> None:
    assert contrast(getattr(theme, use), theme.paper) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("use", MARKS)
def test_marks_can_be_seen(theme: Theme, use: str) -> None:
    assert contrast(getattr(theme, use), theme.paper) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_hover_texts_can_be_read(theme: Theme) -> None:
    assert contrast(theme.text, theme.hover) >= 4.5
