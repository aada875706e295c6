"""What `perennial verify` says of an installation, beside what the checker finds by itself."""

import asyncio
import os
import sys
from typing import Final

from tests.faults.checker import Finding
from tests.faults.installation import Installation
from tests.faults.part import ROOT

AGREES: Final = "perennial_verify_agrees"
LONGEST: Final = 1_000


async def second_opinion(place: Installation) -> list[Finding]:
    """Run the command as an operator would; give what it says where it finds a difference."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.elsewhen", "verify", "--json"),
        cwd=ROOT,
        env=os.environ | place.environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    if process.returncode == 0:
        return []
    return [Finding(AGREES, told.decode(errors="replace")[-LONGEST:])]
