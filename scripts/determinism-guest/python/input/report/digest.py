"""The digest of the text."""

import hashlib


def compute(text):
    """Hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
