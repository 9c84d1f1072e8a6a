"""Loaded records into problems: one rule, one generator."""
