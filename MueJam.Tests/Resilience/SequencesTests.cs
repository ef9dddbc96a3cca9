using System.Net;
using CsCheck;

namespace MueJam.Tests.Resilience;

/// <summary>
/// Sequences of reads, writes and faults, drawn at random over three instances; every answer is held against the
/// database.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class SequencesTests(StackFixture stack)
{
    private const int Instances = 3;
    private const int Stories = 4;
    private const int Steps = 150;

    /// <summary>Another one draws another sequence.</summary>
    private const string Seed = "0000KMIBa3F1";

    private enum Step
    {
        Read,
        Write,
        Hide,
        Delete,
        Settle,
        StopRedis,
        KillRedis,
        StartRedis,
        FlushRedis,
        SaveRedis,
        StopPrimary,
        StartPrimary,
        KillInstance,
        StartInstance,
    }

    [Fact]
    public async Task No_sequence_of_faults_brings_back_what_was_overwritten_deleted_or_hidden()
    {
        var step = Gen.Frequency(
            (60, Gen.Const(Step.Read)),
            (30, Gen.Const(Step.Write)),
            (8, Gen.Const(Step.Hide)),
            (8, Gen.Const(Step.Delete)),
            (8, Gen.Const(Step.Settle)),
            (3, Gen.Const(Step.StopRedis)),
            (3, Gen.Const(Step.KillRedis)),
            (5, Gen.Const(Step.StartRedis)),
            (2, Gen.Const(Step.FlushRedis)),
            (3, Gen.Const(Step.SaveRedis)),
            (3, Gen.Const(Step.StopPrimary)),
            (6, Gen.Const(Step.StartPrimary)),
            (3, Gen.Const(Step.KillInstance)),
            (4, Gen.Const(Step.StartInstance))
        );
        var sequence = Gen.Select(step, Gen.Int[0, Instances - 1], Gen.Int[0, Stories - 1]).Array[Steps];
        await sequence.SampleAsync(RunAsync, iter: 1, threads: 1, seed: Seed);
    }

    private async Task RunAsync((Step Step, int Instance, int Story)[] steps)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        await using var group = await InstanceGroup.StartAsync(stack, Instances);
        var (stories, deleted) = (new List<StoryTruth>(), new List<StoryTruth>());
        for (var i = 0; i < Stories; i++)
        {
            stories.Add(await group.PostAsync(i % Instances));
        }

        var servers = new ServerSwitches(stack);
        var (log, wrong, answers) = (new List<string>(), new List<string>(), 0);
        try
        {
            foreach (var (step, instance, story) in steps)
            {
                log.Add($"{log.Count}: {step} {instance} {story}");
                await DoAsync(step, instance, story);
            }
        }
        finally
        {
            await servers.StartAllAsync(timeout.Token);
        }

        for (var i = 0; i < Instances; i++)
        {
            await DoAsync(Step.StartInstance, i, 0);
        }

        await DoAsync(Step.Settle, 0, 0);
        var report = $"{string.Join('\n', wrong)}\nafter\n{string.Join('\n', log)}";
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {answers} answers are wrong:\n{report}");
        Assert.True(answers > Steps, $"{answers} answers");

        async Task DoAsync(Step step, int instance, int story)
        {
            var isRunning = group.IsRunning(instance);
            switch (step)
            {
                case Step.Read when isRunning:
                    foreach (var read in stories.Concat(deleted.TakeLast(3)))
                    {
                        await ReadAsync(instance, read);
                    }

                    break;
                case Step.Write or Step.Hide when isRunning:
                    await group.PatchAsync(instance, stories[story], isHidden: step == Step.Hide);
                    break;
                case Step.Delete when isRunning:
                    await group.DeleteAsync(instance, stories[story]);
                    deleted.Add(stories[story]);
                    stories[story] = await group.PostAsync(instance);
                    break;
                case Step.Settle when servers.PrimaryRuns:
                    wrong.AddRange(await group.SettleAsync([.. stories, .. deleted.TakeLast(3)]));
                    break;
                case Step.KillInstance when isRunning && group.Running > 1:
                    await group.KillAsync(instance);
                    break;
                case Step.StartInstance when !isRunning && servers.PrimaryRuns:
                    await group.StartAsync(instance);
                    break;
                default:
                    await SwitchAsync(step);
                    break;
            }
        }

        Task SwitchAsync(Step step) =>
            step switch
            {
                Step.StopRedis => servers.StopRedisAsync(timeout.Token),
                Step.KillRedis => servers.KillRedisAsync(timeout.Token),
                Step.StartRedis => servers.StartRedisAsync(timeout.Token),
                Step.FlushRedis => servers.FlushRedisAsync(),
                Step.SaveRedis => servers.SaveRedisAsync(),
                Step.StopPrimary => servers.StopPrimaryAsync(timeout.Token),
                Step.StartPrimary => servers.StartPrimaryAsync(timeout.Token),
                _ => Task.CompletedTask,
            };

        async Task ReadAsync(int instance, StoryTruth story)
        {
            var mustBeMarked = servers.IsPrimaryLongGone;
            var (fault, status, isMarked) = await group.ReadAsync(instance, story);
            answers += status == HttpStatusCode.ServiceUnavailable ? 0 : 1;
            fault ??= mustBeMarked && status == HttpStatusCode.OK && !isMarked ? $"{story.Path} is not marked" : null;
            if (fault is not null)
            {
                wrong.Add($"step {log.Count - 1}, instance {instance}: {fault}");
            }
        }
    }
}
