"""The page about sizes says what follows from the loads that were measured, and nothing else."""

from workers.load.sizing_page import MEASURED, PAGE, blocks_of, filled, measured


def test_every_load_that_was_measured_can_be_read_and_was_played_to_its_end() -> None:
    assert len(measured()) == len(list(MEASURED.glob("load-*.json"))) >= 1
    assert all(each.state == "whole" for each in measured())


def test_the_page_about_sizes_is_the_arithmetic_of_what_was_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")
    blocks = blocks_of(measured())
    assert all(f"<!-- {name}: begin -->" in page for name in blocks)
    assert filled(page, blocks) == page, "python -m workers.load.sizing_page writes it anew"
