using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MueJam.Tests.Support;

/// <summary>
/// Fails a test whose answer the OpenAPI document does not declare: path, method, status, and the properties of a JSON
/// object.
/// </summary>
internal sealed class OpenApiCheck(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly ConcurrentDictionary<string, Task<JsonNode>> Documents = new();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            var document = await Documents.GetOrAdd(request.RequestUri.GetLeftPart(UriPartial.Authority), ReadAsync);
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            Check(document, request.Method, path, answer, await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        return answer;
    }

    private static async Task<JsonNode> ReadAsync(string authority)
    {
        using var http = new HttpClient();
        return JsonNode.Parse(await http.GetStringAsync($"{authority}/openapi/v1.json"))!;
    }

    private static void Check(
        JsonNode document,
        HttpMethod method,
        string path,
        HttpResponseMessage answer,
        string body
    )
    {
        var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        // The most literal template that fits, as routing does it.
        var templates = document["paths"]!
            .AsObject()
            .Where(p =>
                Regex.IsMatch(path.TrimEnd('/'), $"^{Regex.Replace(p.Key.TrimEnd('/'), @"\{[^}]+\}", "[^/]+")}$")
            )
            .OrderBy(p => p.Key.Count(c => c == '{'))
            .ToList();
        if (templates.Count == 0 || templates[0].Value![method.Method.ToLowerInvariant()] is not { } operation)
        {
            // No such endpoint: only the answers that say so are right.
            Assert.Contains(status, (string[])["404", "405"]);
            return;
        }

        var response = operation["responses"]?[status];
        Assert.True(
            response is not null,
            $"{method} {templates[0].Key} answers {status}, which the OpenAPI document does not declare. {body}"
        );
        if (response["content"]?["application/json"]?["schema"] is { } schema)
        {
            CheckObject(document, schema, JsonNode.Parse(body), $"{method} {templates[0].Key} {status}");
        }
    }

    private static void CheckObject(JsonNode document, JsonNode schema, JsonNode? value, string where)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            schema = document["components"]!["schemas"]![reference.Split('/')[^1]]!;
        }

        if (value is JsonArray array && schema["items"] is { } items)
        {
            foreach (var item in array)
            {
                CheckObject(document, items, item, where);
            }
        }
        else if (value is JsonObject found && schema["properties"] is JsonObject declared)
        {
            Assert.True(
                found.Select(p => p.Key).Order().SequenceEqual(declared.Select(p => p.Key).Order()),
                $"{where}: the document declares {string.Join(", ", declared.Select(p => p.Key))}; answered "
                    + $"{string.Join(", ", found.Select(p => p.Key))}"
            );
            foreach (var (name, property) in declared)
            {
                CheckObject(document, property!, found[name], where);
            }
        }
    }
}
