using System.Buffers.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;
using MueJam.Api.Errors;

namespace MueJam.Api.Users;

/// <summary>
/// Who asks: bearer tokens (JWT), configured in <c>Authentication:Schemes:Bearer</c>, as <c>dotnet user-jwts</c> does
/// in development.
/// </summary>
public static partial class UserServices
{
    private const string Subject = "sub";

    /// <summary>Registers authentication; the subject of a token is the user's handle.</summary>
    /// <param name="builder">The API.</param>
    public static void AddUsers(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddAuthentication()
            .AddJwtBearer(options =>
            {
                options.MapInboundClaims = false;
                options.TokenValidationParameters.NameClaimType = Subject;
                options.TokenValidationParameters.ValidAlgorithms =
                [
                    "HS256",
                    "HS384",
                    "HS512",
                    "RS256",
                    "RS384",
                    "RS512",
                    "PS256",
                    "ES256",
                    "ES384",
                ];
                options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
                options.Events = new JwtBearerEvents
                {
                    OnChallenge = ChallengeAsync,
                    OnTokenValidated = ValidatedAsync,
                };
            });
        DevelopmentTokens.Follow(builder);
        builder.Services.AddAuthorization(options =>
            options.AddPolicy(
                Writer,
                policy =>
                    policy
                        .RequireAuthenticatedUser()
                        .RequireAssertion(context => context.User.Identity?.Name is { } name && Handle().IsMatch(name))
            )
        );
    }

    /// <summary>The policy of what needs a user: a valid token whose subject is a handle.</summary>
    public const string Writer = "writer";

    /// <summary>The handle of the one who asks; null when anonymous.</summary>
    /// <param name="context">The request.</param>
    public static string? Handle(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Not context.User, which makes up a user where there is none.
        return
            context.Features.Get<IHttpAuthenticationFeature>()?.User?.Identity
                is { IsAuthenticated: true, Name: { } name }
            && Handle().IsMatch(name)
            ? name
            : null;
    }

    /// <summary>Reads the token when there is one: anonymous requests pay nothing.</summary>
    /// <param name="app">The API.</param>
    public static void UseUsers(this WebApplication app)
    {
        // Marked as used, or the host would put both in front for every request.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = properties["__AuthorizationMiddlewareSet"] = true;
        app.UseWhen(context => context.Request.Headers.Authorization.Count > 0, branch => branch.UseAuthentication());
    }

    /// <summary>Refuses who is not allowed, after the rate limits: a refusal counts as well.</summary>
    /// <param name="app">The API.</param>
    public static void UsePolicies(this WebApplication app) =>
        app.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null,
            branch => branch.UseAuthorization()
        );

    /// <summary>A subject is one text (RFC 7519): a number is no handle, though it may look like one.</summary>
    private static Task ValidatedAsync(TokenValidatedContext context)
    {
        if (!IsSubjectText(((JsonWebToken)context.SecurityToken).EncodedPayload))
        {
            context.Fail("The subject is no text.");
        }

        return Task.CompletedTask;
    }

    /// <summary>In the payload itself: the claim is made a text of whatever it was.</summary>
    private static bool IsSubjectText(string payload)
    {
        var json = new Utf8JsonReader(Base64Url.DecodeFromChars(payload));
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isSubject = json.ValueTextEquals(Subject);
            json.Read();
            if (isSubject && json.TokenType != JsonTokenType.String)
            {
                return false;
            }

            json.Skip();
        }

        return true;
    }

    private static async Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        context.Response.Headers.WWWAuthenticate = context.AuthenticateFailure is null
            ? "Bearer"
            : "Bearer error=\"invalid_token\"";
        var problem = context.AuthenticateFailure is null
            ? Problems.Problem(401, "token_missing", "This needs a bearer token.")
            : Problems.Problem(
                401,
                "token_invalid",
                "The bearer token is not valid: it is malformed, expired, of a foreign issuer or audience, or "
                    + "not signed by a known key."
            );
        await problem.ExecuteAsync(context.HttpContext);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_]{3,30}\z")]
    private static partial Regex Handle();
}
