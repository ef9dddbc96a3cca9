-- Most stories have a whisper or two, but those that are read have many. Planned for the average, a page of whispers would read and sort all of a story's;
-- planned for a hundred, it reads those of the page from the index, in its order.
ALTER TABLE whispers ALTER COLUMN story_id SET (n_distinct = -0.01);
ANALYZE whispers (story_id);
