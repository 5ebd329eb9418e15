"""The most frequent words."""

import collections
import re


def compute(text):
    """Three of them."""
    return collections.Counter(re.findall(r'\w+', text)).most_common(3)
