"""The process that can be killed: what it may say, how long it may take, and that nothing of it is left."""

import os
import select
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from pdf_parser import process as process_module
from pdf_parser.process import Process, ProcessLost, ProcessTooSlow
from tests.unit.pdf_parser.traceless import traceless

LONG = 30
MOMENT = 0.2


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path) -> Iterator[None]:
    with traceless(tmp_path):
        yield


@pytest.fixture
def source() -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(b"the document")
        yield file


def program(code: str) -> list[str]:
    return [sys.executable, "-c", f"import os, sys, time, json\n{code}"]


def has_ended(process: int, within: float) -> bool:
    return bool(select.select([process], [], [], within)[0])


def test_it_says_an_object_a_line(source: IO[bytes]) -> None:
    with Process(program("print('{\"a\": 1}'); print('{\"b\": [2]}', end='\\n')"), source) as process:
        assert process.message(LONG) == {"a": 1}
        assert process.message(LONG) == {"b": [2]}
        with pytest.raises(ProcessLost):
            process.message(LONG)


def test_each_is_given_the_document_from_its_beginning(source: IO[bytes]) -> None:
    for _ in range(2):
        with Process(program("print(json.dumps({'read': sys.stdin.read()}))"), source) as process:
            assert process.message(LONG) == {"read": "the document"}


def test_it_gets_none_of_our_secrets(source: IO[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for it")
    with Process(program("print(json.dumps(dict(os.environ)))"), source) as process:
        environment = process.message(LONG)
    assert environment["OMP_THREAD_LIMIT"] == "1"
    assert set(environment) <= {
        "LD_LIBRARY_PATH",
        "OMP_THREAD_LIMIT",
        "OPENBLAS_NUM_THREADS",
        "PYTHONPATH",
        "LC_CTYPE",
    }


def test_it_finds_our_modules_from_wherever_we_run(
    source: IO[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", "library", "/elsewhere"])
    with Process(program("print(json.dumps(dict(os.environ)))"), source) as process:
        places = process.message(LONG)["PYTHONPATH"]
    assert places.split(os.pathsep) == [str(tmp_path), str(tmp_path / "library"), "/elsewhere"]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "print('Segmentation fault')",
        "print('[1, 2]')",
        "print('12')",
        "print('{\"a\": 1}', end='')",
        "print('[' * 100000)",
        "sys.stdout.buffer.write(bytes(range(128, 256)) + b'\\n')",
        "os.abort()",
    ],
)
def test_whoever_says_anything_else_is_lost(source: IO[bytes], said: str) -> None:
    with Process(program(said), source) as process, pytest.raises(ProcessLost):
        process.message(LONG)


@pytest.mark.parametrize(
    "said",
    [
        "time.sleep(1000)",
        "print('{', end='', flush=True); time.sleep(1000)",
        "while True: print('x', end='', flush=True); time.sleep(0.01)",
    ],
)
def test_whoever_says_nothing_whole_is_too_slow(source: IO[bytes], said: str) -> None:
    with Process(program(said), source) as process, pytest.raises(ProcessTooSlow):
        process.message(MOMENT)


def test_whoever_writes_without_end_is_not_listened_to_for_ever(
    source: IO[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "MOST_LINE", 1_000_000)
    with (
        Process(program("while True: print('x' * 10000, end='')"), source) as process,
        pytest.raises(ProcessLost, match="without end"),
    ):
        process.message(LONG)


def test_all_that_it_started_ends_with_it(source: IO[bytes]) -> None:
    starts = "import subprocess; other = subprocess.Popen(['sleep', '1000'])"
    says = "print(json.dumps({'pid': other.pid}), flush=True); time.sleep(1000)"
    with Process(program(f"{starts}; {says}"), source) as process:
        other = os.pidfd_open(process.message(LONG)["pid"])
        assert not has_ended(other, within=0)
    assert has_ended(other, within=LONG)
    os.close(other)


def test_it_ends_when_we_are_interrupted(source: IO[bytes]) -> None:
    with pytest.raises(KeyboardInterrupt), Process(program("time.sleep(1000)"), source) as process:
        raise KeyboardInterrupt
    assert not Path(f"/proc/{process.pid}").exists()
