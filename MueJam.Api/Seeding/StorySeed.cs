using System.Text.RegularExpressions;

namespace MueJam.Api.Seeding;

/// <summary>Stories with their authors, heat and chapters.</summary>
internal sealed partial class StorySeed(Vocabulary words, SeedPlan plan, string[] users, long[] stories)
{
    private const double DecayPerSecond = 0.69314718055994531 / 86400;
    private const int MostChapters = 8;

    private readonly int[] _chapters = [.. stories.Select(_ => 1 + words.Popular(MostChapters))];

    /// <summary>The number of a story's chapters.</summary>
    public int ChaptersOf(int story) => _chapters[story];

    public async Task WriteAsync(CopyWriter writer)
    {
        await writer.WriteAsync(
            "profiles (handle, display_name, bio, created_at)",
            users.Length,
            (row, i) =>
            {
                row.Add(users[i]);
                row.Add(words.Name());
                row.Add(words.Text(1));
                row.Add(plan.Beginning);
            }
        );
        await writer.WriteAsync(
            "stories (id, slug, title, blurb, author, tags, created_at, updated_at, published_at)",
            plan.Stories,
            (row, i) =>
            {
                var (title, time) = (words.Title(), plan.TimeOf(i, plan.Stories));
                row.Add(stories[i]);
                row.Add($"{NoWord().Replace(title.ToLowerInvariant(), "-")}-{stories[i]}");
                row.Add(title);
                row.Add(words.Text(2));
                row.Add(users[words.Popular(users.Length)]);
                row.Add(words.Tags());
                row.Add(time);
                row.Add(time);
                row.Add(time);
            }
        );
        await writer.WriteAsync(
            "story_heat (story_id, trend)",
            plan.Stories,
            (row, i) =>
            {
                // A few burn much hotter than the rest; see the migration for what is kept instead of the heat.
                var heat = 1 / (0.001 + words.NextDouble());
                row.Add(stories[i]);
                row.Add(
                    Math.Log(heat) + ((plan.TimeOf(i, plan.Stories) - DateTime.UnixEpoch).TotalSeconds * DecayPerSecond)
                );
            }
        );
        var (story, number) = (0, 0);
        await writer.WriteAsync(
            "chapters (story_id, number, title, body, created_at, updated_at)",
            _chapters.Sum(),
            (row, _) =>
            {
                if (number == _chapters[story])
                {
                    (story, number) = (story + 1, 0);
                }

                var time = plan.TimeOf(story, plan.Stories);
                row.Add(stories[story]);
                row.Add(++number);
                row.Add(words.Title());
                row.Add(words.Text(5 + words.Next(20)));
                row.Add(time);
                row.Add(time);
            }
        );
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoWord();
}
