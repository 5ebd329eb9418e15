"""A number with many digits, which keeps the other threads waiting."""

import decimal


def compute(text):
    """One digit of the square root for each 20 letters."""
    decimal.getcontext().prec = len(text) // 20
    return str(decimal.Decimal(2).sqrt())[-5:]
