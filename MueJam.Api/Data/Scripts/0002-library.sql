CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE profiles (
    handle       text        PRIMARY KEY CHECK (handle ~ '^[A-Za-z0-9_]{3,30}$'),
    display_name text        CHECK (length(display_name) BETWEEN 1 AND 100),
    bio          text        CHECK (length(bio) <= 1000),
    created_at   timestamptz NOT NULL DEFAULT now()
);

INSERT INTO profiles (handle) SELECT DISTINCT author FROM stories;

CREATE INDEX profiles_prefix ON profiles (lower(handle) text_pattern_ops);

ALTER TABLE stories
    ADD COLUMN published_at timestamptz,
    ADD COLUMN updated_at   timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN document     tsvector    GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', blurb), 'B')) STORED,
    ADD CONSTRAINT stories_author FOREIGN KEY (author) REFERENCES profiles (handle);

-- Stories of before there were drafts are published.
UPDATE stories SET published_at = created_at;

-- The list of the newest: by publication; ids grow with time, and break ties.
DROP INDEX stories_newest;
CREATE INDEX stories_published ON stories (published_at DESC, id DESC) WHERE deleted_at IS NULL AND published_at IS NOT NULL;
CREATE INDEX stories_of_tag ON stories USING gin (tags) WHERE deleted_at IS NULL AND published_at IS NOT NULL;
CREATE INDEX stories_of_author ON stories (author, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX stories_document ON stories USING gin (document) WHERE deleted_at IS NULL AND published_at IS NOT NULL;
CREATE INDEX stories_title_trigrams ON stories USING gin (title gin_trgm_ops) WHERE deleted_at IS NULL AND published_at IS NOT NULL;
CREATE INDEX stories_title_prefix ON stories (lower(title) text_pattern_ops) WHERE deleted_at IS NULL AND published_at IS NOT NULL;

-- Heat decays with a half-life of a day. ln(heat) + t/tau of a moment t orders stories alike at every later moment, so it is kept instead of the heat.
CREATE TABLE story_heat (
    story_id bigint           PRIMARY KEY REFERENCES stories,
    trend    double precision NOT NULL
);

CREATE INDEX story_heat_trend ON story_heat (trend DESC, story_id DESC);

CREATE FUNCTION heat_story(story bigint, weight double precision) RETURNS void LANGUAGE sql AS $$
    INSERT INTO story_heat AS h (story_id, trend)
    SELECT s.id, ln(weight) + extract(epoch FROM now())::double precision * ln(2) / 86400
    FROM stories s WHERE s.id = story AND s.deleted_at IS NULL AND s.published_at IS NOT NULL
    ON CONFLICT (story_id) DO UPDATE SET trend =
        ln(exp(greatest(h.trend - extract(epoch FROM now())::double precision * ln(2) / 86400, -300)) + weight)
        + extract(epoch FROM now())::double precision * ln(2) / 86400
$$;

SELECT heat_story(id, 1) FROM stories;

CREATE TABLE chapters (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    story_id     bigint      NOT NULL REFERENCES stories,
    number       int         NOT NULL CHECK (number >= 1),
    title        text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    body         text        NOT NULL CHECK (length(body) BETWEEN 1 AND 100000),
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz,
    UNIQUE (story_id, number)
);

CREATE TABLE whispers (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author      text        NOT NULL REFERENCES profiles,
    story_id    bigint      REFERENCES stories,
    reply_to    bigint      REFERENCES whispers,
    body        text        NOT NULL CHECK (length(body) BETWEEN 1 AND 280),
    like_count  int         NOT NULL DEFAULT 0,
    reply_count int         NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    deleted_at  timestamptz
);

CREATE INDEX whispers_newest ON whispers (id DESC) WHERE deleted_at IS NULL AND reply_to IS NULL AND story_id IS NULL;
CREATE INDEX whispers_of_story ON whispers (story_id, id DESC) WHERE deleted_at IS NULL AND reply_to IS NULL;
CREATE INDEX whispers_replies ON whispers (reply_to, id) WHERE deleted_at IS NULL;
CREATE INDEX whispers_of_author ON whispers (author, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE whisper_likes (
    whisper_id bigint      REFERENCES whispers,
    handle     text        REFERENCES profiles,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (whisper_id, handle)
);

CREATE INDEX whisper_likes_of_handle ON whisper_likes (handle);

CREATE TABLE shelves (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner      text        NOT NULL REFERENCES profiles,
    name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (owner, name)
);

CREATE INDEX shelves_of_owner ON shelves (owner, id DESC);

CREATE TABLE shelf_stories (
    shelf_id bigint      REFERENCES shelves ON DELETE CASCADE,
    story_id bigint      REFERENCES stories,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shelf_id, story_id)
);

CREATE INDEX shelf_stories_newest ON shelf_stories (shelf_id, added_at DESC, story_id DESC);
CREATE INDEX shelf_stories_of_story ON shelf_stories (story_id);

CREATE TABLE reading_progress (
    handle     text        REFERENCES profiles,
    story_id   bigint      REFERENCES stories,
    chapter    int         NOT NULL CHECK (chapter >= 1),
    percent    int         NOT NULL CHECK (percent BETWEEN 0 AND 100),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (handle, story_id)
);

CREATE INDEX reading_progress_newest ON reading_progress (handle, updated_at DESC, story_id DESC);
CREATE INDEX reading_progress_of_story ON reading_progress (story_id);

-- A function sees what others committed while the statement waited for the story's lock; a plain subquery would not.
CREATE FUNCTION next_chapter(story bigint) RETURNS int LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT coalesce(max(number), 0) + 1 FROM chapters WHERE story_id = story);
END
$$;
