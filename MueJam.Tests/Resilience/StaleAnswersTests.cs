using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;

namespace MueJam.Tests.Resilience;

/// <summary>
/// What stands in for a database that does not answer is marked; nothing that was deleted or hidden stands in.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class StaleAnswersTests(StackFixture stack)
{
    [Fact]
    public async Task What_was_deleted_is_not_shown_when_both_databases_are_gone()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var second = await ApiProcess.StartAsync(stack);
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var kept = await PostWithChapterAsync(author);
        var (deleted, hidden) = (await PostWithChapterAsync(author), await PostWithChapterAsync(author));
        string[] reads =
        [
            .. new[] { kept, deleted, hidden }
                .Select(slug => $"/v1/stories/{slug}")
                .SelectMany(story => new[] { story, $"{story}/chapters", $"{story}/chapters/1" }),
        ];
        foreach (var read in reads)
        {
            await anyone.GetAsync(read);
            await second.Client.JsonAsync(read);
        }

        await author.JsonAsync(HttpMethod.Delete, $"/v1/stories/{deleted}", expected: HttpStatusCode.NoContent);
        await author.JsonAsync(HttpMethod.Patch, $"/v1/stories/{hidden}", new { status = "draft" });
        await Eventually.GetAsync(
            token => second.Client.GetAsync($"/v1/stories/{hidden}", token),
            answer => answer.StatusCode == HttpStatusCode.NotFound,
            ApiProcess.Soon
        );
        await Task.WhenAll(
            stack.StopAsync("postgres-replica", timeout.Token),
            stack.StopAsync("postgres", timeout.Token)
        );
        try
        {
            await Eventually.GetAsync(
                token => anyone.SendAsync(HttpMethod.Get, reads[0], cancellationToken: token),
                IsMarked,
                ApiProcess.Soon
            );
            await Eventually.GetAsync(token => second.Client.GetAsync(reads[0], token), IsMarked, ApiProcess.Soon);
            foreach (var read in reads)
            {
                var isKept = read.Contains(kept, StringComparison.Ordinal);
                var expected = isKept ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;
                foreach (var asked in new[] { anyone.SendAsync(HttpMethod.Get, read), second.Client.GetAsync(read) })
                {
                    using var answer = await asked;
                    Assert.True(answer.StatusCode == expected, $"{read}: {answer.StatusCode}");
                    Assert.True(!isKept || IsMarked(answer), $"{read} is not marked");
                }
            }
        }
        finally
        {
            await StartAsync("postgres", timeout.Token);
            await StartAsync("postgres-replica", timeout.Token);
            await stack.NoticedAsync();
        }
    }

    [Fact]
    public async Task What_was_deleted_is_not_shown_while_statements_time_out_and_what_stands_in_is_marked()
    {
        await using var own = await OwnDatabase.CreateAsync(stack);
        await using var api = await own.ServeAsync(("Database__StatementTimeout", "00:00:01"));
        api.LogIn("lock_author");
        foreach (var slug in (string[])["kept", "deleted"])
        {
            using var posted = await api.Client.PostAsJsonAsync("/v1/stories", new { slug, title = "T" });
            Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
            Assert.NotNull(await api.Client.JsonAsync($"/v1/stories/{slug}"));
        }

        using (var answer = await api.Client.DeleteAsync("/v1/stories/deleted"))
        {
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        await using var locker = await own.OpenAsync();
        await locker.ScalarAsync<object>("BEGIN; LOCK TABLE stories");
        using var gone = await api.Client.GetAsync("/v1/stories/deleted");
        await LibraryClient.IsProblemAsync(gone, HttpStatusCode.ServiceUnavailable, "database_timeout");
        // After a minute its time in memory is over, and there is nothing else to answer with. The server is well, so
        // nobody has noticed anything.
        using var first = await Eventually.GetAsync(
            token => api.Client.GetAsync("/v1/stories/kept", token),
            IsMarked,
            TimeSpan.FromSeconds(90)
        );
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var next = await api.Client.GetAsync("/v1/stories/kept");
        Assert.True(next.StatusCode == HttpStatusCode.OK && IsMarked(next));
        using var still = await api.Client.GetAsync("/v1/stories/deleted");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, still.StatusCode);
        await locker.ScalarAsync<object>("COMMIT");
        using var fresh = await Eventually.GetAsync(
            token => api.Client.GetAsync("/v1/stories/kept", token),
            answer => !IsMarked(answer),
            TimeSpan.FromSeconds(15)
        );
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
    }

    private static bool IsMarked(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Cache-Status", out var status)
        && status.Single().Contains("stale", StringComparison.Ordinal);

    private static async Task<string> PostWithChapterAsync(LibraryClient author)
    {
        var slug = await author.PostStoryAsync("both");
        var chapter = new { title = "One", body = "Text" };
        await author.JsonAsync(HttpMethod.Post, $"/v1/stories/{slug}/chapters", chapter, HttpStatusCode.Created);
        return slug;
    }

    private async Task StartAsync(string resource, CancellationToken cancellationToken)
    {
        await stack.App.ResourceCommands.ExecuteCommandAsync(
            resource,
            KnownResourceCommands.StartCommand,
            cancellationToken
        );
        await stack.HealthyAsync(resource, cancellationToken);
    }
}
