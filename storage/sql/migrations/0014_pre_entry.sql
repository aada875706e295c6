-- How people come in: links, sessions, one-time codes, tickets, and how often somebody tried.

SET LOCAL ROLE perennial_owner;

-- A link opens one thing for one person. The next generation replaces one that was revoked.
CREATE TABLE web.link (
    id uuid PRIMARY KEY,
    person uuid NOT NULL,
    reach text NOT NULL,
    generation integer NOT NULL,
    made_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid,
    reported_at timestamptz,
    UNIQUE (person, reach, generation),
    CHECK (revoked_by IS NULL OR revoked_at IS NOT NULL),
    CHECK (reported_at IS NULL OR revoked_at IS NOT NULL)
);

-- An address that signs somebody in without a code: made in an embedded installation only.
CREATE TABLE web.ticket (
    id uuid PRIMARY KEY,
    person uuid NOT NULL,
    path text NOT NULL,
    generation integer NOT NULL,
    made_at timestamptz NOT NULL,
    revoked_at timestamptz,
    UNIQUE (person, path, generation)
);

-- Sessions under the digest of what the browser holds: a copy of this table opens nothing.
CREATE TABLE web.session (
    digest bytea PRIMARY KEY,
    person uuid NOT NULL,
    link uuid REFERENCES web.link (id),
    ticket uuid REFERENCES web.ticket (id),
    begun_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE INDEX session_of_person ON web.session (person);
CREATE INDEX session_by_age ON web.session (begun_at);
CREATE INDEX session_of_link ON web.session (link) WHERE link IS NOT NULL;

-- Codes under the digest of what the asking browser holds; nobody's code where the address that
-- was typed is nobody's, so that both look alike.
CREATE TABLE web.sign_in_code (
    digest bytea PRIMARY KEY,
    person uuid,
    code bytea NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX sign_in_code_by_age ON web.sign_in_code (made_at);

-- What was tried and by whom, under a keyed digest; every gateway counts in here.
CREATE TABLE web.attempt (
    who bytea NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX attempt_by_whom ON web.attempt (who, at);
CREATE INDEX attempt_by_age ON web.attempt (at);

RESET ROLE;
