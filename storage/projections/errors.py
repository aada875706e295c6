"""What stops a projection: it never skips a fact, and never guesses."""

from typing import ClassVar

from domain.errors import ReviewError


class ReadModelsChanged(ReviewError):
    """A newer version of Perennial has rebuilt the read models. Start this one anew."""

    code: ClassVar[str] = "read_models_changed"


class RebuildUnderWay(ReviewError):
    """The read models are being rebuilt already. Wait until that is done."""

    code: ClassVar[str] = "rebuild_under_way"
