"""Devices' reports at a real browser: dropped with their recordings, alone, and with the wrong one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from oximetry.simulate import Night, night
from tests.browser.conftest import Stage
from tests.browser.steps import SLOW_MS, choose, copied_link, set_up
from tests.lookalike import lookalike
from tests.lookalike.pdf import as_pdf

START = datetime(2025, 11, 3, 23, 5)


def a_night(seed: int) -> Night:
    made = night(hours=5, seed=seed, start=START)
    return made.with_drop(at="01:10", depth=9, seconds=40).with_drop(at="02:10", depth=6, seconds=60)


def csv_of(made: Night, folder: Path) -> Path:
    path = folder / made.filename("V1")
    path.write_bytes(made.to_csv("V1"))
    return path


def report_of(made: Night, folder: Path) -> Path:
    page = lookalike(1, "ro", made)
    path = folder / page.filename
    path.write_bytes(as_pdf(page.image))
    return path


@pytest.mark.parametrize("stage", ["seaweed"], indirect=True)
def test_a_night_and_its_report_dropped_together_find_each_other(
    stage: Stage, doctors_page: Page, tmp_path: Path
) -> None:
    made = a_night(4)
    recording, report = csv_of(made, tmp_path), report_of(made, tmp_path)
    set_up(stage, doctors_page)

    choose(doctors_page, [report, recording])

    fates = doctors_page.locator(".fates li")
    expect(fates.filter(has_text=report.name)).to_contain_text("ready", timeout=SLOW_MS)
    expect(fates.filter(has_text=recording.name)).to_contain_text("ready", timeout=SLOW_MS)
    rows = doctors_page.locator("table.nights tbody tr")
    expect(rows).to_have_count(1, timeout=SLOW_MS)
    expect(rows).to_contain_text("confirmed by the device's report", timeout=SLOW_MS)
    rows.locator("a").first.click()
    verdict = doctors_page.get_by_text("The device's report confirms this recording.")
    expect(verdict).to_be_visible(timeout=SLOW_MS)


@pytest.mark.parametrize("stage", ["folder"], indirect=True)
def test_a_report_of_another_night_raises_an_alert_and_is_kept_apart(
    stage: Stage, doctors_page: Page, tmp_path: Path
) -> None:
    """Both began in the same minute, as when two devices are handed out at once."""
    set_up(stage, doctors_page)
    choose(doctors_page, [csv_of(a_night(4), tmp_path), report_of(a_night(5), tmp_path)])

    alert = doctors_page.get_by_text("This report does not match the recording")
    expect(alert).to_be_visible(timeout=SLOW_MS)
    expect(alert).to_contain_text("These fields differ")
    rows = doctors_page.locator("table.nights tbody tr")
    expect(rows).to_have_count(2)
    doctors_page.locator(".alerts a").click()
    doctors_page.get_by_role("button", name="Keep it apart").click()
    expect(doctors_page.get_by_role("button", name="Keep it apart")).to_have_count(0, timeout=SLOW_MS)
    doctors_page.goto(f"{stage.server.url}/desk/")
    expect(rows).to_have_count(2, timeout=SLOW_MS)
    expect(alert).to_have_count(0)


@pytest.mark.parametrize("stage", ["folder"], indirect=True)
def test_a_patient_sees_that_a_night_is_from_the_report_only(
    stage: Stage, doctors_page: Page, phone: Page, tmp_path: Path
) -> None:
    set_up(stage, doctors_page)
    choose(doctors_page, [report_of(a_night(4), tmp_path)])
    rows = doctors_page.locator("table.nights tbody tr")
    expect(rows).to_contain_text("from the device's report", timeout=SLOW_MS)
    rows.locator("a").first.click()
    expect(doctors_page.get_by_role("link", name="Picture (PNG)")).to_be_visible(timeout=SLOW_MS)
    expect(doctors_page.locator(".js-plotly-plot .scatterlayer .trace").first).to_be_attached(timeout=SLOW_MS)

    phone.goto(copied_link(doctors_page))
    phone.get_by_role("button", name="Deschide").click()
    expect(phone.get_by_text("din raportul aparatului", exact=True)).to_be_visible()
    expect(phone.locator(".chart .scatterlayer .trace").first).to_be_attached(timeout=SLOW_MS)
    expect(phone.get_by_text("ODI")).to_have_count(1)  # where it is said that there is none
    assert phone.evaluate("document.documentElement.scrollWidth") <= phone.evaluate("window.innerWidth")
