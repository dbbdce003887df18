import cv2
import numpy as np
import pytest

from pdf_parser.seeing.rectify import Matrix, square_up
from pdf_parser.words import Picture

WIDTH, HEIGHT = 1000, 1400


def a_form() -> Picture:
    """Frames and rules on white paper."""
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for top in range(100, 1300, 150):
        cv2.rectangle(page, (60, top), (940, top + 120), (60, 60, 60), 2)
        cv2.line(page, (500, top), (500, top + 120), (60, 60, 60), 2)
    return page


def seen(page: Picture, matrix: Matrix) -> Picture:
    shown = cv2.warpPerspective(page, matrix, (WIDTH, HEIGHT), borderValue=(255, 255, 255))
    return np.asarray(shown, dtype=np.uint8)


def turned(degrees: float) -> Matrix:
    return np.vstack([cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1.0), [0, 0, 1]])


def slopes(page: Picture) -> tuple[float, float]:
    """How far the longest level and upright lines are from being so, in pixels from end to end."""
    lines = cv2.createLineSegmentDetector().detect(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY))[0].reshape(-1, 4)
    across, down = np.abs(lines[:, 2] - lines[:, 0]), np.abs(lines[:, 3] - lines[:, 1])
    return float(down[across > 300].max()), float(across[down > 80].max())


def test_a_straight_page_is_left_as_it_is() -> None:
    page = a_form()

    squared = square_up(page)

    assert squared.picture is page
    assert np.array_equal(squared.to_page, np.eye(3))


@pytest.mark.parametrize("degrees", [-1.5, 0.7, 3.0])
def test_a_turned_page_is_turned_back(degrees: float) -> None:
    squared = square_up(seen(a_form(), turned(degrees)))

    level, upright = slopes(squared.picture)
    assert level < 2
    assert upright < 1.5


KEYSTONE: Matrix = np.asarray(
    cv2.getPerspectiveTransform(
        np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32),
        np.array([[60, 20], [920, 50], [990, 1380], [15, 1330]], np.float32),
    ),
    dtype=np.float64,
)


def test_a_photographed_page_is_squared_up() -> None:
    squared = square_up(seen(a_form(), KEYSTONE))

    level, upright = slopes(squared.picture)
    assert level < 3
    assert upright < 2


def test_where_a_place_stood_in_the_given_picture() -> None:
    page = a_form()
    page[700:704, 250:254] = (255, 0, 0)
    squared = square_up(seen(page, KEYSTONE))

    ys, xs = np.nonzero((squared.picture[:, :, 0] > 150) & (squared.picture[:, :, 1] < 100))
    back = squared.to_page @ np.array([xs.mean(), ys.mean(), 1.0])
    expected = KEYSTONE @ np.array([251.5, 701.5, 1.0])
    assert np.allclose(back[:2] / back[2], expected[:2] / expected[2], atol=1.5)


def test_a_page_without_lines_is_left_as_it_is() -> None:
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)

    assert square_up(page).picture is page
