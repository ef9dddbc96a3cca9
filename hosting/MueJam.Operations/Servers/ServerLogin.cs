using System.Net.Http.Headers;
using System.Text;

namespace MueJam.Operations.Servers;

/// <summary>What a server asks for before it answers.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Password">The user's password.</param>
public sealed record ServerLogin(string User, ParameterResource Password)
{
    /// <summary>What a client sends.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AuthenticationHeaderValue> HeaderAsync(CancellationToken cancellationToken)
    {
        var login = $"{User}:{await Password.GetValueAsync(cancellationToken)}";
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login)));
    }
}

/// <summary>Adds the login to each request; its password is asked of the model when it is needed.</summary>
/// <param name="login">The login.</param>
internal sealed class ServerLoginHandler(ServerLogin login) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Headers.Authorization = await login.HeaderAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
