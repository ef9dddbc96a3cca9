using System.Net;
using System.Text;

namespace MueJam.Tests.Support;

/// <summary>What a page of another site can make a browser send to a page of the stack.</summary>
internal static class ForeignSite
{
    private const string Json = "application/json";

    private static readonly string[] Hosts = ["rebound.example", "localhost.rebound.example", "127.0.0.1.rebound.net"];
    private static readonly string[] Origins = ["http://elsewhere.example", "null", "http://localhost:1"];
    private static readonly string[] Sites = ["cross-site", "same-site"];
    private static readonly string[] Forms = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];

    private static readonly HttpStatusCode[] Refusals =
    [
        HttpStatusCode.BadRequest,
        HttpStatusCode.Forbidden,
        HttpStatusCode.UnsupportedMediaType,
    ];

    /// <summary>
    /// Asserts that a change is refused to other sites and in the forms that need no leave, not to the page.
    /// </summary>
    /// <param name="page">The page's address.</param>
    /// <param name="method">How the change is asked for.</param>
    /// <param name="path">Where.</param>
    /// <param name="json">With what, if with anything.</param>
    public static async Task AssertObeysItselfAloneAsync(HttpClient page, HttpMethod method, string path, string? json)
    {
        foreach (var host in Hosts)
        {
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(Json, request => request.Headers.Host = host));
        }

        foreach (var origin in Origins)
        {
            var status = await StatusAsync(Json, request => request.Headers.Add("Origin", origin));
            Assert.Equal(HttpStatusCode.Forbidden, status);
        }

        foreach (var site in Sites)
        {
            var status = await StatusAsync(Json, request => request.Headers.Add("Sec-Fetch-Site", site));
            Assert.Equal(HttpStatusCode.Forbidden, status);
        }

        if (json is not null)
        {
            foreach (var form in Forms)
            {
                Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(form, _ => { }));
            }
        }

        var own = await StatusAsync(
            Json,
            request =>
            {
                request.Headers.Add("Origin", page.BaseAddress!.GetLeftPart(UriPartial.Authority));
                request.Headers.Add("Sec-Fetch-Site", "same-origin");
            }
        );
        Assert.DoesNotContain(own, Refusals);

        async Task<HttpStatusCode> StatusAsync(string contentType, Action<HttpRequestMessage> change)
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = json is null ? null : new StringContent(json, Encoding.UTF8, contentType),
            };
            change(request);
            using var answer = await page.SendAsync(request);
            return answer.StatusCode;
        }
    }

    /// <summary>Asserts that a page is not read by a name that somebody else can lead to this machine.</summary>
    public static async Task AssertReadByOwnNamesAloneAsync(HttpClient page, string path)
    {
        foreach (var host in Hosts)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            using var answer = await page.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        using var read = await page.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.False(read.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
