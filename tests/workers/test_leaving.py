"""Tests of the end of a process: it ends with its code, whatever is still in memory."""

import subprocess
import sys
from typing import Final

ENDS: Final = """
import sys
from workers.cli import main

class Runtime:
    def __del__(self):
        print("taken apart", flush=True)

kept = Runtime()
sys.argv = ["perennial", "--no-such-option"]
main()
"""


def test_a_command_ends_with_its_code_and_takes_nothing_apart_that_could_hold_it_back() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDS], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert "No such option" in ended.stderr
    assert not ended.stdout
