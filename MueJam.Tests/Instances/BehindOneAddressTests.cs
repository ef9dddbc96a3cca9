using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Instances;

/// <summary>Three instances are as one to whoever uses the library, and three to whoever watches it.</summary>
[Collection(InstancesCollection.Name)]
public sealed class BehindOneAddressTests(InstancesStack stack)
{
    /// <summary>What people change, and where others see it.</summary>
    public static TheoryData<string> Changes =>
        ["a title", "a chapter", "a deleted chapter", "a whisper", "a like", "a profile", "a deleted story"];

    [Fact]
    public async Task Each_is_a_target_of_its_own()
    {
        var targets = await Eventually.GetAsync(
            token => stack.Prometheus.Http.QueryAsync("up{job=~\"api|balancer\"} == 1", token),
            found => found.Count == InstancesStack.Instances.Count + 1
        );
        Assert.Equal(
            ["api: api", "api: api-2", "api: api-3", "balancer: balancer"],
            targets.Select(target => $"{target.Labels["job"]}: {target.Labels["instance"]}").Order()
        );
    }

    [Fact]
    public async Task Requests_to_the_one_address_reach_all()
    {
        using var reader = LibraryClient.Anonymous(stack, InstancesStack.Balancer);
        foreach (var instance in InstancesStack.Instances)
        {
            using var metrics = stack.App.CreateHttpClient(instance, "http");
            await Eventually.GetAsync(
                async token =>
                {
                    await reader.GetAsync("/v1/whispers");
                    return (await metrics.GetStringAsync("/metrics", token))
                        .Split('\n')
                        .Any(line =>
                            line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal)
                            && line.Contains("http_route=\"/v1/whispers", StringComparison.Ordinal)
                        );
                },
                reached => reached
            );
        }
    }

    [Fact]
    public async Task The_schema_was_made_once()
    {
        await using var database = await Database.OpenAsync(stack, "postgres", "muejam_library");
        Assert.Equal(
            0L,
            await database.ScalarAsync<long>("SELECT count(*) - count(DISTINCT scriptname) FROM schemaversions")
        );
        Assert.NotEqual(0L, await database.ScalarAsync<long>("SELECT count(*) FROM schemaversions"));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_one_has_changed_all_others_answer(string change)
    {
        for (var writing = 0; writing < InstancesStack.Instances.Count; writing++)
        {
            using var author = LibraryClient.NewUser(stack, InstancesStack.Instances[writing]);
            var slug = await author.PostStoryAsync();
            var story = $"/v1/stories/{slug}";
            await author.JsonAsync(
                HttpMethod.Post,
                $"{story}/chapters",
                new { title = "One", body = "Once." },
                HttpStatusCode.Created
            );
            var whisper = await author.JsonAsync(
                HttpMethod.Post,
                "/v1/whispers",
                new { body = "Listen", story = slug },
                HttpStatusCode.Created
            );
            await author.JsonAsync(HttpMethod.Put, "/v1/me/profile", new { bio = "Reads." });
            var heard = $"/v1/whispers/{whisper["id"]}";
            var (path, act, expected) = change switch
            {
                "a title" => (story, Send(HttpMethod.Patch, story, new { title = "Changed" }), "\"Changed\""),
                "a chapter" => (
                    $"{story}/chapters/1",
                    Send(HttpMethod.Patch, $"{story}/chapters/1", new { title = "Changed" }),
                    "\"Changed\""
                ),
                "a deleted chapter" => (
                    $"{story}/chapters/1",
                    Send(HttpMethod.Delete, $"{story}/chapters/1", null),
                    "chapter_not_found"
                ),
                "a whisper" => (
                    $"/v1/stories/{slug}/whispers",
                    Send(HttpMethod.Post, "/v1/whispers", new { body = "Changed", story = slug }),
                    "\"Changed\""
                ),
                "a like" => (heard, Send(HttpMethod.Put, $"{heard}/like", null), "\"like_count\":1"),
                "a profile" => (
                    $"/v1/profiles/{author.Handle}",
                    Send(HttpMethod.Put, "/v1/me/profile", new { bio = "Changed" }),
                    "\"Changed\""
                ),
                _ => (story, Send(HttpMethod.Delete, story, null), "story_not_found"),
            };

            // Every instance has the older answer.
            await AnswersAsync(path);
            await act();
            // At once: it was acknowledged when all had heard.
            Assert.All(await AnswersAsync(path), answer => Assert.Contains(expected, answer, StringComparison.Ordinal));

            Func<Task> Send(HttpMethod method, string at, object? body) =>
                async () =>
                {
                    using var answer = await author.SendAsync(method, at, body);
                    answer.EnsureSuccessStatusCode();
                };
        }
    }

    [Fact]
    public async Task After_Redis_was_away_they_hear_each_other_again()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await stack.StopAsync("redis", timeout.Token);
        await stack.StartAsync("redis", timeout.Token);
        using var author = LibraryClient.NewUser(stack, InstancesStack.Instances[0]);
        var story = $"/v1/stories/{await author.PostStoryAsync()}";
        // Whoever could not be told while it was away is waited for a moment later.
        await Eventually.GetAsync(_ => RenamedEverywhereAsync(), isEverywhere => isEverywhere);
        for (var round = 0; round < 20; round++)
        {
            Assert.True(await RenamedEverywhereAsync(), $"Round {round}");
        }

        async Task<bool> RenamedEverywhereAsync()
        {
            var title = $"{Guid.NewGuid()}";
            await author.JsonAsync(HttpMethod.Patch, story, new { title });
            return (await AnswersAsync(story)).All(answer => answer.Contains(title, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Who_has_written_reads_it_by_the_one_address_wherever_he_comes_out()
    {
        using var author = LibraryClient.NewUser(stack, InstancesStack.Balancer);
        var slug = await author.PostStoryAsync();
        for (var round = 0; round < 60; round++)
        {
            await author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{slug}", new { title = $"Round {round}" });
            Assert.Equal($"Round {round}", $"{(await author.GetAsync($"/v1/stories/{slug}"))["title"]}");
        }
    }

    [Fact]
    public async Task A_limit_holds_for_all_together()
    {
        using var author = LibraryClient.NewUser(stack, InstancesStack.Balancer);
        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 15; number++)
        {
            using var answer = await author.SendAsync(HttpMethod.Post, "/v1/whispers", new { body = $"{number}" });
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(10, statuses.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task The_balancer_is_degraded_while_one_is_away()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var balancer = stack.App.CreateHttpClient(InstancesStack.Balancer, "http");
        await IsAsync("Healthy");
        await stack.StopAsync("api-3", timeout.Token);
        try
        {
            await IsAsync("Degraded");
        }
        finally
        {
            await stack.StartAsync("api-3", timeout.Token);
        }

        await IsAsync("Healthy");

        Task IsAsync(string expected) =>
            Eventually.GetAsync(
                async token => $"{(await balancer.JsonAsync("/health", token))["status"]}",
                status => status == expected
            );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_long_is_refused_by_the_API(bool expectContinue)
    {
        using var author = LibraryClient.NewUser(stack, InstancesStack.Balancer);
        using var answer = await author.SendTextAsync(
            HttpMethod.Post,
            "/v1/whispers",
            $$"""{"body": "{{new string('x', 40_000_000)}}"}""",
            expectContinue: expectContinue
        );
        await LibraryClient.IsProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
    }

    /// <summary>What each instance answers.</summary>
    private async Task<IReadOnlyList<string>> AnswersAsync(string path)
    {
        var answers = new List<string>();
        foreach (var instance in InstancesStack.Instances)
        {
            using var reader = LibraryClient.Anonymous(stack, instance);
            using var answer = await reader.SendAsync(HttpMethod.Get, path);
            answers.Add(await answer.Content.ReadAsStringAsync());
        }

        return answers;
    }
}
