"""What people do at their browsers, step by step."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Stage

PASSWORD = "a-long-enough-password"
SLOW_MS = 30_000

DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, {type: "text/csv"}));
    return transfer;
}"""


def set_up(stage: Stage, page: Page) -> None:
    """The first visit leads to /setup, which the printed code opens."""
    code = stage.server.said(r"^setup \S+ code (\S+)")
    page.goto(stage.server.url)
    expect(page).to_have_url(f"{stage.server.url}/setup")
    page.get_by_label("code", exact=False).first.fill(code)
    page.locator("input[name=name]").fill("Dr. Ana Pop")
    page.locator("input[name=email]").fill("ana@clinic.test")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("button", name="Choose files")).to_be_visible(timeout=SLOW_MS)


def choose(page: Page, files: list[Path]) -> None:
    """Pick files with the button of the drop zone."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(files)


def drop_on_zone(page: Page, file: Path) -> None:
    """What a browser does when a file is dragged over the drop zone and let go."""
    zone = page.locator("[data-upload]")
    content = base64.b64encode(file.read_bytes()).decode()
    carried = {"dataTransfer": page.evaluate_handle(DROP, [file.name, content])}
    zone.dispatch_event("dragover", carried)
    expect(zone).to_have_class(re.compile("is-over"))
    zone.dispatch_event("drop", carried)
    expect(zone).not_to_have_class(re.compile("is-over"))


def drop(page: Page, file: Path, *, then_nights: int = 1) -> None:
    """Drop one file and see it ready, in its row and in the list."""
    drop_on_zone(page, file)
    expect(page.locator(".fates li")).to_contain_text("ready", timeout=SLOW_MS)
    expect(page.locator("table.nights tbody tr")).to_have_count(then_nights, timeout=SLOW_MS)


def open_first_night(page: Page) -> None:
    open_night(page, "")


def open_night(page: Page, label: str) -> None:
    """From the list to the night with its numbers and its drawn chart."""
    page.locator("table.nights tbody a").filter(has_text=label).first.click()
    expect(page.get_by_text("ODI 3 %").first).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".js-plotly-plot .scatterlayer .trace").first).to_be_attached(timeout=SLOW_MS)
    expect(page.get_by_role("link", name="Picture (PNG)")).to_be_visible(timeout=SLOW_MS)


def named(page: Page, box: str, name_tag: str, name: str) -> Locator:
    """The box in which just this name stands."""
    exactly = re.compile(f"^{re.escape(name)}$")
    return page.locator(box).filter(has=page.locator(name_tag, has_text=exactly))


def copied_link(page: Page) -> str:
    """What the Copy button puts on the clipboard."""
    page.get_by_role("button", name="Copy").click()
    page.wait_for_function("() => navigator.clipboard.readText().then(text => text.includes('/p/'))")
    return str(page.evaluate("() => navigator.clipboard.readText()"))


def patient_opens(phone: Page, link: str, *, original: bytes) -> None:
    """Open, read, look at the chart, take the picture and the file along."""
    phone.goto(link)
    phone.get_by_role("button", name="Deschide").click()
    expect(phone).not_to_have_url(link)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("noapte", ignore_case=True)
    expect(phone.locator(".chart .scatterlayer .trace").first).to_be_attached(timeout=SLOW_MS)
    assert phone.evaluate("document.documentElement.scrollWidth") <= phone.evaluate("window.innerWidth")

    picture = phone.request.get(address_of(phone, "PNG"))
    assert picture.body().startswith(b"\x89PNG")
    downloaded = phone.request.get(address_of(phone, "Datele originale"))
    assert downloaded.body() == original
    assert "attachment" in downloaded.headers["content-disposition"]


def address_of(page: Page, name: str) -> str:
    return str(page.get_by_role("link", name=name).first.evaluate("link => link.href"))
