"""What happens to a page on its way to the doctor: it is resized, compressed, scanned, photographed."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Rng = np.random.Generator

JPEG_QUALITY = 60
_MOST_DEGREES = 1.5
_GROUNDS = ((128, 128, 128), (255, 255, 255), (225, 225, 225))
_DESKS = ((96, 74, 56), (60, 62, 66), (170, 165, 158), (205, 190, 165))
_KEYSTONE = 0.035  # share of the page by which a corner may come nearer to the middle


def distorted(image: Image.Image, kind: str, seed: int) -> Image.Image:
    """The page after all that ``kind`` names; the same seed does the same to it."""
    rng = np.random.default_rng((seed, 3))
    picture: Picture = np.asarray(image)
    for change in DISTORTIONS[kind]:
        picture = change(picture, rng)
    return Image.fromarray(picture)


def scaled(picture: Picture, rng: Rng) -> Picture:
    """Resampled to 0.6 to 2 times its size, to either end as often as to all between."""
    return _resized(picture, float(rng.choice([0.6, rng.uniform(0.6, 2), 2])))


def compressed(picture: Picture, rng: Rng) -> Picture:
    """What JPEG of quality 60 leaves of it."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=JPEG_QUALITY)
    return np.asarray(Image.open(file).convert("RGB"))


def rotated(picture: Picture, rng: Rng) -> Picture:
    """Askew by up to 1.5°, on a grey or white ground."""
    ground = _GROUNDS[int(rng.integers(len(_GROUNDS)))]
    degrees = float(rng.uniform(0.2, _MOST_DEGREES)) * float(rng.choice([-1, 1]))
    turned = Image.fromarray(picture).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=ground)
    return np.asarray(turned)


def noisy(picture: Picture, rng: Rng) -> Picture:
    """A sensor's grey noise, and a slightly soft lens."""
    soft = _blurred(picture, float(rng.uniform(0, 0.6)))
    sigma = np.float32(rng.uniform(4, 12))
    return _as_picture(soft + sigma * rng.standard_normal((*soft.shape[:2], 1), dtype=np.float32))


def photographed(picture: Picture, rng: Rng) -> Picture:
    """On a desk, not quite from above, in uneven light; a telephone has more pixels than the page."""
    large = _resized(picture, float(rng.uniform(1.2, 1.7)))
    height, width = large.shape[:2]
    margin = rng.uniform(0.02, 0.07, size=2) * (width, height)
    size = (int(width + 2 * margin[0]), int(height + 2 * margin[1]))
    desk = _desk(size, rng)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    seen = corners + margin + _keystone(width, height, rng)
    view = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
    cv2.warpPerspective(large, view, size, dst=desk, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    return _blurred(_as_picture(desk * _light(size, rng)), float(rng.uniform(0.5, 1.0)))


def sent(picture: Picture, rng: Rng) -> Picture:
    """As messengers send pictures on: 1600 pixels high, and compressed."""
    return compressed(_resized(picture, 1600 / picture.shape[0]), rng)


# In the order in which it happens to real pages: a scan is askew before it is compressed.
DISTORTIONS: dict[str, tuple[Callable[[Picture, Rng], Picture], ...]] = {
    "none": (),
    "scale": (scaled,),
    "jpeg": (compressed,),
    "rotation": (rotated,),
    "noise": (noisy,),
    "photo": (photographed,),
    "sent": (sent,),
    "rotation+jpeg": (rotated, compressed),
    "rotation+noise": (rotated, noisy),
    "photo+noise": (photographed, noisy),
    "photo+jpeg": (photographed, compressed),
}


def _resized(picture: Picture, scale: float) -> Picture:
    height, width = picture.shape[:2]
    size = (round(width * scale), round(height * scale))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))


def _blurred(picture: Picture, sigma: float) -> Picture:
    """Softened; a sigma of nearly nothing is nothing."""
    return cv2.GaussianBlur(picture, (0, 0), sigma).astype(np.uint8) if sigma > 0.1 else picture


def _keystone(width: int, height: int, rng: Rng) -> NDArray[np.float64]:
    """How far each corner moves: the far edge of a page is shorter, and nothing is held quite straight."""
    top, left = rng.uniform(-_KEYSTONE, _KEYSTONE, size=2) * (width, height)
    narrower = np.array([max(top, 0), max(top, 0), max(-top, 0), max(-top, 0)])
    lower = np.array([max(left, 0), max(-left, 0), max(-left, 0), max(left, 0)])
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    unsteady = rng.uniform(-0.004, 0.004, size=(4, 2)) * (width, height)
    return np.asarray(inwards * np.stack([narrower, lower], axis=1) + unsteady, dtype=np.float64)


def _desk(size: tuple[int, int], rng: Rng) -> Picture:
    """A ground with some grain."""
    width, height = size
    colour = np.array(_DESKS[int(rng.integers(len(_DESKS)))])
    grain = colour + rng.normal(0, 8, size=(height // 4, width // 4, 1))
    return np.asarray(Image.fromarray(_as_picture(grain)).resize(size, Image.Resampling.BICUBIC)).copy()


def _light(size: tuple[int, int], rng: Rng) -> Floats:
    """Brightness that falls off to one side, never to less than 0.7, shape (height, width, 1)."""
    width, height = size
    angle = float(rng.uniform(0, 2 * np.pi))
    across = (
        np.cos(angle) * np.linspace(-1, 1, width)[None, :]
        + np.sin(angle) * np.linspace(-1, 1, height)[:, None]
    )
    least = float(rng.uniform(0.7, 0.95))
    share = (across - across.min()) / (across.max() - across.min())
    return np.asarray((least + (1 - least) * share)[:, :, None], dtype=np.float32)


def _as_picture(values: NDArray[np.floating]) -> Picture:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)
