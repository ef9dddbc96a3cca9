-- What was posted with a key is posted once, however often it is sent.
ALTER TABLE whispers ADD COLUMN idempotency_key text;
CREATE UNIQUE INDEX whispers_once ON whispers (author, idempotency_key) WHERE idempotency_key IS NOT NULL;
ALTER TABLE chapters ADD COLUMN idempotency_key text;
CREATE UNIQUE INDEX chapters_once ON chapters (story_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
