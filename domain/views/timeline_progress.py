"""What was noted of objectives, in sentences: who did so, and never which or how far."""

from domain.progress.events import Event
from domain.views.telling import Telling


def progress_sentence(event: Event, tell: Telling) -> str:
    """Say in one sentence that an objective was looked at."""
    return f"A reading of an objective was recorded by {tell.name(event.by)}."
