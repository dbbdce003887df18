"""Read recordings from the command line: ``python -m oximetry FILE... [--json]``.

Exit status: 0 if every file was read, 1 if any was refused, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from oximetry import Analysis, Recording, RecordingError, analyse, read_file
from oximetry.table import table


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each file's numbers; a refused file gets its sentence on standard error."""
    options = _options(arguments)
    refused = [path for path in options.files if not _show(path, as_json=options.json)]
    return 1 if refused else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m oximetry", description="The numbers of a night.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a recording")
    parser.add_argument("--json", action="store_true", help="one JSON object per file and line")
    return parser.parse_args(arguments)


def _show(path: Path, *, as_json: bool) -> bool:
    """Print one file's numbers; False if it was refused."""
    try:
        recording = read_file(path)
    except RecordingError as error:
        print(f"{path}: {error} {error.advice % error.params}", file=sys.stderr)
        return False
    analysis = analyse(recording)
    print(_json(path, recording, analysis) if as_json else table(path.name, recording, analysis))
    return True


def _json(path: Path, recording: Recording, analysis: Analysis) -> str:
    described = {
        "file": str(path),
        "format": recording.format,
        "device": recording.device,
        "device_number": recording.device_number,
    }
    return json.dumps(described | analysis.to_dict(), ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
