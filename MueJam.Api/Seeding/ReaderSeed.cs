namespace MueJam.Api.Seeding;

/// <summary>What users have on shelves, and how far they have read.</summary>
internal sealed class ReaderSeed(Vocabulary words, SeedPlan plan, string[] users, long[] stories, long[] shelves)
{
    private const int StoriesOnAShelf = 4;

    public async Task WriteAsync(CopyWriter writer, Func<int, int> chaptersOf)
    {
        await writer.WriteAsync(
            "shelves (id, owner, name, created_at)",
            shelves.Length,
            (row, i) =>
            {
                row.Add(shelves[i]);
                row.Add(users[i]);
                row.Add("To read");
                row.Add(plan.TimeOf(i, shelves.Length));
            }
        );
        var each = Math.Min(StoriesOnAShelf, plan.Stories);
        await writer.WriteAsync(
            "shelf_stories (shelf_id, story_id, added_at)",
            shelves.Length * each,
            (row, i) =>
            {
                // Stories in a run: each is on a shelf once.
                var (shelf, place) = Math.DivRem(i, each);
                row.Add(shelves[shelf]);
                row.Add(stories[((shelf * 7) + place) % plan.Stories]);
                row.Add(plan.TimeOf(i, shelves.Length * each));
            }
        );
        await writer.WriteAsync(
            "reading_progress (handle, story_id, chapter, percent, updated_at)",
            users.Length,
            (row, i) =>
            {
                var story = words.Popular(plan.Stories);
                row.Add(users[i]);
                row.Add(stories[story]);
                row.Add(1 + words.Next(chaptersOf(story)));
                row.Add(words.Next(101));
                row.Add(plan.TimeOf(i, users.Length));
            }
        );
    }
}
