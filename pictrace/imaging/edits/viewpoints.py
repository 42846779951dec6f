"""Another photograph of the same scene or object, simulated: what a search must not call a copy.

A camera goes round the scene, nearer or turned a little; what is near moves against what is far; the light, the noise
and the exposure are those of another moment. What comes into view beyond the border is the picture reflected.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from pictrace.imaging.edits.edit import Edit, as_uint8, rounded
from pictrace.imaging.edits.saving import recompress
from pictrace.types import Float32Array, Float64Array, UInt8Array

# Focal length in picture widths: a phone's main camera has about 0.75 to 1.
FOCAL = 1.0


@dataclass(frozen=True, slots=True)
class _Camera:
    """Angles in radians; shift in shares of the picture; relief as a share of the distance.

    moving : how far the subject moved, in shares of the picture. stir : how far everything did, in pixels of 512.
    """

    orbit: tuple[float, float]
    roll: float
    zoom: float
    shift: tuple[float, float]
    relief: float
    moving: float
    stir: float = 0.0


def burst(seed: int = 0) -> Edit:
    """The next photograph of a burst: the hand and the subjects moved a little, the light is the same."""
    random = np.random.default_rng(seed)
    camera = _Camera(
        orbit=_angles(random, 0.2, 1.5),
        roll=math.radians(random.uniform(-1.5, 1.5)),
        zoom=float(random.uniform(0.98, 1.02)),
        shift=(float(random.uniform(-0.04, 0.04)), float(random.uniform(-0.04, 0.04))),
        relief=float(random.uniform(0.05, 0.3)),
        moving=float(random.choice([0.0, random.uniform(0.02, 0.06)])),
    )
    return _shot("next of a burst", "burst", camera, light=float(random.uniform(0.0, 0.03)), seed=seed)


def still_camera(seed: int = 0) -> Edit:
    """Another moment before a camera that stands still: leaves, faces and shadows moved, the rest did not."""
    random = np.random.default_rng(seed)
    camera = _Camera(
        (0.0, 0.0), 0.0, 1.0, (0.0, 0.0), 0.0, float(random.uniform(0.02, 0.1)), float(random.uniform(0.5, 5))
    )
    return _shot("another moment", "still_camera", camera, light=float(random.uniform(0.0, 0.05)), seed=seed)


def viewpoint(seed: int = 0) -> Edit:
    """The scene from another place: 3 to 25 degrees round it, turned, nearer or farther, in other light."""
    random = np.random.default_rng(seed)
    camera = _Camera(
        orbit=_angles(random, 3.0, 25.0),
        roll=math.radians(float(random.choice([random.uniform(-5, 5), random.uniform(-40, 40)]))),
        zoom=float(random.uniform(0.75, 1.3)),
        shift=(float(random.uniform(-0.12, 0.12)), float(random.uniform(-0.12, 0.12))),
        relief=float(random.uniform(0.05, 0.4)),
        moving=0.0,
    )
    return _shot("another viewpoint", "viewpoint", camera, light=float(random.uniform(0.03, 0.2)), seed=seed)


def flat_object(seed: int = 0) -> Edit:
    """A flat thing, a cover or a poster, photographed anew: no parallax, only perspective, light and noise."""
    random = np.random.default_rng(seed)
    camera = _Camera(
        orbit=_angles(random, 4.0, 35.0),
        roll=math.radians(float(random.choice([random.uniform(-5, 5), random.uniform(-40, 40)]))),
        zoom=float(random.uniform(0.6, 1.3)),
        shift=(float(random.uniform(-0.12, 0.12)), float(random.uniform(-0.12, 0.12))),
        relief=0.0,
        moving=0.0,
    )
    return _shot("flat thing anew", "flat_object", camera, light=float(random.uniform(0.03, 0.25)), seed=seed)


def _shot(name: str, kind: str, camera: _Camera, light: float, seed: int) -> Edit:
    def apply(picture: UInt8Array) -> UInt8Array:
        random = np.random.default_rng([seed, 1])
        x, y = _seen_from(picture.shape[0], picture.shape[1], camera, random)
        seen = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        return _exposed(as_uint8(seen), light, random)

    return Edit(name, kind, "photographed again", apply, {"seed": float(seed)})


def _seen_from(
    height: int, width: int, camera: _Camera, random: np.random.Generator
) -> tuple[Float32Array, Float32Array]:
    """Where each pixel of the new photograph lies in the old one: two (height, width) float32, x and y."""
    focal = FOCAL * max(height, width)
    step_x = (np.arange(width) - (width - 1) / 2 + camera.shift[0] * width) / (focal * camera.zoom)
    step_y = (np.arange(height) - (height - 1) / 2 + camera.shift[1] * height) / (focal * camera.zoom)
    ray_x, ray_y = np.meshgrid(step_x, step_y)
    turn = _rotation(*camera.orbit, camera.roll)
    # The scene is a plane at distance 1 with relief, turned about its middle; a ray meets it at this depth.
    normal = turn[:, 2]
    depth = normal[2] / np.maximum(normal[0] * ray_x + normal[1] * ray_y + normal[2], 0.2)
    depth = depth * (1.0 + camera.relief * _clouds(height, width, random))
    scene = np.stack([ray_x * depth, ray_y * depth, depth - 1.0]).reshape(3, -1)
    back = (turn.T @ scene).reshape(3, height, width)
    distance = np.maximum(back[2] + 1.0, 0.2)
    x = focal * back[0] / distance + (width - 1) / 2
    y = focal * back[1] / distance + (height - 1) / 2
    if camera.moving:
        bump = _bump(height, width, random)
        angle = random.uniform(0.0, 2.0 * math.pi)
        x += camera.moving * max(height, width) * math.cos(angle) * bump
        y += camera.moving * max(height, width) * math.sin(angle) * bump
    if camera.stir:
        pixels = camera.stir * max(height, width) / 512
        x += pixels * _clouds(height, width, random, cells=12)
        y += pixels * _clouds(height, width, random, cells=12)
    return x.astype(np.float32), y.astype(np.float32)


def _exposed(picture: UInt8Array, light: float, random: np.random.Generator) -> UInt8Array:
    """The same sight at another moment: uneven light, gamma, white balance, focus, sensor noise, JPEG."""
    height, width = picture.shape[:2]
    values = picture.astype(np.float32) / np.float32(255)
    values **= np.float32(random.uniform(1.0 - 2 * light, 1.0 + 2 * light))
    values *= (1.0 + random.uniform(-light, light, 3)).astype(np.float32)
    values *= (1.0 + light * _clouds(height, width, random, cells=2))[..., np.newaxis].astype(np.float32)
    blur = random.uniform(0.0, 1.0) * max(height, width) / 512
    if blur > 0.2:
        values = np.asarray(cv2.GaussianBlur(values, (0, 0), blur), np.float32)
    values += random.standard_normal(values.shape, dtype=np.float32) * np.float32(random.uniform(1, 6) / 255)
    return recompress(int(random.integers(70, 95))).apply(rounded(values * np.float32(255)))


def _clouds(height: int, width: int, random: np.random.Generator, cells: int = 4) -> Float64Array:
    """(height, width) float64 in [−1, 1], smooth."""
    small = random.uniform(-1.0, 1.0, (cells, cells))
    return np.clip(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), -1.0, 1.0)


def _bump(height: int, width: int, random: np.random.Generator) -> Float64Array:
    """(height, width) float64: 1 where the subject is, 0 elsewhere, smooth between."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    across, down = random.uniform(0.2, 0.8, 2)
    radius = random.uniform(0.1, 0.25)
    bump: Float64Array = np.exp(-(((x - across) / radius) ** 4) - ((y - down) / radius) ** 4)
    return bump


def _rotation(yaw: float, pitch: float, roll: float) -> Float64Array:
    vertical = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    across = np.array([[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]])
    optical = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    turned: Float64Array = optical @ vertical @ across
    return turned


def _angles(random: np.random.Generator, least: float, most: float) -> tuple[float, float]:
    """Yaw and pitch in radians, together between `least` and `most` degrees, in any direction."""
    size, direction = math.radians(random.uniform(least, most)), random.uniform(0.0, 2.0 * math.pi)
    return size * math.cos(direction), size * math.sin(direction)
