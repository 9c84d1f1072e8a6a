"""Measurements, each against a named peer or target. `python -m bench` runs all of them, with names only those."""


class Missing(Exception):
    """What a measurement needs and this machine has not, in words for whoever runs it."""
