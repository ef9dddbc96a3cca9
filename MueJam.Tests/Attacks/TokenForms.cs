using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Attacks;

/// <summary>Tokens that nobody should be let in with, each with what is wrong.</summary>
internal static class TokenForms
{
    private const string Handle = "ada_lovelace";

    private static readonly byte[] Key = Convert.FromBase64String(Tokens.Key);

    /// <summary>
    /// A token like those of <see cref="Tokens"/>, made by hand: the other forms differ from it in one thing each.
    /// </summary>
    public static string Good => Signed(new JsonObject(), new JsonObject());

    public static Dictionary<string, string> Bad { get; } = Make();

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private static Dictionary<string, string> Make()
    {
        var forms = new Dictionary<string, string>();
        var (head, body, signature) = Good.Split('.') is [var h, var b, var s]
            ? (h, b, s)
            : throw new InvalidOperationException();
        var anothers = Encode(Payload(new JsonObject { ["sub"] = "eve_dropper" }));
        var longHead = Encode($$"""{"alg":"HS256","x":"{{new string('x', 20_000)}}"}""");

        foreach (
            var (what, text) in ((string, string)[])
                [
                    ("a word", "nonsense"),
                    ("one dot", "a.b"),
                    ("two dots", "a.b.c"),
                    ("only dots", ".."),
                    ("four parts", $"{Good}.x"),
                    ("five parts", $"{Good}.x.y"),
                    ("seven parts", $"{Good}.x.y.z.w"),
                    ("no header", $".{body}.{signature}"),
                    ("no payload", $"{head}..{signature}"),
                    ("no signature", $"{head}.{body}."),
                    ("no last dot", $"{head}.{body}"),
                    ("a header that is no JSON", $"{Encode("nonsense")}.{body}.{signature}"),
                    ("a header that is an array", $"{Encode("[]")}.{body}.{signature}"),
                    ("a header that is null", $"{Encode("null")}.{body}.{signature}"),
                    ("a payload that is no JSON", Sign(head, Encode("nonsense"))),
                    ("a payload that is an array", Sign(head, Encode("[]"))),
                    ("a payload that is null", Sign(head, Encode("null"))),
                    ("a payload that is a text", Sign(head, Encode("\"a\""))),
                    ("an empty payload", Sign(head, Encode("{}"))),
                    ("a payload that ends early", Sign(head, Encode("{\"sub\":\"ada_lovelace\""))),
                    ("a payload of bytes that are no text", Sign(head, Encode([0xff, 0xfe, 0x00]))),
                    ("padding", $"{head}=.{body}.{signature}"),
                    ("a character that is no base64", $"{head}.{body}.{signature}!"),
                    ("a signature cut short", $"{head}.{body}.{signature[..^4]}"),
                    ("a signature of zeros", $"{head}.{body}.{Encode(new byte[32])}"),
                    ("another's signature", $"{head}.{anothers}.{signature}"),
                    ("a header of 20 kB", $"{longHead}.{body}.{signature}"),
                ]
        )
        {
            forms.Add(what, text);
        }

        // Algorithms: none, by another case, of another kind, and keys that come with the token.
        string[] algorithms =
        [
            "none",
            "None",
            "NONE",
            "nOnE",
            "",
            "HS255",
            "hs256",
            "HS1",
            "RS256",
            "ES256",
            "PS256",
            "EdDSA",
            "dir",
        ];
        foreach (var algorithm in algorithms)
        {
            forms.Add(
                $"algorithm '{algorithm}', signed with the key",
                Signed(new JsonObject { ["alg"] = algorithm }, new JsonObject())
            );
        }

        forms.Add("algorithm none, not signed", $"{Encode("{\"alg\":\"none\"}")}.{body}.");
        forms.Add("no algorithm", Sign(Encode("{\"typ\":\"JWT\"}"), body));
        forms.Add("an algorithm that is a number", Signed(new JsonObject { ["alg"] = 256 }, new JsonObject()));
        forms.Add("an empty key", Sign(head, body, []));
        forms.Add("a key of zeros", Sign(head, body, new byte[32]));
        forms.Add("the key's text as the key", Sign(head, body, Encoding.UTF8.GetBytes(Tokens.Key)));
        forms.Add(
            "a key of its own within",
            Signed(
                new JsonObject
                {
                    ["jwk"] = new JsonObject { ["kty"] = "oct", ["k"] = Encode(new byte[32]) },
                },
                new JsonObject(),
                new byte[32]
            )
        );
        forms.Add(
            "a key at an address",
            Signed(
                new JsonObject { ["jku"] = "http://127.0.0.1:9/keys", ["kid"] = "a" },
                new JsonObject(),
                new byte[32]
            )
        );
        forms.Add(
            "a key's name that is a path",
            Signed(new JsonObject { ["kid"] = "../../../../dev/null" }, new JsonObject(), [])
        );
        forms.Add(
            "a key's name that is SQL",
            Signed(
                new JsonObject { ["kid"] = "' UNION SELECT 'key' --" },
                new JsonObject(),
                Encoding.UTF8.GetBytes("key")
            )
        );

        // Claims.
        foreach (
            var (what, claim, value) in ((string, string, JsonNode?)[])
                [
                    ("expired", "exp", Now - 3600),
                    ("expired long ago", "exp", 0),
                    ("an end that is a text", "exp", "tomorrow"),
                    ("an end that is null", "exp", null),
                    ("an end before all time", "exp", -1),
                    ("not yet valid", "nbf", Now + 3600),
                    ("another issuer", "iss", "someone-else"),
                    ("no issuer", "iss", null),
                    ("issuers", "iss", new JsonArray("muejam", "x")),
                    ("another audience", "aud", "another-service"),
                    ("no audience", "aud", null),
                    ("an audience by another case", "aud", "MueJam-Library"),
                    ("a subject that is a number", "sub", 12345),
                    ("a subject that is true", "sub", true),
                    ("a subject that is a list", "sub", new JsonArray("ada_lovelace", "eve_dropper")),
                    ("a subject that is an object", "sub", new JsonObject { ["name"] = Handle }),
                ]
        )
        {
            forms.Add(what, Signed(new JsonObject(), new JsonObject { [claim] = value?.DeepClone() }));
        }

        return forms;
    }

    private static string Signed(JsonObject header, JsonObject claims, byte[]? key = null)
    {
        var head = new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT" };
        foreach (var (name, value) in header)
        {
            head[name] = value?.DeepClone();
        }

        return Sign(Encode(head.ToJsonString()), Encode(Payload(claims)), key);
    }

    private static string Payload(JsonObject changes)
    {
        var claims = new JsonObject
        {
            ["sub"] = Handle,
            ["iss"] = "muejam",
            ["aud"] = "muejam-library",
            ["nbf"] = Now - 60,
            ["exp"] = Now + 3600,
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value?.DeepClone();
            if (value is null)
            {
                claims.Remove(name);
            }
        }

        return claims.ToJsonString(JsonSerializerOptions.Default);
    }

    private static string Sign(string head, string body, byte[]? key = null) =>
        $"{head}.{body}.{Encode(HMACSHA256.HashData(key ?? Key, Encoding.ASCII.GetBytes($"{head}.{body}")))}";

    private static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
