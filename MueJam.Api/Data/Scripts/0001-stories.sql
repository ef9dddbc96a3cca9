CREATE TABLE stories (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug       text        NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    title      text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    blurb      text        NOT NULL CHECK (length(blurb) <= 1000),
    author     text        NOT NULL CHECK (author ~ '^[A-Za-z0-9_]{3,30}$'),
    tags       text[]      NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);

CREATE UNIQUE INDEX stories_slug ON stories (slug);

-- The list of the newest: by id, which grows with time and has no equals.
CREATE INDEX stories_newest ON stories (id DESC) WHERE deleted_at IS NULL;
