using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Attacks;

/// <summary>What is posted again with its <c>Idempotency-Key</c> is there once.</summary>
[Collection(StackCollection.Name)]
public sealed class RepeatedPostTests(StackFixture stack) : IDisposable
{
    private readonly LibraryClient _author = LibraryClient.NewUser(stack);

    public void Dispose() => _author.Dispose();

    [Fact]
    public async Task A_whisper_is_posted_once()
    {
        var slug = await _author.PostStoryAsync();
        var parent = (
            await _author.JsonAsync(HttpMethod.Post, "/v1/whispers", new { body = "Ask" }, HttpStatusCode.Created)
        )["id"]!.GetValue<long>();
        await IsPostedOnceAsync("/v1/whispers", new { body = "About it", story = slug }, new { body = "About it" });
        await IsPostedOnceAsync(
            "/v1/whispers",
            new { body = " Answer ", reply_to = parent },
            new { body = "Another answer", reply_to = parent }
        );
        Assert.Equal(1, (await _author.GetAsync($"/v1/whispers/{parent}"))["reply_count"]!.GetValue<int>());
        Assert.Single((await _author.GetAsync($"/v1/stories/{slug}/whispers"))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_chapter_is_posted_once()
    {
        var chapters = $"/v1/stories/{await _author.PostStoryAsync()}/chapters";
        await IsPostedOnceAsync(chapters, new { title = "One", body = "Once." }, new { title = "Two", body = "Once." });
        Assert.Single((await _author.GetAsync(chapters))["data"]!.AsArray());
        await _author.JsonAsync(
            HttpMethod.Post,
            chapters,
            new { title = "One", body = "Once." },
            HttpStatusCode.Created
        );
        Assert.Equal(2, (await _author.GetAsync(chapters))["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_key_is_its_users_and_no_longer_than_a_header_should_be()
    {
        using var other = LibraryClient.NewUser(stack);
        var key = $"{Guid.NewGuid()}";
        var mine = await PostAsync(_author, "/v1/whispers", new { body = "Mine" }, key);
        var others = await PostAsync(other, "/v1/whispers", new { body = "Mine" }, key);
        Assert.NotEqual(await IdAsync(mine), await IdAsync(others));
        await LibraryClient.IsProblemAsync(
            await PostAsync(_author, "/v1/whispers", new { body = "b" }, new string('k', 256)),
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
    }

    private async Task IsPostedOnceAsync(string path, object body, object another)
    {
        var key = $"{Guid.NewGuid()}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostAsync(_author, path, body, key)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        var texts = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.Single(texts.Distinct());
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        await LibraryClient.IsProblemAsync(
            await PostAsync(_author, path, another, key),
            HttpStatusCode.UnprocessableEntity,
            "idempotency_key_reused"
        );
    }

    private static async Task<long> IdAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<long>();

    private async Task<HttpResponseMessage> PostAsync(LibraryClient user, string path, object body, string key)
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Authorization = new("Bearer", Tokens.For(user.Handle!));
        return await api.SendAsync(request);
    }
}
