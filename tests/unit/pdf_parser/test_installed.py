"""The languages in which pictures can be read."""

import pytest

from oximetry.errors import RecordingError
from pdf_parser.installed import check_language, languages


def test_english_is_installed_and_the_model_of_scripts_is_no_language() -> None:
    assert "eng" in languages()
    assert "osd" not in languages()
    check_language("eng")


@pytest.mark.parametrize("language", ["osd", "xyz", "eng+xyz", "../eng", "eng.traineddata"])
def test_what_is_not_installed_is_refused_with_what_is(language: str) -> None:
    with pytest.raises(RecordingError) as caught:
        check_language(language)
    assert dict(caught.value.params) == {"language": language, "installed": ", ".join(languages())}


@pytest.mark.parametrize("language", ["", " "])
def test_no_language_is_refused_as_such(language: str) -> None:
    with pytest.raises(RecordingError) as caught:
        check_language(language)
    assert caught.value.key == "ocr_language_none"
