-- What was written, for the caches: by which transaction each tag was written. Rows are added, in the transaction of
-- the write, and never changed, so that no write
-- waits for another's; of each tag the newest counts alone, and the others are deleted now and then.
CREATE TABLE writes (
    xact bigint   NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    tag  smallint NOT NULL,
    PRIMARY KEY (xact, tag)
);
