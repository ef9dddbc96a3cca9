-- A story that is withdrawn and published again has the place that it had among the newest.
ALTER TABLE stories ADD COLUMN first_published_at timestamptz;
