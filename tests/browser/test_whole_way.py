"""From the first visit to the patient's phone: a doctor drops in a night, a patient opens it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from oximetry.simulate import night
from tests.browser.conftest import Stage, Watch
from tests.browser.steps import (
    SLOW_MS,
    choose,
    copied_link,
    drop,
    drop_on_zone,
    named,
    open_first_night,
    open_night,
    patient_opens,
    set_up,
)
from tests.recordings import REPORT_NIGHT, RING_BINARY, real

REPORT_TILES = {  # docs/metrics.md, and the printed report of this night
    "ODI 3 %": "16.5",
    "ODI 4 %": "11.1",
    "T90": "61.9",
    "Mean SpO2": "88.2",
    "Lowest SpO2": "< 61",
}
REPORT_ROWS = {
    "Device drops >3 %": "143",
    "Device drops >4 %": "95",
    "ODI 3 % (abc)": "16.5/h",
    "ODI 4 % (abc)": "11.1/h",
}
RING_ROWS = {  # what the ring wrote into its own file, and the published rule
    "Device drops >3 %": "53",
    "Device drops >4 %": "22",
    "ODI 3 % (abc)": "12.5/h",
}


@pytest.fixture
def simulated_file(tmp_path: Path) -> Path:
    made_up = (
        night(hours=6, seed=3).with_drop(at="02:10", depth=9, seconds=40).with_gap(at="03:00", seconds=120)
    )
    path = tmp_path / made_up.filename("V3")
    path.write_bytes(made_up.to_csv("V3"))
    return path


def test_a_simulated_night_goes_the_whole_way(
    stage: Stage, watch: Watch, doctors_page: Page, phone: Page, simulated_file: Path
) -> None:
    set_up(stage, doctors_page)
    drop(doctors_page, simulated_file)
    open_first_night(doctors_page)
    link = copied_link(doctors_page)

    patient_opens(phone, link, original=simulated_file.read_bytes())

    watch.expected_statuses = (404, 410)
    a_wrong_link_shows_the_same_page_as_a_revoked_one(doctors_page, phone, link)
    delete_patient(doctors_page)


def test_the_real_severe_night_goes_the_whole_way(stage: Stage, doctors_page: Page, phone: Page) -> None:
    recording = real(REPORT_NIGHT)
    set_up(stage, doctors_page)
    drop(doctors_page, recording)
    open_first_night(doctors_page)

    for name, value in REPORT_TILES.items():
        expect(named(doctors_page, ".tile", "dt", name).locator(".value")).to_have_text(value)
    shows_rows(doctors_page, REPORT_ROWS)

    patient_opens(phone, copied_link(doctors_page), original=recording.read_bytes())
    romanian = named(phone, ".numbers > div", "dt", "ODI 3 %")
    expect(romanian.locator(".value")).to_have_text("16,5 /h")


def test_a_devices_own_file_goes_the_whole_way(stage: Stage, doctors_page: Page, phone: Page) -> None:
    recording = real(RING_BINARY)
    set_up(stage, doctors_page)
    drop(doctors_page, recording)
    open_first_night(doctors_page)
    shows_rows(doctors_page, RING_ROWS)
    patient_opens(phone, copied_link(doctors_page), original=recording.read_bytes())


def test_each_file_of_a_batch_meets_its_own_fate(
    stage: Stage, doctors_page: Page, simulated_file: Path, tmp_path: Path
) -> None:
    set_up(stage, doctors_page)
    noise = tmp_path / "holiday.csv"
    noise.write_bytes(bytes(range(256)) * 40)
    other = night(hours=5, seed=4, start=datetime(2025, 11, 3, 23, 5))
    second = tmp_path / other.filename("V1")
    second.write_bytes(other.to_csv("V1"))

    choose(doctors_page, [simulated_file, noise, second])

    fates = doctors_page.locator(".fates li")
    expect(fates).to_have_count(3)
    expect(fates.filter(has_text=simulated_file.name)).to_contain_text("ready", timeout=SLOW_MS)
    expect(fates.filter(has_text=second.name)).to_contain_text("ready", timeout=SLOW_MS)
    expect(fates.filter(has_text="holiday.csv")).to_contain_text("not taken", timeout=SLOW_MS)

    choose(doctors_page, [simulated_file])
    expect(fates.filter(has_text="was here already")).to_have_count(1, timeout=SLOW_MS)


def test_a_file_of_one_patient_is_not_taken_for_anothers(
    stage: Stage, doctors_page: Page, simulated_file: Path, tmp_path: Path
) -> None:
    other = night(hours=5, seed=4, start=datetime(2025, 11, 3, 23, 5))
    second = tmp_path / other.filename("V1")
    second.write_bytes(other.to_csv("V1"))
    set_up(stage, doctors_page)
    drop(doctors_page, simulated_file)
    doctors_page.get_by_role("button", name="Remove from this list").click()
    drop(doctors_page, second, then_nights=2)
    open_night(doctors_page, second.stem)

    drop_on_zone(doctors_page, simulated_file)

    fate = doctors_page.locator(".fates li")
    expect(fate).to_contain_text("not added here", timeout=SLOW_MS)
    expect(fate).to_contain_text(f"already filed with “{simulated_file.stem}”")
    expect(fate).to_have_class(re.compile("is-elsewhere"))
    fate.get_by_role("link", name="Open the night").click()
    expect(doctors_page.get_by_label("The patient's label")).to_have_value(
        simulated_file.stem, timeout=SLOW_MS
    )


def shows_rows(page: Page, rows: dict[str, str]) -> None:
    """The rows of the cards that begin with these names show these values."""
    for name, value in rows.items():
        begins = re.escape(name).replace(r"\ ", r"\s")  # no line breaks before a percent sign
        row = page.locator(".numbers tr").filter(has_text=re.compile(f"^{begins}"))
        expect(row.locator("td")).to_have_text(value)


def a_wrong_link_shows_the_same_page_as_a_revoked_one(doctors_page: Page, phone: Page, link: str) -> None:
    doctors_page.get_by_role("button", name="Revoke the link").click()
    doctors_page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(doctors_page.get_by_role("dialog")).to_have_count(0, timeout=SLOW_MS)
    shown = []
    for address in (link, link[:-4] + "AAAA"):
        phone.goto(address)
        phone.get_by_role("button", name="Deschide").click()
        phone.wait_for_load_state()
        shown.append(phone.locator("main").inner_text())
    assert shown[0] == shown[1]
    assert "link" in shown[0]


def delete_patient(page: Page) -> None:
    """All is gone from the list, and stays gone."""
    page.get_by_role("button", name="Delete this patient").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/desk/$"), timeout=SLOW_MS)
    expect(page.get_by_role("heading", name="No nights yet")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("table.nights tbody tr")).to_have_count(0)
