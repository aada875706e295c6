"""The year of ten thousand people as pages see it, around the twenty whose reviews are in the log."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import Final

import asyncpg
from fastapi import FastAPI
from temporalio.client import Client

from domain.ids import PersonId
from domain.offices import Office
from domain.people import Person
from domain.review.state import OpenStep
from domain.tempo import Segment, Tempo
from gateway.app import build_app
from gateway.entry.sessions import cookie_name, digest_of
from gateway.offices import give_office
from gateway.site.front import Front, Site
from storage.archive import Archive
from storage.link_tokens import LinkSigner
from storage.master_key import MasterKey
from storage.migrate import migrate
from storage.pool import Role, open_pool
from storage.projections import generation
from storage.projections.projector import Projector
from storage.sessions import SessionBook
from tests.invented_cycle import CYCLE, invent
from tests.played_cycle import ORGANISATION, Story
from tests.storage.company_with_goals import Firm, firm
from tests.workflow.postbox import Postbox
from workers.embedded.ports import LOCALHOST, settle_ports
from workers.embedded.postgres import EmbeddedPostgres

REVIEWED: Final = 20
"""Ten for each of the two managers of the firm."""

NOW: Final = datetime(2026, 10, 14, 10, tzinfo=UTC)
"""Self-assessments are being written."""

# adopt_invented: the invented reviews, steps and ratings are of the cycle that is in the log.
ADOPT_INVENTED: Final = """
UPDATE read.reviews SET cycle = $2 WHERE cycle = $1;
"""

# invent_notices: everybody was told of every step of theirs, and reminded of every fourth.
INVENT_NOTICES: Final = """
INSERT INTO read.notices (
    notice, position, cycle, recipient, stream, review, step, seat, round, reason, not_before, due,
    made_at, state, message, settled_at)
SELECT gen_random_uuid(), 0, s.cycle, s.assignee, s.review, s.review, s.step, s.seat, s.round,
       CASE n WHEN 1 THEN 'step_opened' ELSE 'reminder' END, s.opens_at, s.due, s.opens_at, 'told',
       gen_random_uuid(), s.opens_at
FROM read.steps AS s CROSS JOIN generate_series(1, 2) AS n
WHERE s.cycle = $1 AND s.assignee IS NOT NULL
  AND (n = 1 OR abs(hashtext(s.review::text || s.step)) % 4 = 0)
"""

# invent_deliveries: a message for each of them, one in two hundred lost.
INVENT_DELIVERIES: Final = """
INSERT INTO read.deliveries (message, cycle, recipient, channel, at, notices, state)
SELECT n.message, n.cycle, n.recipient, 'mail', n.made_at, jsonb_build_array(n.notice),
       CASE WHEN abs(hashtext(n.message::text)) % 200 = 0 THEN 'failed' ELSE 'sent' END
FROM read.notices AS n WHERE n.cycle = $1 AND n.message IS NOT NULL
"""
