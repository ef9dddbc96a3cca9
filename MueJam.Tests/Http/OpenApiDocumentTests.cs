using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Http;

/// <summary>The OpenAPI document says what is checked, to somebody who writes a client.</summary>
[Collection(StackCollection.Name)]
public sealed class OpenApiDocumentTests(StackFixture stack) : IAsyncLifetime
{
    private JsonNode _document = null!;

    public async Task InitializeAsync()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        _document = await api.JsonAsync("/openapi/v1.json");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("NewStory", "slug,title")]
    [InlineData("StoryChange", "")]
    [InlineData("NewChapter", "body,title")]
    [InlineData("ChapterChange", "")]
    [InlineData("NewWhisper", "body")]
    [InlineData("ShelfName", "name")]
    [InlineData("NewProgress", "chapter,percent")]
    [InlineData("ProfileChange", "")]
    public void A_request_needs_what_is_required_and_no_more(string schema, string required)
    {
        var declared =
            Schema(schema)["required"]?.AsArray().Select(name => $"{name}").Order() ?? Enumerable.Empty<string>();
        Assert.Equal(required.Split(',', StringSplitOptions.RemoveEmptyEntries), declared);
        // What must be there is not null; what may be absent may be null.
        Assert.All(
            Schema(schema)["properties"]!.AsObject(),
            property =>
                Assert.Equal(
                    declared.Contains(property.Key),
                    !property.Value!["type"]!.ToJsonString().Contains("null", StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [InlineData(
        "NewStory",
        "slug",
        """{"minLength":1,"maxLength":100,"pattern":"^[a-z0-9]\u002B(-[a-z0-9]\u002B)*$"}"""
    )]
    [InlineData("NewStory", "title", """{"minLength":1,"maxLength":200}""")]
    [InlineData("NewStory", "blurb", """{"maxLength":1000}""")]
    [InlineData("NewStory", "status", """{"enum":["draft","published"]}""")]
    [InlineData("NewStory", "tags", """{"maxItems":10}""")]
    [InlineData("NewWhisper", "body", """{"minLength":1,"maxLength":280}""")]
    [InlineData("NewWhisper", "reply_to", """{"minimum":1,"format":"int64"}""")]
    [InlineData("NewProgress", "percent", """{"minimum":0,"maximum":100}""")]
    public void Lengths_patterns_and_limits_are_there(string schema, string property, string expected)
    {
        var declared = Schema(schema)["properties"]![property]!;
        Assert.All(
            JsonNode.Parse(expected)!.AsObject(),
            rule =>
                Assert.True(
                    JsonNode.DeepEquals(rule.Value, declared[rule.Key]),
                    $"{rule.Key}: {declared.ToJsonString()}"
                )
        );
    }

    [Fact]
    public void A_number_is_a_number() =>
        Assert.DoesNotMatch("\"type\":\\[[^]]*\"integer\"[^]]*\"string\"", _document.ToJsonString());

    [Fact]
    public void Every_operation_has_a_name_of_its_own_and_declares_its_failures()
    {
        var operations = _document["paths"]!
            .AsObject()
            .Where(path => path.Key.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(path => path.Value!.AsObject())
            .ToList();
        Assert.Equal(
            operations.Count,
            operations
                .Select(operation => $"{operation.Value!["operationId"]}")
                .Where(id => id.Length > 0)
                .Distinct()
                .Count()
        );
        Assert.All(
            operations,
            operation =>
                Assert.All(
                    ["400", "429", "500", "503"],
                    status => Assert.NotNull(operation.Value!["responses"]![status])
                )
        );
    }

    [Fact]
    public void Texts_speak_to_the_writer_of_a_client()
    {
        var texts = Regex
            .Matches(_document.ToJsonString(), "\"description\":\"([^\"]*)\"")
            .Select(text => text.Groups[1].Value);
        Assert.DoesNotContain(texts, text => Regex.IsMatch(text, @"^See |cref|\b(string|int|long)\b \w+\.\w+"));
    }

    [Fact]
    public async Task The_example_of_the_README_is_valid()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var example = JsonNode
            .Parse(Regex.Match(readme, @"-d '(\{""slug"".*?\})'", RegexOptions.Singleline).Groups[1].Value)!
            .AsObject();
        var schema = Schema("NewStory");
        Assert.All(schema["required"]!.AsArray(), name => Assert.True(example.ContainsKey($"{name}")));
        Assert.All(example, member => Assert.NotNull(schema["properties"]![member.Key]));
    }

    private JsonObject Schema(string name) => _document["components"]!["schemas"]![name]!.AsObject();
}
