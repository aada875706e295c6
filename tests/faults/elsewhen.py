"""Runs a command of Perennial so many hours away: `FAULT_HOURS=-5 python -m ... run worker`."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from workers.cli import main

HOURS = "FAULT_HOURS"

if __name__ == "__main__":
    if hours := float(os.environ.get(HOURS, "0")):
        there = datetime.now(UTC) + timedelta(hours=hours)
        time_machine.travel(there, tick=True).start()
    main()
