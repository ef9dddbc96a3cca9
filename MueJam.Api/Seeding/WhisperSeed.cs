namespace MueJam.Api.Seeding;

/// <summary>Whispers, replies and likes that agree with their counts.</summary>
internal sealed class WhisperSeed(Vocabulary words, SeedPlan plan, string[] users, long[] stories, long[] whispers)
{
    private const int None = -1;
    private const int MostLikes = 20;
    private const int RepliesReachBack = 1000;
    private const double PartOfReplies = 0.2;
    private const double PartAboutStories = 0.5;
    private const double PartLiked = 0.25;

    private readonly int[] _story = new int[plan.Whispers];
    private readonly int[] _replyTo = new int[plan.Whispers];
    private readonly int[] _replies = new int[plan.Whispers];
    private readonly int[] _likes = new int[plan.Whispers];

    public async Task WriteAsync(CopyWriter writer)
    {
        Draw();
        await writer.WriteAsync(
            "whispers (id, author, story_id, reply_to, body, like_count, reply_count, created_at)",
            plan.Whispers,
            (row, i) =>
            {
                row.Add(whispers[i]);
                row.Add(users[words.Popular(users.Length)]);
                row.Add(_story[i] == None ? null : stories[_story[i]]);
                row.Add(_replyTo[i] == None ? null : whispers[_replyTo[i]]);
                row.Add(words.Remark());
                row.Add(_likes[i]);
                row.Add(_replies[i]);
                row.Add(plan.TimeOf(i, plan.Whispers));
            }
        );
        var (whisper, like) = (0, 0);
        await writer.WriteAsync(
            "whisper_likes (whisper_id, handle, created_at)",
            _likes.Sum(),
            (row, _) =>
            {
                while (like == _likes[whisper])
                {
                    (whisper, like) = (whisper + 1, 0);
                }

                // Users in a run: each likes a whisper once.
                row.Add(whispers[whisper]);
                row.Add(users[(whisper + like++) % users.Length]);
                row.Add(plan.TimeOf(whisper, plan.Whispers));
            }
        );
    }

    private void Draw()
    {
        for (var i = 0; i < plan.Whispers; i++)
        {
            _likes[i] = words.NextDouble() < PartLiked ? 1 + words.Popular(Math.Min(MostLikes, users.Length)) : 0;
            if (i > 0 && words.NextDouble() < PartOfReplies)
            {
                // A reply is about what the other is about.
                var other = i - 1 - words.Popular(Math.Min(i, RepliesReachBack));
                (_replyTo[i], _story[i]) = (other, _story[other]);
                _replies[other]++;
            }
            else
            {
                (_replyTo[i], _story[i]) = (
                    None,
                    words.NextDouble() < PartAboutStories ? words.Popular(plan.Stories) : None
                );
            }
        }
    }
}
