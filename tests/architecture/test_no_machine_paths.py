"""What is kept in the repository holds on every machine, not only on the one it was written on."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MACHINE_PATHS = re.compile(rb"(?<![\w.])/(?:work|home|Users|root|mnt)/[\w.-]+")
REGISTRIES = re.compile(rb"(?:py" rb"pi\.org|pythonhosted\.org|registry\.npm" rb"js)")


def kept_files() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    paths = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


def lines_with(pattern: re.Pattern[bytes]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {found.group().decode()}"
        for path in kept_files()
        for found in pattern.finditer(path.read_bytes())
    ]


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert kept_files()
    assert lines_with(MACHINE_PATHS) == []


def test_no_file_names_a_registry() -> None:
    assert lines_with(REGISTRIES) == []
