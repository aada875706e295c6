"""A short year in which every name, word and label carries a mark, and much goes wrong."""

import asyncio
import contextlib
import json
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx2

from tests.acceptance.shell import PROGRAM, Shell
from tests.choosy_mail_server import ChoosyMailServer
from workers.embedded.home import Home
from workers.embedded.ports import settle_ports

MARK = "Quxzwort"
"""Stands in everything that somebody might recognise; in no code, no id and no language."""

PEOPLE = f"""\
employee_number,display_full_name,work_email,manager_id,department,job_title,location,country,\
time_zone,start_date,termination_date,employment_status,hr_partner_id
1,Ada {MARK}head,head.{MARK}@halden.example,,{MARK} Board,{MARK} Director,Paris,FR,Europe/Paris,\
2015-01-01,,active,9
2,Bo {MARK}lead,lead.{MARK}@halden.example,1,{MARK} Optics,{MARK} Lead,Paris,FR,Europe/Paris,\
2016-01-01,,active,9
3,Cy {MARK}maker,maker.{MARK}@halden.example,2,{MARK} Optics,{MARK} Maker,Paris,FR,Europe/Paris,\
2018-01-01,,active,9
9,Di {MARK}partner,partner.{MARK}@halden.example,1,{MARK} People,{MARK} HR,Paris,FR,Europe/Paris,\
2017-01-01,,active,
"""

CYCLE = """\
key: marked
title: The {mark} year
begins: {begins}
ends: {ends}
stages:
  - id: goals
    title: Goals {mark}
    steps:
      - {{id: propose, title: Propose {mark}, role: reviewee, form: objectives,
         due: {{working_days: 5}}, at_expiry: wait}}
      - {{id: agree, title: Agree {mark}, role: manager, act: agree, returns_to: propose,
         due: {{working_days: 5}}, at_expiry: wait}}
  - id: rating
    title: Rating {mark}
    steps:
      - {{id: rate, title: Rate {mark}, role: manager, act: rate, form: rating,
         due: {{working_days: 5}}, at_expiry: wait}}
  - id: sign_off
    title: Sign-off {mark}
    steps:
      - {{id: share, title: Share {mark}, role: manager, act: share, due: {{working_days: 5}},
         at_expiry: wait}}
      - {{id: sign, title: Sign {mark}, role: reviewee, act: sign, due: {{working_days: 5}},
         at_expiry: wait}}
      - {{id: witness, title: Witness {mark}, role: hr_partner, act: witness, only_if: declined,
         due: {{working_days: 5}}, at_expiry: wait}}
forms:
  objectives:
    title: Objectives {mark}
    fields: [{{id: objectives, label: What {mark}?, kind: goals}}]
  rating:
    title: Rating {mark}
    visible_from: shared
    fields:
      - {{id: rating, label: Which {mark}?, kind: rating}}
      - {{id: reasons, label: Why {mark}?, kind: text}}
rating_scale:
  levels:
    - {{value: 1, label: Below {mark}, meaning: Less {mark}.}}
    - {{value: 2, label: Agreed {mark}, meaning: As {mark}.}}
sign_off: {{disputes: 0}}
"""
NO_VAULT = (
    "ALTER TABLE vault.content RENAME TO away",
    "ALTER TABLE vault.away RENAME TO content",
)
NO_ROOM = (
    "ALTER TABLE log.event ADD CONSTRAINT none CHECK (type <> 'StepSubmitted') NOT VALID",
    "ALTER TABLE log.event DROP CONSTRAINT none",
)
"""The database quotes a row that a constraint keeps out."""
SCOPES = ("work:read", "work:write", "reviews:read", "cycles:read")
GOALS = {
    "objectives": [
        {
            "id": "g0",
            "title": f"Objective {MARK}",
            "weight": "100",
            "measure": {"kind": "soft", "levels": [f"not {MARK}", f"is {MARK}"]},
        }
    ]
}


@dataclass(frozen=True)
class Installation:
    """What is up in a home, and where it writes what it has to say."""

    shell: Shell
    home: Path
    said: Path

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.shell.surroundings['PERENNIAL_SITE_PORT']}"

    async def token(self, number: str) -> str:
        scopes = [word for scope in SCOPES for word in ("--scope", scope)]
        issued = await self.shell.answer("token", "issue", number, "--name", "it", *scopes)
        return str(issued["token"])

    @asynccontextmanager
    async def as_program(self, token: str) -> AsyncIterator[httpx2.AsyncClient]:
        headers = {"Authorization": f"Bearer {token}"}
        base = f"{self.site}/api/v1"
        async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=60) as client:
            yield client

    @asynccontextmanager
    async def broken(self, breaking: str, mending: str) -> AsyncIterator[None]:
        """Break the database for a while: whatever needs what is broken fails in its own words."""
        addresses = Home(self.home).published()
        assert addresses is not None
        connection = await asyncpg.connect(addresses.postgres_url.get_secret_value())
        try:
            await connection.execute(breaking)
            try:
                yield
            finally:
                await connection.execute(mending)
        finally:
            await connection.close()


@asynccontextmanager
async def marked_installation(folder: Path) -> AsyncIterator[Installation]:
    """Start `perennial up`, which tells everything it can, before a mail server that refuses."""
    shell, said = Shell(folder / "home"), folder / "said.log"
    ports, _ = settle_ports({"mail": 0})
    mail = ChoosyMailServer(folder / "mail", ports["mail"])
    mail.answers[f"maker.{MARK}@halden.example"] = f"550 No such user maker.{MARK}@halden.example"
    mail.answers[f"lead.{MARK}@halden.example"] = f"450 Later, lead.{MARK}@halden.example"
    told = {"LOG_FORMAT": "json", "LOG_LEVEL": "debug", "SMTP_HOST": "127.0.0.1"}
    shell.surroundings |= {f"PERENNIAL_{name}": value for name, value in told.items()}
    shell.surroundings["PERENNIAL_SMTP_PORT"] = str(ports["mail"])
    await mail.start()
    try:
        with said.open("wb") as log:
            command, env = (PROGRAM, "up", "--json"), shell.surroundings
            up = await asyncio.create_subprocess_exec(
                *command, env=env, stdin=DEVNULL, stdout=PIPE, stderr=log
            )
            assert up.stdout is not None
            try:
                assert "links" in json.loads(await up.stdout.readline())
                yield Installation(shell, folder / "home", said)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    up.send_signal(signal.SIGINT)
                await up.communicate()
    finally:
        await mail.stop()


def written(folder: Path) -> tuple[Path, Path]:
    """The people and the cycle, as files."""
    today = datetime.now(UTC).date()
    people, cycle = folder / "people.csv", folder / "cycle.yaml"
    people.write_text(PEOPLE, encoding="utf-8")
    dates = {"begins": today, "ends": today + timedelta(days=200)}
    cycle.write_text(CYCLE.format(mark=MARK, **dates), encoding="utf-8")
    return people, cycle
