"""Brackets, lines and tables of a plan → who does what, and which units those are."""
