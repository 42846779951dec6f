"""What was done to make one picture of the other? Says it, and saves a picture of the details that agree.

python examples/explain_and_draw.py COPY ORIGINAL OVERLAY.png
"""

from __future__ import annotations

import sys

from PIL import Image, ImageDraw

from pictrace import compare, explain

LINES = 60


def main(copy: str, original: str, overlay: str) -> None:
    """Compare two files without a library, by the network whose weights come with a package."""
    pair = compare(copy, original, backbone="efficientnet-lite0")
    scores = {channel: round(score, 3) for channel, score in pair.scores.items() if score is not None}
    print(f"{pair.score:.3f}", scores)

    story = explain(pair)
    print("Nearer their source:", story.nearer.side)
    if story.recipe.claimed:
        for step in story.recipe.steps:
            print(step.kind, dict(step.parameters))
    else:
        print("No steps were found that give one of the other.")

    # Both as they were measured, beside each other; points are in pixels of the originals.
    left, right = pair.query, pair.candidate
    pictures = [Image.fromarray(side.working) for side in (left, right)]
    canvas = Image.new("RGB", (sum(one.width for one in pictures), max(one.height for one in pictures)))
    canvas.paste(pictures[0], (0, 0))
    canvas.paste(pictures[1], (pictures[0].width, 0))
    draw = ImageDraw.Draw(canvas)
    found = pair.evidence.keypoints
    agreeing = found.inliers.nonzero()[0]
    for row in agreeing[:: max(1, len(agreeing) // LINES)]:
        (x0, y0), (x1, y1) = found.query_points[row], found.candidate_points[row]
        here, there = pictures[0].width / left.width, pictures[1].width / right.width
        draw.line((x0 * here, y0 * here, pictures[0].width + x1 * there, y1 * there), fill=(255, 160, 0))
    canvas.save(overlay)
    print(f"{found.inlier_count} details agree; drawn in {overlay}")


if __name__ == "__main__":
    main(*sys.argv[1:])
