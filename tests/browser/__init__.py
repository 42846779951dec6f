"""Tests in a real browser. A package, so that the browser and its server end with it."""
