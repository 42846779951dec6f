"""The size that every picture has for its key points and for geometry in pixels, whatever the size of its original."""

# Small pictures are enlarged to it: ORB's pyramid only goes down, so a 100 px thumbnail kept at its size has 10 key
# points and no match, and 183 inliers at 512.
FRAME = 512


def frame_size(width: int, height: int) -> tuple[float, float]:
    """(width, height) of a picture whose long side is made 512."""
    scale = FRAME / max(width, height)
    return width * scale, height * scale
