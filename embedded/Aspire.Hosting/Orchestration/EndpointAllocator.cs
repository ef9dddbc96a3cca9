using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using MueJam.Embedded.Programs;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives every endpoint its address on this machine.</summary>
internal sealed class EndpointAllocator(IConfiguration configuration)
{
    private const string Host = "localhost";

    private readonly HashSet<int> _given = [];

    /// <summary>Under test, so that two runs can go on at once.</summary>
    private bool Randomize => configuration.GetValue<bool>("DcpPublisher:RandomizePorts");

    public void Allocate(IEnumerable<IResource> resources)
    {
        var endpoints = resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>()).ToList();
        // Fixed ones first, so that no free one takes theirs.
        foreach (var endpoint in endpoints.OrderBy(e => e.Port is null))
        {
            var port = Randomize || endpoint.Port is null ? FreePort() : endpoint.Port.Value;
            _given.Add(port);
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, Host, port);
        }
    }

    /// <summary>A port below those that the kernel gives to clients, so that none of them can take it before its program starts.</summary>
    private int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(15000, 32000);
            if (!_given.Contains(port) && LocalPort.Owner(port) is null)
            {
                return port;
            }
        }
    }
}
