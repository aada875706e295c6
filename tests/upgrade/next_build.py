"""The build after this one: its reviews do one thing more before they wait.

A history of this build cannot be carried on by it, nor one of its own by this build.
"""

from temporalio import workflow

from activities.starting import REVIEW, ReviewStart
from workflows.review import Review


@workflow.defn(name=REVIEW)
class NextReview(Review):
    """Notes in the history that it has begun, as no review does today."""

    @workflow.init
    def __init__(self, start: ReviewStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: ReviewStart) -> None:
        workflow.upsert_memo({"began": "on the next build"})
        await super().run(start)
