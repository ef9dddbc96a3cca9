using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MueJam.Tests.Support;

/// <summary>Tokens as the identity provider of the stack under test would issue them.</summary>
internal static class Tokens
{
    /// <summary>The key that the stack is started with.</summary>
    public static string Key { get; } = NewKey();

    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static string For(
        string handle,
        string? key = null,
        string issuer = "muejam",
        string audience = "muejam-library",
        TimeSpan? validFor = null
    )
    {
        var expires = DateTime.UtcNow + (validFor ?? TimeSpan.FromHours(1));
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                NotBefore = expires - TimeSpan.FromHours(2),
                IssuedAt = expires - TimeSpan.FromHours(2),
                Expires = expires,
                Claims = new Dictionary<string, object> { ["sub"] = handle },
                SigningCredentials = new SigningCredentials(
                    new SymmetricSecurityKey(Convert.FromBase64String(key ?? Key)),
                    SecurityAlgorithms.HmacSha256
                ),
            }
        );
    }
}
