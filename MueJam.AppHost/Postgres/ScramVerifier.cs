using System.Globalization;
using System.Security.Cryptography;

namespace MueJam.AppHost.Postgres;

/// <summary>
/// What PostgreSQL keeps of a password (RFC 5802). It is taken in the password's place; nobody logs in by it.
/// </summary>
/// <remarks>A statement that makes a login is seen in statistics and logs, by everybody who may read those.</remarks>
internal static class ScramVerifier
{
    private const int Iterations = 4096;
    private const int SaltBytes = 16;

    /// <summary>
    /// Sets a variable to a password's verifier; when published, to the password, which nobody knows yet.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The variable.</param>
    /// <param name="password">The password.</param>
    public static IResourceBuilder<PostgresServerResource> WithVerifier(
        this IResourceBuilder<PostgresServerResource> builder,
        string name,
        IResourceBuilder<ParameterResource> password
    ) =>
        builder.WithEnvironment(async context =>
            context.EnvironmentVariables[name] = context.ExecutionContext.IsPublishMode
                ? password.Resource
                : await OfAsync(password.Resource, context.CancellationToken)
        );

    /// <summary>The verifier of a parameter's value, which is in ASCII; each time with a salt of its own.</summary>
    public static async Task<string> OfAsync(ParameterResource password, CancellationToken cancellationToken)
    {
        var value =
            await password.GetValueAsync(cancellationToken)
            ?? throw new DistributedApplicationException($"'{password.Name}' has no value.");
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = HashAlgorithmName.SHA256;
        var salted = Rfc2898DeriveBytes.Pbkdf2(value, salt, Iterations, hash, SHA256.HashSizeInBytes);
        var client = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Iterations}:{Text(salt)}${Text(client)}:{Text(server)}"
        );

        static string Text(byte[] bytes) => Convert.ToBase64String(bytes);
    }
}
