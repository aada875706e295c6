"""The role profiles that come with Perennial, for HR to copy and change."""

from importlib.resources import files
from typing import Final

_FILE: Final = files("activities.intake") / "profile_templates" / "four-families.yaml"


def profile_template() -> str:
    """Give the set as it is written, comments included: four families by five levels."""
    return _FILE.read_text(encoding="utf-8")
