"""How a command answers a person whose request was recorded, refused, or is on its way."""

from typing import Final

from gateway.asking import Answer, OnItsWay
from storage.archive import Archive
from storage.read_models.waiting import wait_for
from workers.terminal import console, say_json

PATIENCE: Final = 15.0


async def tell_outcome(archive: Archive, answer: Answer, done: str, *, as_json: bool) -> None:
    """Wait until the read models show it, and say so; say truthfully when it is on its way."""
    if isinstance(answer, OnItsWay):
        if as_json:
            say_json({"outcome": "on_its_way", "request": answer.request})
        else:
            console.print(
                "Your request is safe and on its way; it is not confirmed yet. Asking again with"
                f" --request {answer.request} changes nothing twice.",
                style="yellow",
            )
        return
    is_shown = True
    if answer.position is not None:
        is_shown = await wait_for(archive.readers, answer.position, PATIENCE)
    if as_json:
        say_json(
            {
                "outcome": "recorded",
                "is_new": answer.position is not None,
                "position": answer.position,
                "is_shown": is_shown,
            }
        )
    elif answer.position is None:
        console.print("That had been recorded before; nothing was changed.")
    else:
        console.print(done, markup=False)
