"""The way in which the app writes a patient's files."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from storage_service import (
    FolderStore,
    InvalidKey,
    ObjectExists,
    ObjectMissing,
    ObjectStore,
    ResourceType,
    S3Store,
    StoredObject,
    delete_patient_folder,
    download_patient_file,
    generate_presigned_url,
    list_patient_files,
    make_store,
    open_patient_file,
    patient_key,
    upload_patient_csv,
    upload_patient_file,
    upload_patient_pdf,
    upload_patient_plot,
)
from tests.seaweed import Seaweed
from tests.services.storage.opening import Opener

TOKEN = "Zk3_x-9Qw0"
OTHER = "Zk3_x-9Qw0a"
NAME = "Înregistrare Șerban – ziua 1.csv"


@dataclass(frozen=True)
class Settings:
    objects_dir: Path
    store_kind: str = "folder"
    secret_key: str = "a secret for tests only, 32 characters"
    s3: Seaweed | None = None


def test_a_csv_lies_under_the_patients_token(store: ObjectStore) -> None:
    stored = upload_patient_csv(TOKEN, b"Time,SpO2\n", NAME, store=store)

    assert stored.key == f"{TOKEN}/csvs/Inregistrare-Serban-ziua-1.csv"
    assert stored.content_type == "text/csv; charset=utf-8"
    assert download_patient_file(TOKEN, "csvs", NAME, store=store) == b"Time,SpO2\n"


def test_pdfs_and_plots_have_their_own_folders_and_types(store: ObjectStore) -> None:
    pdf = upload_patient_pdf(TOKEN, b"%PDF-1.7", "report.pdf", store=store)
    plot = upload_patient_plot(TOKEN, b"\x89PNG", "17-night.png", store=store)

    assert (pdf.key, pdf.content_type) == (f"{TOKEN}/pdfs/report.pdf", "application/pdf")
    assert (plot.key, plot.content_type) == (f"{TOKEN}/plots/17-night.png", "image/png")


@pytest.mark.parametrize("kind", list(ResourceType))
def test_every_kind_of_file_is_stored_listed_and_opened(store: ObjectStore, kind: ResourceType) -> None:
    stored = upload_patient_file(TOKEN, kind, io.BytesIO(b"content"), "17.bin", store=store)

    assert stored.key == f"{TOKEN}/{kind}/17.bin"
    assert [found.name for found in list_patient_files(TOKEN, kind, store=store)] == ["17.bin"]
    with open_patient_file(TOKEN, kind, "17.bin", store=store) as stream:
        assert stream.read() == b"content"


def test_an_original_sent_twice_is_answered_and_stored_once(store: ObjectStore) -> None:
    first = upload_patient_csv(TOKEN, b"night", "17.csv", store=store)
    again = upload_patient_csv(TOKEN, io.BytesIO(b"night"), "17.csv", store=store)

    assert (first.key, first.sha256) == (again.key, again.sha256)
    assert len(list_patient_files(TOKEN, "csvs", store=store)) == 1


@pytest.mark.parametrize("upload", [upload_patient_csv, upload_patient_pdf])
def test_an_original_is_never_written_over(store: ObjectStore, upload: Callable[..., StoredObject]) -> None:
    first = upload(TOKEN, b"night", "17.csv", store=store)

    with pytest.raises(ObjectExists):
        upload(TOKEN, b"another night", "17.csv", store=store)

    assert store.get(first.key) == b"night"


def test_a_plot_drawn_again_takes_the_place_of_the_old_one(store: ObjectStore) -> None:
    upload_patient_plot(TOKEN, b"old", "17.png", store=store)
    upload_patient_plot(TOKEN, b"new", "17.png", store=store)

    assert download_patient_file(TOKEN, "plots", "17.png", store=store) == b"new"


def test_deleting_a_patient_leaves_the_next_one_alone(store: ObjectStore) -> None:
    for token in (TOKEN, OTHER):
        upload_patient_csv(token, b"night", "17.csv", store=store)
        upload_patient_plot(token, b"png", "17.png", store=store)

    assert delete_patient_folder(TOKEN, store=store) == 2
    assert list_patient_files(TOKEN, "csvs", store=store) == []
    assert len(list_patient_files(OTHER, "csvs", store=store)) == 1
    assert delete_patient_folder(TOKEN, store=store) == 0


@pytest.mark.parametrize("token", ["", "/", "..", "a/b", "a/csvs", "*", "Șerban", "."])
def test_a_crooked_token_reaches_nothing(store: ObjectStore, token: str) -> None:
    for ask in (
        lambda: upload_patient_csv(token, b"x", "17.csv", store=store),
        lambda: list_patient_files(token, "csvs", store=store),
        lambda: delete_patient_folder(token, store=store),
    ):
        with pytest.raises(InvalidKey):
            ask()


def test_a_folder_that_patients_do_not_have_is_a_mistake_of_ours(store: ObjectStore) -> None:
    with pytest.raises(ValueError, match="secrets"):
        list_patient_files(TOKEN, "secrets", store=store)


def test_what_was_never_uploaded_is_missing(store: ObjectStore) -> None:
    with pytest.raises(ObjectMissing):
        download_patient_file(TOKEN, "csvs", "17.csv", store=store)


def test_a_presigned_url_opens_a_patients_file(store: ObjectStore, opened: Opener) -> None:
    stored = upload_patient_csv(TOKEN, b"night", "17.csv", store=store)

    assert opened(generate_presigned_url(stored.key, 60, store=store)).body == b"night"


def test_the_same_name_gives_the_same_key() -> None:
    assert patient_key(TOKEN, "csvs", NAME) == patient_key(TOKEN, ResourceType.CSV, NAME)


def test_settings_without_s3_make_a_folder(tmp_path: Path) -> None:
    made = make_store(Settings(tmp_path / "objects"))

    assert isinstance(made, FolderStore)
    assert list(tmp_path.iterdir()) == []


def test_settings_with_s3_make_a_bucket(tmp_path: Path, place: Seaweed) -> None:
    made = make_store(Settings(tmp_path / "objects", store_kind="s3", s3=place))
    upload_patient_csv(TOKEN, b"night", "17.csv", store=made)

    assert isinstance(made, S3Store)
    assert download_patient_file(TOKEN, "csvs", "17.csv", store=made) == b"night"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["s3", "ftp", ""])
def test_settings_that_name_no_store_stop_the_start(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ValueError, match="store_kind"):
        make_store(replace(Settings(tmp_path), store_kind=kind))
