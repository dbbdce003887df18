"""From the first byte of the upload to the patient's page with the night and its picture."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Row
from oximetry.simulate import night
from tests.live import LiveServer
from tests.people import Browser

WITHIN_S = 60


def upload_to_link(runs: int) -> Row:
    """On a real server: upload, read, compute, draw, open the link, get the picture."""
    with tempfile.TemporaryDirectory() as folder, LiveServer(Path(folder), "--demo") as server:
        doctor = Browser(server.url)
        doctor.log_in(*server.said(r"^doctor (\S+ \S+)").split())
        _one_way(doctor, seed=1000)  # the first picture waits for the browser to start
        times = [_one_way(doctor, seed=seed) for seed in range(runs)]
    return Row("upload_to_link_s", round(statistics.median(times), 3), "s", runs)


def _one_way(doctor: Browser, seed: int) -> float:
    content = night(hours=9001 * 4 / 3600, period_s=4, seed=seed).to_csv("V1")
    begin = time.perf_counter()
    recording = doctor.upload(content, f"Checkme O2 0001_20251015{seed:06d}.csv")
    link = doctor.wait_for_link(recording, within_s=WITHIN_S)
    patient = Browser(doctor.base)
    page = patient.open_link(link)
    picture = re.search(r'href="([^"]+/plots/[^"]+)"', page)
    if picture is None or not patient.get(picture.group(1)).startswith(b"\x89PNG"):
        raise RuntimeError("the patient's page shows no picture")
    return time.perf_counter() - begin
