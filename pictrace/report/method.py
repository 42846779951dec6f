"""How the figures are computed, by the names that an expert looks for. Everybody else reads the words."""

from __future__ import annotations

from collections.abc import Mapping

from pictrace.imaging import WORKING_QUALITY, WORKING_SIDE
from pictrace.matching.geometric_verification import MINIMUM_INLIER_CELLS, REPROJECTION_PIXELS
from pictrace.matching.keypoint_frame import FRAME
from pictrace.matching.ssim import SIZE, WINDOW

METHOD: Mapping[str, str] = {
    "working picture": f"long side {WORKING_SIDE} px, area-averaged, JPEG quality {WORKING_QUALITY}",
    "key points": "ORB, 13 scales; ratio test (Lowe 2004), one to one; the query also mirrored",
    "geometry": f"weak geometric consistency (Jégou et al. 2008), similarity by RANSAC or homography by MAGSAC++ "
    f"(Barath et al. 2020), {REPROJECTION_PIXELS:g} px at a long side of {FRAME}, "
    f"at least {MINIMUM_INLIER_CELLS} places",
    "structure": f"SSIM (Wang et al. 2004), {SIZE} × {SIZE} grey, window {WINDOW} × {WINDOW}, plain and aligned",
    "colour": "Pearson correlation of HSV histograms, 16 × 4 × 4",
    "registration": "inverse compositional (Baker and Matthews 2004) on locally normalised grey",
    "verdict": "gradient-boosted trees (Friedman 2001) on numbers of the registration and of the detail that was kept, "
    "isotonic calibration, Platt scaling to the library",
    "error bound": "one-sided 95 % bound of Clopper and Pearson (1934)",
}
