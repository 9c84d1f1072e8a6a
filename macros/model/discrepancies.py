"""The record of numbers that differ between pieces of one topic, and why they may."""

from __future__ import annotations

from pydantic import Field

from .record import Brief, Line, Record


class Discrepancy(Record):
    """Amounts of one thing that differ, each said somewhere, and the reason why all of them stand."""

    files: tuple[Line, ...] = Field(min_length=1, description="写着这些数的文件，例如 content/articles/fire.md")
    said: tuple[Line, ...] = Field(min_length=2, description="各写的是多少，连单位，例如 [10至20分钟, 15分钟]")
    reason: Brief = Field(description="为什么可以不同：说的是两样东西，还是两个出处各有说法")


class Discrepancies(Record):
    """The list of numbers that differ for a reason."""

    differences: tuple[Discrepancy, ...] = Field(description="有理由不同的数，一组一项")
