"""A night's numbers as pages say them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import app_instance
from night_view import decimal, exactly, nadir_text, sustained_text
from oximetry import Analysis, analyse
from oximetry.simulate import night
from settings import Settings


@pytest.fixture(params=["en", "ro"])
def language(request: pytest.FixtureRequest, settings: Settings) -> Iterator[str]:
    application = app_instance.create_app(settings)
    with application.server.test_request_context(f"/login?lang={request.param}"):
        yield request.param
    application.ctx.db.dispose()


def a_night_below_range(seconds: float) -> Analysis:
    return analyse(night(hours=5, seed=3).with_below_range("02:10", seconds=seconds).recording())


def test_halves_are_rounded_up_as_on_the_devices_reports(language: str) -> None:
    point = "," if language == "ro" else "."
    shown = [decimal(88.25), decimal(2.5, 0), decimal(14.295, 2), decimal(None)]
    assert shown == [f"88{point}3", "3", f"14{point}30", "–"]


def test_a_median_is_whole_or_a_half(language: str) -> None:
    assert [exactly(92.0), exactly(92.5)] == ["92", "92,5" if language == "ro" else "92.5"]


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_below_the_devices_range_only_the_upper_bound_is_said(language: str) -> None:
    analysis = a_night_below_range(seconds=40)
    assert nadir_text(analysis) == sustained_text(analysis) == "< 61"


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_moment_below_range_is_no_sustained_nadir(language: str) -> None:
    analysis = a_night_below_range(seconds=4)
    assert nadir_text(analysis) == "< 61"
    assert sustained_text(analysis) == str(analysis.spo2.sustained_nadir)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_night_within_the_range_shows_its_lowest_reading(language: str) -> None:
    analysis = analyse(night(hours=5, seed=3).recording())
    assert nadir_text(analysis) == str(analysis.spo2.min)
