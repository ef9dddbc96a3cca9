using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A resource found by service discovery.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
