using MueJam.Operations.Servers;

namespace MueJam.AppHost.Logins;

/// <summary>The login that a server asks for, or knows.</summary>
internal sealed record LoginAnnotation(ServerLogin Login) : IResourceAnnotation;
