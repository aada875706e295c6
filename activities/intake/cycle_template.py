"""The cycle definitions that come with Perennial, for HR to copy and change."""

from importlib.resources import files
from typing import ClassVar, Final

from domain.errors import ReviewError

_FOLDER: Final = files("activities.intake") / "cycle_templates"
_SUFFIX: Final = ".yaml"


class UnknownTemplate(ReviewError):
    """There is no such template."""

    code: ClassVar[str] = "unknown_template"


def template_names() -> tuple[str, ...]:
    """Name every template, in alphabetical order."""
    found = (each.name for each in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)))


def template_text(name: str) -> str:
    """Give a template as it is written, comments included.

    Raises:
        UnknownTemplate: there is none of that name.
    """
    known = template_names()
    if name not in known:
        raise UnknownTemplate(f"There is no template '{name}'; there are: {', '.join(known)}.")
    return (_FOLDER / f"{name}{_SUFFIX}").read_text(encoding="utf-8")


def template_summary(name: str) -> str:
    """Say in a line what a template is for: the comment it begins with.

    Raises:
        UnknownTemplate: there is none of that name.
    """
    return template_text(name).partition("\n")[0].removeprefix("#").strip()
