-- What programs come with: their tokens, and the keys by which a request is made once.

SET LOCAL ROLE perennial_owner;

-- Under the digest of the token: a copy of this table opens nothing.
CREATE TABLE web.api_token (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    name text NOT NULL,
    person uuid NOT NULL,
    scopes text[] NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    used_at timestamptz
);
CREATE INDEX api_token_of_person ON web.api_token (person);

-- Which request a key was used for, and its answer: ids, numbers and moments, and no word of
-- anybody's. What it brought about is in the log.
CREATE TABLE web.request_key (
    person uuid NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    at timestamptz NOT NULL,
    answer text,
    PRIMARY KEY (person, key)
);
CREATE INDEX request_key_by_age ON web.request_key (at);

RESET ROLE;
