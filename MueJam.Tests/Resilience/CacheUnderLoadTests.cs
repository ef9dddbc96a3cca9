using System.Collections.Concurrent;
using System.Net;
using Xunit.Abstractions;

namespace MueJam.Tests.Resilience;

[Collection(StackCollection.Name)]
public sealed class CacheUnderLoadTests(StackFixture stack, ITestOutputHelper output)
{
    private const int Instances = 2;
    private const int Stories = 12;
    private const int Rounds = 3;
    private const int AnswersBetween = 400;

    [Fact]
    public async Task Redis_killed_started_evicted_and_flushed_under_load_makes_no_answer_wrong()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        await using var group = await InstanceGroup.StartAsync(stack, Instances);
        var stories = new StoryTruth[Stories];
        for (var i = 0; i < Stories; i++)
        {
            stories[i] = await group.PostAsync(i % Instances);
        }

        var (wrong, answers, writes, random) = (new ConcurrentQueue<string>(), 0, 0, new Random(14));
        using var stop = new CancellationTokenSource();
        // One writer for each half of the stories, and readers of all.
        Task[] load =
        [
            .. Enumerable.Range(0, 2).Select(half => Task.Run(() => WriteAsync(half))),
            .. Enumerable.Range(0, 4).Select(reader => Task.Run(() => ReadAsync(reader))),
        ];
        var servers = new ServerSwitches(stack);
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                await MoreAsync();
                await servers.SaveRedisAsync();
                await MoreAsync();
                await servers.KillRedisAsync(timeout.Token);
                await MoreAsync();
                await servers.StartRedisAsync(timeout.Token);
                await MoreAsync();
                await servers.EvictRedisAsync(random);
                await MoreAsync();
                await servers.FlushRedisAsync();
            }

            await MoreAsync();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(load);
            await servers.StartAllAsync(timeout.Token);
        }

        foreach (var late in await group.SettleAsync(stories))
        {
            wrong.Enqueue(late);
        }

        output.WriteLine($"{answers} answers and {writes} writes, {wrong.Count} wrong");
        Assert.True(
            wrong.IsEmpty,
            $"{wrong.Count} of {answers} answers are wrong:\n{string.Join('\n', wrong.Take(20))}"
        );

        Task MoreAsync()
        {
            var goal = Volatile.Read(ref answers) + AnswersBetween;
            return Eventually.GetAsync(_ => Task.FromResult(Volatile.Read(ref answers)), count => count >= goal);
        }

        async Task WriteAsync(int half)
        {
            var draw = new Random(half);
            while (!stop.IsCancellationRequested)
            {
                var (story, instance) = ((draw.Next(Stories / 2) * 2) + half, draw.Next(Instances));
                switch (draw.Next(10))
                {
                    case 0:
                        await group.DeleteAsync(instance, stories[story]);
                        stories[story] = await group.PostAsync(instance);
                        break;
                    case var kind:
                        await group.PatchAsync(instance, stories[story], isHidden: kind == 1);
                        break;
                }

                Interlocked.Increment(ref writes);
            }
        }

        async Task ReadAsync(int reader)
        {
            var (draw, deleted) = (new Random(reader), new StoryTruth?[Stories]);
            while (!stop.IsCancellationRequested)
            {
                var (number, instance) = (draw.Next(Stories), draw.Next(Instances));
                // What was read before may have been deleted since.
                foreach (var story in new[] { stories[number], deleted[number] }.OfType<StoryTruth>().Distinct())
                {
                    var (fault, status, _) = await group.ReadAsync(instance, story);
                    Interlocked.Increment(ref answers);
                    fault ??= status == HttpStatusCode.ServiceUnavailable ? $"{story.Path} is refused" : null;
                    if (fault is not null)
                    {
                        wrong.Enqueue(fault);
                    }
                }

                deleted[number] = stories[number];
            }
        }
    }
}
