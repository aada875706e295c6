"""What colleagues said without a name, as the person it is about may read it: all together."""

from domain.access.copy import Held, Part, Said
from domain.definition.cycle import CycleDefinition
from domain.ids import ReviewId
from storage.archive import Archive
from storage.read_models.peer_feedback import Heard, peer_feedback
from storage.read_models.reviews import review_of
from storage.read_models.viewing import Viewing


async def heard(
    archive: Archive, review: ReviewId, definition: CycleDefinition, look: Viewing
) -> list[Held]:
    """Give what may be read of each anonymous step of a review; nothing below its threshold."""
    line = await review_of(archive.readers, review)
    found = await peer_feedback(archive, review, definition, look)
    return [
        Held(
            part=Part.OWN_REVIEWS,
            position=None,
            at=line.opened_at,
            type="FeedbackGathered",
            told=f'What colleagues said at "{each.step_title}", without their names.',
            said=tuple(_said(each)),
        )
        for each in found
        if line is not None
    ]


def _said(one: Heard) -> list[Said]:
    labels = {asked.id: asked.label for asked in one.form.fields}
    said: list[Said] = []
    for voice in one.voices:
        label = " ".join(filter(None, (labels.get(voice.question, ""), voice.line)))
        answers = list(voice.answers) if voice.mean is None else [f"on average {voice.mean}"]
        said += [Said(name=voice.question, question=label, answer=answer) for answer in answers]
    return said
