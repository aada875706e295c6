"""What an operator reads after a backup, on a terminal or in the mail of the night."""

from pathlib import Path

import pytest

from storage.master_key_file import make_master_key
from workers.commands.backup import back_up_installation


async def test_a_backup_is_told_of_in_whole_lines(
    tmp_path: Path,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERENNIAL_POSTGRES_URL", database)
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path))
    make_master_key(tmp_path / "keys" / "master.key")
    folder = tmp_path / "the backup of [this] night"
    await back_up_installation(folder)
    await back_up_installation(folder, check=True)
    lines = capsys.readouterr().out.splitlines()
    assert all(line.endswith(".") for line in lines)
    assert f"0 keys are in {folder / 'keys.dump'}. Keep that file apart" in lines[1]
    assert "is whole: 0 events, counted, and 0 keys" in lines[-1]
