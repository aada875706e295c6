"""A key service for tests, asked through a program as those of the real ones are.

The words on its command line: the file of its master keys, the newest first, each `id secret`.
"""

import json
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

from storage.master_key import MasterKey


def answer(kept: list[list[str]], request: dict[str, Any]) -> dict[str, Any]:
    """What a key service says to a request."""
    if request["do"] == "identify":
        return {"id": kept[0][0]}
    master = MasterKey.from_text(next(text for name, text in kept if name == request["id"]))
    work, given, asked = {
        "wrap": (master.wrap, "key", "wrapped"),
        "unwrap": (master.unwrap, "wrapped", "key"),
    }[request["do"]]
    return {
        "keys": [
            {
                "subject": each["subject"],
                asked: b64encode(work(UUID(each["subject"]), b64decode(each[given]))).decode(),
            }
            for each in request["keys"]
        ]
    }


if __name__ == "__main__":
    lines = [line.split() for line in Path(sys.argv[1]).read_text().splitlines()]
    print(json.dumps(answer(lines, json.load(sys.stdin))))  # noqa: T201 - its answer
