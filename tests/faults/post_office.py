"""A mail server in a process of its own: `python -m tests.faults.post_office FOLDER PORT`."""

import asyncio
import sys
from pathlib import Path

from workers.embedded.mail import MailCatcher


async def serve(folder: Path, port: int) -> None:
    """Keep every mail, until killed."""
    await MailCatcher(folder, port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
