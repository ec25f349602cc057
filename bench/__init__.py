"""Measurements, each a ratio of two things taken in turn in one run, or a time with its bound."""

import sys
from pathlib import Path

# The oracle of the tests is what sampled answers are compared with.
sys.path.append(str(Path(__file__).parent.parent / "tests"))
