"""`perennial webhooks`: which other programs are told of what happens."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

import typer
from rich.table import Table

from activities.notify.webhook_terms import WebhookRefused, checked_types, checked_url, secret_of
from domain.views.telling import day_in_words
from storage.webhooks import Webhook, WebhookBook
from workers.attach import reading
from workers.settings import load_settings
from workers.terminal import AsJson, console, say_json


async def add_webhook(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where facts are sent, with https.")],
    *,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="A type of event to send; again for more."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell another program of what happens from now on, signed with a secret.

    The secret is printed once. Without --type everything is told that is told outside.

    Example: perennial webhooks add https://hr.example.org/hook --type ReviewCompleted
    """
    asked = checked_url(url), checked_types(types or [])
    name = uuid4()
    async with reading(load_settings()) as archive:
        book = WebhookBook(archive.hosts, archive.organisation)
        await book.enter(name, *asked, await archive.store.head(), datetime.now(UTC))
        secret = secret_of(await archive.naming_key(), name)
    if as_json:
        say_json({"webhook": name, "secret": secret})
        return
    console.print(f"Webhook {name} is told from now on.", markup=False)
    console.print("Its secret, which is not shown again:\n")
    console.print(f"    {secret}", markup=False, soft_wrap=True)


async def list_webhooks(*, as_json: AsJson = False) -> None:
    """List the programs that are told, how far each was told, and which of them do not answer.

    Example: perennial webhooks list
    """
    async with reading(load_settings()) as archive:
        found = await WebhookBook(archive.hosts, archive.organisation).everyone()
    if as_json:
        say_json({"webhooks": found})
        return
    if not found:
        console.print("No other program is told. `perennial webhooks add` begins to.")
        return
    table = Table(box=None)
    for column in ("webhook", "address", "told up to", "state"):
        table.add_column(column, overflow="fold")
    for each in found:
        table.add_row(str(each.id), each.url, str(each.position), _state(each))
    console.print(table)


async def remove_webhook(
    webhook: Annotated[str, typer.Argument(metavar="WEBHOOK", help="Id of the webhook.")],
) -> None:
    """Tell a program nothing any more, and forget its secret.

    Example: perennial webhooks remove 0b9f3a52-6c1d-4d5e-9f57-2f1c4f0c8a11
    """
    async with reading(load_settings()) as archive:
        book = WebhookBook(archive.hosts, archive.organisation)
        if not await book.remove(_id(webhook)):
            raise WebhookRefused("There is no such webhook. `perennial webhooks list` lists them.")
    console.print("It is told nothing any more.")


def _id(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError:
        raise WebhookRefused("This is not the id of a webhook.") from None


def _state(webhook: Webhook) -> str:
    if webhook.ended_at is not None:
        return f"ended {day_in_words(webhook.ended_at.date())}: {webhook.last_answer}"
    if webhook.failing_since is not None:
        since = day_in_words(webhook.failing_since.date())
        return f"does not take anything since {since}: {webhook.last_answer}"
    return "well"
