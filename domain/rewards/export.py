"""A reward export: its lines, what is listed apart, and the manifest that holds them together."""

from typing import Final, Literal

from domain.ids import CycleId
from domain.rewards.line import ApartLine, RewardLine, fingerprint_of
from domain.value import Value

FORMAT: Final = "perennial-rewards/1"


class Manifest(Value):
    """What an export was made of.

    `definition_sha256` is the fingerprint of the cycle definition, `log_position` how far the log
    went, and `lines_sha256` the SHA-256 over the canonical lines.
    """

    format: Literal["perennial-rewards/1"] = FORMAT
    cycle: str
    cycle_id: CycleId
    definition_sha256: str
    log_position: int
    lines: int
    apart: int
    lines_sha256: str


class RewardExport(Value):
    """Everybody's line whose review is signed, and everybody else with the reason."""

    manifest: Manifest
    lines: tuple[RewardLine, ...]
    apart: tuple[ApartLine, ...]


def manifest_faults(export: RewardExport) -> tuple[str, ...]:
    """Tell where an export does not hold what its manifest was made for."""
    manifest = export.manifest
    faults = []
    if len(export.lines) != manifest.lines:
        faults.append(
            f"The manifest was made for {manifest.lines} lines; there are {len(export.lines)}."
        )
    if len(export.apart) != manifest.apart:
        faults.append(
            f"The manifest was made for {manifest.apart} reviews listed apart; there are"
            f" {len(export.apart)}."
        )
    if fingerprint_of(export.lines) != manifest.lines_sha256:
        faults.append("The lines do not have the fingerprint that the manifest names.")
    return tuple(faults)
