"""Files of many makers on their way through the house: kept by kind, read, shown, given back as they came."""

from __future__ import annotations

import pytest

import recordings
from access import Doctor
from context import Context
from db.models import RecordingState
from oximetry import Recording, read_recording
from storage_service import ResourceType
from tests.builders import File, a_night, give, nights_of_all_makers, row_of, work

MAKERS = nights_of_all_makers()
TEXT = {"viatom-csv", "contec-csv", "emay-csv", "oxinight-csv"}


@pytest.fixture(params=MAKERS)
def maker(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_night_of_each_maker_is_read_and_found(ctx: Context, ana: Doctor, maker: str) -> None:
    receipt = give(ctx, ana, MAKERS[maker])
    assert work(ctx) == ["ingest", "render-night"]
    found = recordings.find_night(ctx, ana, receipt.recording_id)
    direct = read_recording(MAKERS[maker].content, MAKERS[maker].name)
    assert _numbers(found.recording) == _numbers(direct)
    assert found.analysis.complexity is not None
    assert found.analysis.odi["abc"][3].events > 0


def _numbers(recording: Recording) -> tuple[object, ...]:
    return (recording.format, recording.start, recording.spo2.tolist(), recording.pulse.tolist())


def test_originals_lie_in_the_folder_of_their_kind_and_come_back_as_they_were(
    ctx: Context, ana: Doctor, maker: str
) -> None:
    row = row_of(ctx, give(ctx, ana, MAKERS[maker]).recording_id)
    folder = ResourceType.CSV if maker in TEXT else ResourceType.BINARY
    token, kind, name = row.object_key.split("/")
    assert kind == folder
    resource = recordings.find_resource(ctx, ana, token, kind, name)
    with recordings.open_resource(ctx, resource) as stream:
        assert stream.read() == MAKERS[maker].content


def test_the_devices_own_summary_is_kept(ctx: Context, ana: Doctor) -> None:
    receipt = give(ctx, ana, MAKERS["viatom-vld"])
    work(ctx)
    analysis = recordings.find_night(ctx, ana, receipt.recording_id).analysis
    report, rule = analysis.device_report, analysis.device_rule
    assert report is not None
    assert rule is not None
    assert (report.drops_3, report.drops_4) == (rule.drops_3, rule.drops_4)


def test_a_name_in_a_file_of_the_device_is_not_shown_as_the_device(ctx: Context, ana: Doctor) -> None:
    receipt = give(ctx, ana, MAKERS["contec-csv"])
    work(ctx)
    assert row_of(ctx, receipt.recording_id).device == "Contec CMS50"


def test_a_pdf_lies_with_the_pdfs(ctx: Context, ana: Doctor) -> None:
    receipt = give(ctx, ana, File("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(200)))
    work(ctx)
    row = row_of(ctx, receipt.recording_id)
    assert row.object_key.split("/")[1] == ResourceType.PDF
    assert row.state is RecordingState.REFUSED


def test_a_device_file_without_a_date_is_read_under_a_name_that_holds_one(ctx: Context, ana: Doctor) -> None:
    data = bytearray(MAKERS["contec-spo2"].content)
    data[0x420:0x438] = bytes(24)
    receipt = give(ctx, ana, File("night.SpO2", bytes(data)))
    work(ctx)
    refused = row_of(ctx, receipt.recording_id)
    assert (refused.error or {})["key"] == "no_start"
    again = give(ctx, ana, File("20251015-223000.SpO2", bytes(data)))
    work(ctx)
    assert row_of(ctx, again.recording_id).state is RecordingState.READY


def test_a_csv_night_still_lies_with_the_csvs(ctx: Context, ana: Doctor) -> None:
    row = row_of(ctx, give(ctx, ana, a_night()).recording_id)
    assert row.object_key.split("/")[1] == ResourceType.CSV
