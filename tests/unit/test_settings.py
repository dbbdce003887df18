"""Settings: anything doubtful in the environment stops the start with a sentence."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from cryptography.fernet import Fernet

from settings import S3Settings, Settings, SettingsError, new_keys

R2 = {
    "R2_ACCOUNT_ID": "0123abcd",
    "R2_ACCESS_KEY_ID": "an-access-key",
    "R2_SECRET_ACCESS_KEY": "a-very-secret-key",
    "R2_BUCKET": "nights",
}
S3 = {
    "S3_ENDPOINT_URL": "https://s3.example.test",
    "S3_ACCESS_KEY_ID": "an-access-key",
    "S3_SECRET_ACCESS_KEY": "a-very-secret-key",
    "S3_BUCKET": "nights",
}


def read(folder: Path, **env: str) -> Settings:
    return Settings.from_env({"DATA_DIR": str(folder), **env})


def refusal(folder: Path, **env: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(folder, **env)
    return str(caught.value)


def bucket(folder: Path, **env: str) -> S3Settings:
    s3 = read(folder, **env).s3
    assert s3 is not None
    return s3


def test_an_empty_environment_gives_a_house_that_works_on_this_machine(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.public_url == "http://localhost:8050"
    assert settings.database_url == f"sqlite:///{tmp_path}/oxinight.db"
    assert (settings.store_kind, settings.objects_dir) == ("folder", tmp_path / "objects")
    assert (settings.engine, settings.workers, settings.trusted_proxies) == ("embedded", 1, 0)
    assert settings.max_upload_bytes == 50 * 1024 * 1024
    assert not settings.is_https


@pytest.mark.parametrize("name", ["R2_BUKCET", "S3_ACL", "OXINIGHT_COLOUR", "OXINIGHT_"])
def test_a_misspelt_setting_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    assert f"Unknown setting {name}." in refusal(tmp_path, **{name: "x"})


def test_what_other_programs_read_from_the_environment_is_no_business_of_ours(tmp_path: Path) -> None:
    assert read(tmp_path, R2D2="a robot", LANG="ro_RO.UTF-8", OXY="gen").clinic_name == "Oxinight"


@pytest.mark.parametrize("url", ["redis://localhost", "rediss://default:pa55word@redis.test:6380/0"])
def test_a_broker_means_celery(tmp_path: Path, url: str) -> None:
    settings = read(tmp_path, REDIS_URL=url)
    assert (settings.engine, settings.redis_url) == ("celery", url)
    assert "pa55word" not in f"{settings!r}"


@pytest.mark.parametrize("engine", ["separate", "celery"])
def test_an_engine_that_goes_with_a_broker_may_be_named_beside_it(tmp_path: Path, engine: str) -> None:
    assert read(tmp_path, REDIS_URL="redis://localhost", OXINIGHT_ENGINE=engine).engine == "celery"


def test_a_broker_and_an_engine_that_needs_none_contradict_each_other(tmp_path: Path) -> None:
    said = refusal(tmp_path, REDIS_URL="redis://localhost", OXINIGHT_ENGINE="embedded")
    assert said.startswith("REDIS_URL is given beside OXINIGHT_ENGINE=embedded")
    assert refusal(tmp_path, OXINIGHT_ENGINE="celery") == "OXINIGHT_ENGINE=celery needs REDIS_URL."


@pytest.mark.parametrize(
    "url", ["localhost:6379", "http://pa55word@redis", "redis://", "redis://pa55word:x@h:y"]
)
def test_a_broker_that_is_no_redis_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    said = refusal(tmp_path, REDIS_URL=url)
    assert said.startswith("REDIS_URL must look like redis://")
    assert "pa55word" not in said


@pytest.mark.parametrize("left_out", ["R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY", "R2_BUCKET"])
def test_half_an_r2_is_refused_with_what_is_missing(tmp_path: Path, left_out: str) -> None:
    half = {name: value for name, value in R2.items() if name != left_out}
    assert refusal(tmp_path, **half).startswith(f"{left_out} missing")


def test_r2_needs_an_account_or_an_endpoint(tmp_path: Path) -> None:
    half = {name: value for name, value in R2.items() if name != "R2_ACCOUNT_ID"}
    assert "R2_ACCOUNT_ID" in refusal(tmp_path, **half)
    assert bucket(tmp_path, **half, R2_ENDPOINT_URL="https://r2.test").endpoint_url == "https://r2.test"


@pytest.mark.parametrize("left_out", sorted(S3))
def test_half_an_s3_is_refused_with_what_is_missing(tmp_path: Path, left_out: str) -> None:
    half = {name: value for name, value in S3.items() if name != left_out}
    assert refusal(tmp_path, **half).startswith(f"{left_out} missing")


@pytest.mark.parametrize("name", ["R2_ACCOUNT_ID", "R2_PREFIX", "R2_JURISDICTION", "S3_PREFIX", "S3_REGION"])
def test_a_detail_of_a_bucket_without_the_bucket_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, **{name: "eu"}).startswith(f"{name} is given without")


def test_two_buckets_are_refused(tmp_path: Path) -> None:
    assert "keep one of the two" in refusal(tmp_path, **R2, **S3)


@pytest.mark.parametrize(
    ("jurisdiction", "host"),
    [("", "0123abcd.r2."), ("eu", "0123abcd.eu.r2."), ("fedramp", "0123abcd.fedramp.r2.")],
)
def test_r2_has_an_endpoint_for_each_jurisdiction(tmp_path: Path, jurisdiction: str, host: str) -> None:
    place = bucket(tmp_path, **R2, R2_JURISDICTION=jurisdiction, R2_PREFIX="/cluj/")
    assert place.endpoint_url == f"https://{host}cloudflarestorage.com"
    assert (place.region, place.prefix) == ("auto", "cluj")


def test_an_unknown_jurisdiction_is_refused(tmp_path: Path) -> None:
    assert "default, eu, fedramp" in refusal(tmp_path, **R2, R2_JURISDICTION="mars")


def test_an_s3_store_is_spoken_to_as_its_settings_say(tmp_path: Path) -> None:
    more = {"S3_REGION": "fra1", "S3_ADDRESSING_STYLE": "virtual", "S3_PREFIX": "a/b"}
    place = bucket(tmp_path, **S3, **more)
    assert (place.region, place.addressing_style, place.prefix) == ("fra1", "virtual", "a/b")
    assert read(tmp_path, **S3).store_kind == "s3"


@pytest.mark.parametrize("url", ["s3.example.test", "ftp://s3.example.test", "https://"])
def test_an_endpoint_that_is_no_web_address_is_refused(tmp_path: Path, url: str) -> None:
    assert "S3_ENDPOINT_URL" in refusal(tmp_path, **{**S3, "S3_ENDPOINT_URL": url})
    assert "R2_ENDPOINT_URL" in refusal(tmp_path, **R2, R2_ENDPOINT_URL=url)


@pytest.mark.parametrize("prefix", ["two words", "a//b", "../up", "Şerban"])
def test_a_prefix_that_no_key_may_have_is_refused(tmp_path: Path, prefix: str) -> None:
    assert "S3_PREFIX" in refusal(tmp_path, **S3, S3_PREFIX=prefix)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("OXINIGHT_MAX_UPLOAD_MB", "1.5"),
        ("OXINIGHT_MAX_UPLOAD_MB", "-1"),
        ("OXINIGHT_LINK_DAYS", "٣"),
        ("OXINIGHT_LINK_DAYS", "4000"),
        ("OXINIGHT_WORKERS", "0"),
        ("OXINIGHT_WORKERS", "9" * 5000),
        ("OXINIGHT_TRUSTED_PROXIES", "9"),
    ],
)
def test_a_bad_number_is_refused_with_its_range(tmp_path: Path, name: str, value: str) -> None:
    assert refusal(tmp_path, **{name: value}).startswith(f"{name} must be a whole number from ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OXINIGHT_DEFAULT_LOCALE", "de"),
        ("OXINIGHT_ENGINE", "threads"),
        ("OXINIGHT_STREAM_FILES", "maybe"),
    ],
)
def test_a_choice_is_one_of_those_named(tmp_path: Path, name: str, value: str) -> None:
    assert refusal(tmp_path, **{name: value}).startswith(f"{name} must be one of ")


@pytest.mark.parametrize(
    "url",
    [
        "nights.clinic.test",
        "ftp://nights.clinic.test",
        "https://",
        "https://clinic.test/nights",
        "https://clinic.test?a=b",
        "https://clinic.test#top",
    ],
)
def test_the_public_address_is_an_address_and_nothing_more(tmp_path: Path, url: str) -> None:
    assert "OXINIGHT_PUBLIC_URL must look like" in refusal(tmp_path, OXINIGHT_PUBLIC_URL=url)


def test_a_slash_at_the_end_of_the_public_address_does_no_harm(tmp_path: Path) -> None:
    settings = read(tmp_path, OXINIGHT_PUBLIC_URL="https://nights.clinic.test/")
    assert (settings.public_url, settings.is_https) == ("https://nights.clinic.test", True)


@pytest.mark.parametrize("url", ["mysql://host/nights", "postgresql://", "nights.db"])
def test_only_the_two_databases_that_we_know_are_taken(tmp_path: Path, url: str) -> None:
    assert "postgresql://" in refusal(tmp_path, DATABASE_URL=url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_each_spelling_of_postgresql_gets_our_driver(tmp_path: Path, scheme: str) -> None:
    keys = new_keys()
    settings = read(
        tmp_path,
        DATABASE_URL=f"{scheme}://ana:pw@db/nights",
        OXINIGHT_SECRET_KEY=keys.secret_key,
        OXINIGHT_LINK_KEYS=",".join(keys.link_keys),
    )
    assert settings.database_url == "postgresql+psycopg://ana:pw@db/nights"


def test_a_database_server_needs_keys_that_do_not_lie_on_one_machine(tmp_path: Path) -> None:
    assert "OXINIGHT_LINK_KEYS must be given" in refusal(tmp_path, DATABASE_URL="postgresql://db/nights")
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize("given", ["OXINIGHT_SECRET_KEY", "OXINIGHT_LINK_KEYS"])
def test_one_key_without_the_other_is_refused(tmp_path: Path, given: str) -> None:
    assert "are given together" in refusal(tmp_path, **{given: "x" * 44})


def test_weak_or_broken_keys_are_refused(tmp_path: Path) -> None:
    good = new_keys()
    short = refusal(tmp_path, OXINIGHT_SECRET_KEY="short", OXINIGHT_LINK_KEYS=good.link_keys[0])
    assert "at least 32 characters" in short
    broken = refusal(tmp_path, OXINIGHT_SECRET_KEY=good.secret_key, OXINIGHT_LINK_KEYS="not a key")
    assert "Fernet keys" in broken


def test_several_link_keys_may_stand_with_spaces_after_the_commas(tmp_path: Path) -> None:
    one, two = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings = read(tmp_path, OXINIGHT_SECRET_KEY="s" * 32, OXINIGHT_LINK_KEYS=f"{one}, {two}")
    assert settings.link_keys == (one, two)


def test_a_machine_makes_its_own_keys_once_for_its_owner_only(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert (first.secret_key, first.link_keys) == (second.secret_key, second.link_keys)
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_eight_processes_that_start_at_once_agree_on_the_keys(tmp_path: Path) -> None:
    together = Barrier(8)

    def start(_: int) -> str:
        together.wait()
        return read(tmp_path).secret_key

    for attempt in range(5):
        (tmp_path / "keys.json").unlink(missing_ok=True)
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(start, range(8)))) == 1, f"attempt {attempt}"


@pytest.mark.parametrize("content", ["", "{", "{}", '{"secret_key": 5, "link_keys": []}'])
def test_a_damaged_key_file_stops_the_start_and_is_left_as_it_is(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    assert "keys.json" in refusal(tmp_path)
    assert path.read_text() == content


def test_a_data_folder_that_can_not_be_written_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "DATA_DIR" in refusal(tmp_path / "file" / "data")


def test_no_secret_shows_when_settings_are_printed(tmp_path: Path) -> None:
    settings = read(tmp_path, **S3)
    shown = f"{settings!r} {settings} {settings.s3!r}"
    saved = json.loads((tmp_path / "keys.json").read_text())
    for secret in (S3["S3_SECRET_ACCESS_KEY"], saved["secret_key"], *saved["link_keys"]):
        assert secret not in shown
    assert "s3.example.test" in shown


def test_a_database_password_does_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    keys = new_keys()
    settings = read(
        tmp_path,
        DATABASE_URL="postgresql://ana:pa55word@db/nights",
        OXINIGHT_SECRET_KEY=keys.secret_key,
        OXINIGHT_LINK_KEYS=keys.link_keys[0],
    )
    assert "pa55word" not in f"{settings!r}"
