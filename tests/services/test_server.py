"""The program as ``script/server`` starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import requests

from tests.live import ROOT, LiveServer, clean_environment
from tests.people import Browser


def set_up(server: LiveServer) -> requests.Response:
    """What a person does with the printed code."""
    browser = Browser(server.url)
    page = browser.get("/setup").decode()
    code = server.said(r"^setup \S+ code (\S+)")
    return browser.post(
        "/setup", page, code=code, name="Ana", email="ana@clinic.test", password="long-enough-1"
    )


def test_the_demonstration_prints_a_doctor_and_a_link_for_each_patient(tmp_path: Path) -> None:
    with LiveServer(tmp_path, "--demo") as server:
        printed = [line.strip() for line in server.lines]
        assert len([line for line in printed if re.fullmatch(r"doctor \S+@\S+ \S{12,}", line)]) == 1
        links = [line.split()[1] for line in printed if re.fullmatch(r"patient \S+", line)]
        assert len(links) == 3
        doctor = Browser(server.url)
        doctor.log_in(*server.said(r"^doctor (\S+ \S+)").split())
        pages = [Browser(server.url).open_link(link) for link in links]
    assert sorted(page.count('<article class="night"') for page in pages) == [1, 1, 3]


def test_the_demonstration_twice_is_the_same_patients_with_a_new_password(tmp_path: Path) -> None:
    doctors, patients = [], []
    for _ in range(2):
        with LiveServer(tmp_path, "--demo") as server:
            doctors.append(server.said(r"^doctor (\S+ \S+)"))
            patients.append([line.split("/p/")[1] for line in server.lines if line.startswith("patient ")])
    assert patients[0] == patients[1]
    assert doctors[0] != doctors[1]


def test_a_second_server_on_the_same_port_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    with LiveServer(tmp_path) as server:
        second = subprocess.run(
            [sys.executable, "-c", "import app; app.run()"],
            cwd=ROOT,
            env=clean_environment(PORT=str(server.port), DATA_DIR=str(tmp_path)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert second.returncode == 1
        assert f"port {server.port}" in second.stderr
        assert "setup" not in second.stdout
        assert set_up(server).url.endswith("/desk/"), "the first server's code still fits"


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    refused = subprocess.run(
        [sys.executable, "-c", "import app; app.run()"],
        cwd=ROOT,
        env=clean_environment(DATA_DIR=str(tmp_path), R2_BUCKET="nights"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("Oxinight cannot start: ")
    assert "Traceback" not in refused.stderr


def test_ctrl_c_ends_the_server_and_all_that_it_started(tmp_path: Path) -> None:
    with LiveServer(tmp_path, "--demo") as server:
        children = _descendants(server.process.pid)
        assert children, "a web process, at least"
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0
    assert [pid for pid in children if _lives(pid)] == []


def _descendants(pid: int) -> list[int]:
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return children + [deeper for child in children for deeper in _descendants(child)]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
