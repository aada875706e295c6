"""What the answers about a role profile come to on the rating scale, line by line."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import JsonValue

from domain.answers import is_blank, number_of
from domain.definition.forms import FormField
from domain.definition.rating import RatingScale
from domain.definition.words import FieldKind
from domain.expectations.profile import ExpectedSkill, RoleProfile
from domain.expectations.scores import titles_of


def expectation_part(
    field: FormField,
    answer: JsonValue,
    profile: RoleProfile | None,
    scale: RatingScale | None,
    meets: int,
) -> tuple[tuple[str, Decimal], ...]:
    """Give title and score of every scored line; the mean of the scores is that of the part.

    Accountabilities and values stand on the scale already. A skill scores `meets` where it is seen
    at the expected level, one more or less for each level above or below it, and never more or
    less than the scale has. Nothing without a profile, a scale or a score.

    Args:
        field: the question, of one of the kinds accountabilities, skills and values.
        answer: as `read_scores` keeps it.
        profile: what the role asks for.
        scale: the rating scale.
        meets: the level of the scale that means: as the role asks for.

    Raises:
        ValueError: the field is not about a role profile.
    """
    if profile is None or scale is None or not isinstance(answer, dict):
        return ()
    titles = titles_of(field.kind, profile)
    scores = {key: number_of(answer[key]) for key in titles if not is_blank(answer.get(key))}
    if field.kind is FieldKind.SKILLS:
        scores = _against_expected(scores, profile, scale, meets)
    return tuple((titles[key], score) for key, score in scores.items())


def _against_expected(
    seen: Mapping[str, Decimal], profile: RoleProfile, scale: RatingScale, meets: int
) -> dict[str, Decimal]:
    skills: dict[str, ExpectedSkill] = {skill.id: skill for skill in profile.skills}
    levels = [level.value for level in scale.levels]
    lowest, highest = Decimal(min(levels)), Decimal(max(levels))
    return {
        key: min(max(meets + level - skills[key].expected, lowest), highest)
        for key, level in seen.items()
    }
