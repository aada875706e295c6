"""What a worker takes on follows the settings, and rates that cannot be kept are refused."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from workers.settings import Settings
from workers.workload import QUEUES, RateUnusable, Workload


def test_a_worker_works_on_every_queue_unless_it_is_told_otherwise() -> None:
    assert Workload.of(Settings()).queues == set(QUEUES)
    assert Workload.of(Settings()) == Workload()


def test_a_worker_takes_on_what_its_settings_say() -> None:
    settings = Settings(
        worker_queues="reviews,store",
        worker_build="7",
        worker_cached=50,
        worker_slots=8,
        worker_pollers=4,
        worker_grace=25,
        worker_rates="store=200,notify=0.5",
    )

    assert Workload.of(settings) == Workload(
        queues=frozenset({"reviews", "store"}),
        build="7",
        cached=50,
        slots=8,
        pollers=4,
        grace=timedelta(seconds=25),
        rates={"store": 200.0, "notify": 0.5},
    )


@pytest.mark.parametrize(
    "rates, says",
    [
        ("reviews=5", "What people hand in is never made to wait"),
        ("post=5", "names the task queue post, which there is not"),
        ("store=0", "lets nothing through on the task queue store"),
    ],
)
def test_a_rate_that_cannot_be_kept_is_refused(rates: str, says: str) -> None:
    with pytest.raises(RateUnusable, match=says):
        Workload.of(Settings(worker_rates=rates))


@pytest.mark.parametrize(
    "wrong", [{"worker_rates": "store"}, {"worker_queues": "post"}, {"worker_pollers": 1}]
)
def test_what_is_no_workload_at_all_is_no_setting(wrong: dict[str, str | int]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


def test_a_worker_is_of_the_build_that_the_worker_controller_tells_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEMPORAL_WORKER_BUILD_ID", "v7-3f2a")
    monkeypatch.setenv("TEMPORAL_DEPLOYMENT_NAME", "reviews/worker")
    told = Workload.of(Settings())
    assert (told.build, told.deployment) == ("v7-3f2a", "reviews/worker")

    monkeypatch.setenv("PERENNIAL_WORKER_BUILD", "ours")
    assert Workload.of(Settings()).build == "ours"
