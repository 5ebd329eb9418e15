"""The middle length of a line."""

import statistics


def compute(text):
    """Not the mean."""
    return statistics.median(len(line) for line in text.splitlines())
