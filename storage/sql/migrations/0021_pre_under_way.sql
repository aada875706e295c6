-- What was asked of a workflow and has no definite answer yet, so that no process need survive it.

SET LOCAL ROLE perennial_owner;

-- Ids, references and digests; the words themselves lie sealed in vault.content.
CREATE TABLE vault.under_way (
    workflow text NOT NULL,
    -- The same request of the same workflow is carried out once, however often it is asked.
    request text NOT NULL,
    asks text NOT NULL,
    kind text NOT NULL,
    command text NOT NULL,
    content uuid,
    subject uuid,
    sha256 text,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Until then whoever asked last waits for the answer; after that anybody may ask again.
    again_at timestamptz NOT NULL,
    PRIMARY KEY (workflow, request)
);
CREATE INDEX under_way_again ON vault.under_way (again_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON vault.under_way TO perennial_writer;

-- Why what was on its way came back, until its author writes on.
ALTER TABLE web.drafts ADD COLUMN refused text;

-- About whom it was, where it belongs to no review.
ALTER TABLE web.views ADD COLUMN subject uuid;
CREATE INDEX ON web.views (subject, id DESC) WHERE subject IS NOT NULL;
CREATE INDEX ON web.views (at);

RESET ROLE;
