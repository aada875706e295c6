"""Who vouches for a backup: a signature beside each manifest, by the key that signs checkpoints.

Sums show damage; only a signature shows that nobody else wrote the files.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from domain.proof.note import Note, NoteUnreadable, VerifierKey
from storage.backup.errors import BackupUnusable
from storage.backup.manifest import Manifest
from storage.proof.signing import AuditKey, is_signed
from storage.whole_file import put_file

SUFFIX: Final = ".signed"


def sign_manifest(path: Path, manifest: Manifest, key: AuditKey) -> None:
    """Write a note beside a manifest: the position of its last event and its sum, signed."""
    note = key.sign(manifest.head, bytes.fromhex(manifest.summed().sum))
    put_file(_signature_of(path), note.text)


def check_signed(path: Path, manifest: Manifest, verifiers: Collection[VerifierKey]) -> None:
    """Pass if one of these keys signed what a manifest says.

    Raises:
        BackupUnusable: nobody did, or somebody else.
    """
    try:
        note = Note.parse(_signature_of(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, NoteUnreadable):
        note = None
    if (
        note is None
        or (note.head.size, note.head.root.hex()) != (manifest.head, manifest.sum)
        or note.head.origin not in {each.name for each in verifiers}
        or not is_signed(note, verifiers)
    ):
        raise BackupUnusable(
            f"{path} is not signed with the audit key of this installation, so anybody may have "
            "written it. Take another copy, or, if you know where it comes from, say "
            "`--signed-by nobody`. Nothing was changed."
        )


def _signature_of(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)
