"""How a process ends: what was to be sent is sent, and then nothing can hold it back."""

import atexit
import os
import sys
from contextlib import suppress


class Leaving:
    """Ends the process with a code, after everything else that was to be done at its end.

    Python would take apart what is left, and with it the Temporal SDK, which waits for its threads
    there. One of them that hands on the answer to a call that was given up is stopped by Python at
    that very moment, for good: measured on a busy machine, a command that had said everything it
    had to say did not end. So nothing is taken apart.
    """

    def __init__(self, code: int) -> None:
        """End with this code unless another is named meanwhile."""
        self.code = code

    def prepare(self) -> None:
        """Be called last: what is registered later, as what sends failures, is called before."""
        atexit.register(self._leave)

    def _leave(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # whoever read it has gone
                stream.flush()
        os._exit(self.code)
