using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Attacks;

/// <summary>
/// Every parameter and every member of a body in the OpenAPI document is given what nobody should send: no answer is a
/// server's error, none tells what is inside.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class FieldFuzzTests(StackFixture stack)
{
    private const int WhispersOfAUser = 9;
    private const int AtOnce = 4;

    [Fact]
    public async Task No_field_breaks_the_server()
    {
        using var owner = LibraryClient.NewUser(stack);
        var slug = await owner.PostStoryAsync();
        await owner.JsonAsync(
            HttpMethod.Post,
            $"/v1/stories/{slug}/chapters",
            new { title = "One", body = "Once." },
            HttpStatusCode.Created
        );
        var good = new Dictionary<string, string>
        {
            ["slug"] = slug,
            ["number"] = "1",
            ["handle"] = owner.Handle!,
            ["whispers"] = await NewAsync("/v1/whispers", new { body = "b" }),
            ["shelves"] = await NewAsync("/v1/shelves", new { name = "Mine" }),
        };
        using var api = stack.App.CreateHttpClient("api", "http");
        var inputs = Inputs(await api.JsonAsync("/openapi/v1.json"), good).ToList();
        Assert.True(inputs.Count >= 1960, $"{inputs.Count} inputs");

        var (owners, others) = (Tokens.For(owner.Handle!), 0);
        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            inputs,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (input, token) =>
            {
                // Whispers are limited more than the rest.
                var user =
                    input.Path != "/v1/whispers"
                        ? owners
                        : Tokens.For($"fuzzer_{slug[^8..]}_{Interlocked.Increment(ref others) / WhispersOfAUser}");
                using var request = input.Request(user);
                HttpResponseMessage answer;
                try
                {
                    answer = await api.SendAsync(request, token);
                }
                catch (HttpRequestException e)
                {
                    wrong.Add($"{input}: {e.Message} {e.InnerException?.Message}");
                    return;
                }

                var text = await answer.Content.ReadAsStringAsync(token);
                var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
                if ((int)answer.StatusCode >= 500 || Tells(text) || isProblem == answer.IsSuccessStatusCode)
                {
                    wrong.Add($"{input}: {(int)answer.StatusCode} {(text.Length > 300 ? text[..300] : text)}");
                }
            }
        );
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {inputs.Count}:\n{string.Join('\n', wrong.Take(20))}");
        Assert.NotNull(await owner.GetAsync($"/v1/stories/{slug}"));

        async Task<string> NewAsync(string path, object body) =>
            $"{(await owner.JsonAsync(HttpMethod.Post, path, body, HttpStatusCode.Created))["id"]}";
    }

    private static bool Tells(string text) =>
        (
            (string[])
                ["Npgsql", "Exception", "   at ", "SqlState", "StackTrace", "System.", "22021:", "stories_", "ERROR:"]
        ).Any(word => text.Contains(word, StringComparison.Ordinal));

    private static IEnumerable<Input> Inputs(JsonNode document, Dictionary<string, string> good)
    {
        foreach (
            var (path, methods) in document["paths"]!
                .AsObject()
                .Where(path => path.Key.StartsWith("/v1/", StringComparison.Ordinal))
        )
        {
            foreach (var (name, operation) in methods!.AsObject())
            {
                var (method, address) = (new HttpMethod(name.ToUpperInvariant()), Filled(path, good).TrimEnd('/'));
                foreach (var parameter in operation!["parameters"]?.AsArray() ?? [])
                {
                    var field = parameter!["name"]!.GetValue<string>();
                    switch (parameter["in"]!.GetValue<string>())
                    {
                        case "path":
                            foreach (
                                var value in HostileInputs
                                    .Texts.Select(Uri.EscapeDataString)
                                    .Concat(HostileInputs.RawTexts)
                            )
                            {
                                yield return new Input(method, Filled(path, With(good, field, value)), null, null);
                            }

                            break;
                        case "query":
                            foreach (
                                var value in HostileInputs
                                    .Texts.Select(Uri.EscapeDataString)
                                    .Concat(HostileInputs.RawTexts)
                            )
                            {
                                yield return new Input(method, $"{address}?{field}={value}", null, null);
                            }

                            break;
                        default:
                            foreach (
                                var value in HostileInputs.Texts.Where(text =>
                                    text.All(c => c is >= ' ' and < '\u007f')
                                )
                            )
                            {
                                yield return new Input(
                                    method,
                                    address,
                                    Sample(document, operation).ToJsonString(),
                                    value
                                );
                            }

                            break;
                    }
                }

                if (operation["requestBody"] is not null)
                {
                    foreach (var (member, _) in Sample(document, operation))
                    {
                        foreach (
                            var json in HostileInputs
                                .Texts.Select(text => JsonValue.Create(text)!.ToJsonString())
                                .Concat(HostileInputs.RawJson)
                        )
                        {
                            var members = Sample(document, operation)
                                .Select(other => $"\"{other.Key}\":{(other.Key == member ? json : Json(other.Value))}");
                            yield return new Input(method, address, $"{{{string.Join(',', members)}}}", null);
                        }
                    }

                    foreach (var json in HostileInputs.RawJson)
                    {
                        yield return new Input(method, address, json, null);
                    }
                }
            }
        }
    }

    private static string Filled(string path, Dictionary<string, string> values) =>
        path.Replace(
                "{id}",
                values[path.StartsWith("/v1/shelves", StringComparison.Ordinal) ? "shelves" : "whispers"],
                StringComparison.Ordinal
            )
            .Replace("{slug}", values["slug"], StringComparison.Ordinal)
            .Replace("{number}", values["number"], StringComparison.Ordinal)
            .Replace("{handle}", values["handle"], StringComparison.Ordinal);

    private static string Json(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static Dictionary<string, string> With(Dictionary<string, string> values, string field, string value)
    {
        var changed = new Dictionary<string, string>(values) { [field] = value };
        return field == "id" ? new(changed) { ["whispers"] = value, ["shelves"] = value } : changed;
    }

    /// <summary>A body that is right.</summary>
    private static JsonObject Sample(JsonNode document, JsonNode operation)
    {
        var body = operation["requestBody"]!["content"]!["application/json"]!;
        var reference = body["schema"]!["$ref"]!.GetValue<string>();
        var sample = new JsonObject();
        foreach (
            var (name, schema) in document["components"]!["schemas"]![reference.Split('/')[^1]]![
                "properties"
            ]!.AsObject()
        )
        {
            sample[name] = name switch
            {
                "slug" => LibraryClient.NewSlug("fuzz"),
                "status" => "draft",
                "story" or "reply_to" => null,
                "tags" => new JsonArray("a"),
                _ => schema!["type"]!.ToJsonString().Contains("integer", StringComparison.Ordinal) ? 1 : "text",
            };
        }

        return sample;
    }

    private sealed record Input(HttpMethod Method, string Path, string? Json, string? Key)
    {
        public HttpRequestMessage Request(string token)
        {
            var request = new HttpRequestMessage(Method, Path)
            {
                Content = Json is null ? null : new StringContent(Json, Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new("Bearer", token);
            if (Key is not null)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", Key);
            }

            return request;
        }
    }
}
