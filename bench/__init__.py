"""Measurements, each a ratio of two things taken in turn in one run, or a time with its bound."""
