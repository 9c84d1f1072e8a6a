"""Run every measurement and print what was measured, on which machine, on which day."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime

from . import calendar, cold_build, search

MEASUREMENTS = (cold_build, calendar, search)


def main() -> None:
    print(
        f"日期：{datetime.now(UTC).date()}；机器：{os.cpu_count()} 核，{platform.machine()}，{platform.system()}，Python {platform.python_version()}"
    )
    for measurement in MEASUREMENTS:
        print(f"\n## {measurement.TITLE}\n")
        for line in measurement.measure():
            print(line)


if __name__ == "__main__":
    main()
