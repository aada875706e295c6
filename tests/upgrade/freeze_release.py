"""Freezes the code of a release for the tests: `python -m tests.upgrade.freeze_release v0.1.0`.

Kept is what runs without a browser: the domain, storage, activities, workflows, and of the two
upper rooms what is no page and no command. Everything is as it was, byte for byte.
"""

import io
import lzma
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final

RELEASES: Final = Path(__file__).parent / "releases"
WHOLE: Final = ("domain", "storage", "activities", "workflows")
FLAT: Final = ("gateway", "workers", "workers/embedded")
"""Of these, the modules that lie directly in them."""
LEFT_OUT: Final = ("_templates", "gateway/app.py")


def release_before() -> Path:
    """Give the archive of the latest release that is frozen."""
    return max(RELEASES.glob("*.tar.xz"), key=lambda path: _numbers(path.name))


def freeze(revision: str, target: Path) -> None:
    """Write what is kept of a revision of this repository, the same bytes each time."""
    git = ("git", "archive", "--format=tar", revision, *WHOLE, "gateway", "workers")
    whole = subprocess.run(git, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(whole)) as source, io.BytesIO() as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as kept:
            for member in _kept(source):
                kept.addfile(member, source.extractfile(member))
        target.write_bytes(lzma.compress(packed.getvalue(), preset=9 | lzma.PRESET_EXTREME))


def _kept(source: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in sorted(source.getmembers(), key=lambda found: found.name):
        path = PurePath(member.name)
        is_whole = path.parts[0] in WHOLE
        is_flat = path.parent.as_posix() in FLAT
        left_out = any(name in member.name for name in LEFT_OUT)
        if member.isfile() and (is_whole or is_flat) and not left_out:
            yield member


def _numbers(name: str) -> list[int]:
    return [int(part) for part in name.removesuffix(".tar.xz").removeprefix("v").split(".")]


if __name__ == "__main__":
    asked, version = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else sys.argv[1])
    freeze(asked, RELEASES / f"{version.removeprefix('v')}.tar.xz")
