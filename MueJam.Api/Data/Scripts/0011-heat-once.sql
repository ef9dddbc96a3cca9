-- What a user does to a story heats it once a day for each kind of activity, and never the author's own: else whoever
-- repeats it alone makes a story trend.
-- No reference to the profile: it may be made later in the same statement.
CREATE TABLE heat_given (
    story_id bigint      REFERENCES stories,
    handle   text,
    kind     text        CHECK (kind IN ('read', 'shelve', 'whisper', 'like')),
    given_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (story_id, handle, kind)
);

CREATE FUNCTION heat_story(story bigint, giver text, activity text, weight double precision) RETURNS void
    LANGUAGE sql AS $$
    WITH given AS (
        INSERT INTO heat_given AS g (story_id, handle, kind)
        SELECT s.id, giver, activity FROM stories s WHERE s.id = story AND s.author <> giver AND s.deleted_at IS NULL
            AND s.published_at IS NOT NULL
        ON CONFLICT (story_id, handle, kind) DO UPDATE SET given_at = now() WHERE g.given_at <= now() - interval '1 day'
        RETURNING g.story_id)
    SELECT heat_story(given.story_id, weight) FROM given
$$;
