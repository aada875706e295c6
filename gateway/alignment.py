"""The tree of objectives above with the goals of people in a cycle, as HR looks at it."""

from domain.alignment.goals_below import GoalBelow, Placed
from gateway.objectives import tree_of
from storage.archive import Archive
from storage.read_models.cycles import Cycle
from storage.read_models.goals import ReviewGoals, goals_of_cycle


async def placed_goals(archive: Archive, cycle: Cycle | None) -> Placed:
    """Give the tree as it stands with the goals that stand in a cycle; without one, the tree."""
    reviews = await goals_of_cycle(archive, cycle) if cycle else []
    goals = [goal for review in reviews for goal in _goals_in(review)]
    return Placed(await tree_of(archive), goals)


def _goals_in(review: ReviewGoals) -> list[GoalBelow]:
    return [
        GoalBelow(
            key=(review.review, each.goal.id),
            reviewee=review.reviewee,
            title=each.goal.title,
            weight=each.goal.weight,
            serves=each.goal.serves,
            reason=each.goal.serves_none_because,
            attained=each.counted,
        )
        for each in review.picture.goals
    ]
