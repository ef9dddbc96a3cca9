using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint: where a program listens and how clients reach it.</summary>
public sealed class EndpointAnnotation(
    ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null,
    bool? isExternal = null, bool? isProxied = null) : IResourceAnnotation
{
    private TaskCompletionSource<AllocatedEndpoint> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Unique on the resource.</summary>
    public string Name { get; set; } = name ?? uriScheme ?? "tcp";

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; } = protocol;

    /// <summary>The scheme of its address.</summary>
    public string UriScheme { get; set; } = uriScheme ?? "tcp";

    /// <summary>The transport, such as http.</summary>
    public string Transport { get; set; } = transport ?? (uriScheme is "http" or "https" ? "http" : "tcp");

    /// <summary>The port on this machine; a free one when null.</summary>
    public int? Port { get; set; } = port;

    /// <summary>The port inside the container.</summary>
    public int? TargetPort { get; set; } = targetPort;

    /// <summary>Reachable from outside when published.</summary>
    public bool IsExternal { get; set; } = isExternal ?? false;

    /// <summary>A proxy may stand before it. There is none here.</summary>
    public bool IsProxied { get; set; } = isProxied ?? true;

    /// <summary>TLS is on.</summary>
    public bool TlsEnabled { get; set; }

    /// <summary>The address, once there is one.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => field;
        set
        {
            field = value;
            if (value is not null && !_allocated.TrySetResult(value))
            {
                _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _allocated.SetResult(value);
            }
        }
    }

    /// <summary>The variable that tells the program its port.</summary>
    internal string? TargetPortEnvironmentVariable { get; set; }

    internal Task<AllocatedEndpoint> Allocated => _allocated.Task;
}

/// <summary>An address.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    /// <summary>The host.</summary>
    public string Address { get; } = address;

    /// <summary>The port.</summary>
    public int Port { get; } = port;

    /// <summary>The port that the program listens on, where the orchestrator fills it in.</summary>
    public string? TargetPortExpression { get; } = targetPortExpression;

    /// <summary>The scheme.</summary>
    public string UriScheme => endpoint.UriScheme;

    /// <summary>host:port.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary>scheme://host:port.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc />
    public override string ToString() => UriString;
}

/// <summary>The image of a container.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    /// <summary>The registry, when it is not the default.</summary>
    public string? Registry { get; set; }

    /// <summary>The image.</summary>
    public required string Image { get; set; }

    /// <summary>The tag.</summary>
    public string? Tag { get; set; }
}

/// <summary>Whether a mount is a folder of this machine or a volume.</summary>
public enum ContainerMountType
{
    /// <summary>A folder or file of this machine.</summary>
    BindMount,

    /// <summary>Data that is kept between runs.</summary>
    Volume,
}

/// <summary>A mount.</summary>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly) : IResourceAnnotation
{
    /// <summary>The path here, or the volume's name.</summary>
    public string? Source { get; } = source;

    /// <summary>The path in the container.</summary>
    public string Target { get; } = target;

    /// <summary>Folder or volume.</summary>
    public ContainerMountType Type { get; } = type;

    /// <summary>The container must not write there.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>A health check of the host that tells this resource's health.</summary>
public sealed class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The health check's name.</summary>
    public string Key { get; } = key;
}

/// <summary>What is waited for.</summary>
public enum WaitType
{
    /// <summary>Running, healthy and ready.</summary>
    WaitUntilHealthy,
}

/// <summary>What to do when a resource that is waited for fails.</summary>
public enum WaitBehavior
{
    /// <summary>Go on waiting: it may be started again.</summary>
    WaitOnResourceUnavailable,

    /// <summary>Fail.</summary>
    StopOnResourceUnavailable,
}

/// <summary>A resource that must be healthy first.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>What is waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Until when.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that counts as completion.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>A relation shown to people.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other one.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The kind, such as Parent.</summary>
    public string Type { get; } = type;
}

/// <summary>A link shown to people.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>The address.</summary>
    public required string Url { get; set; }

    /// <summary>What is shown for it.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The endpoint that it is of.</summary>
    public EndpointReference? Endpoint { get; init; }
}

/// <summary>Changes the link of an endpoint.</summary>
internal sealed record EndpointUrlCallbackAnnotation(string EndpointName, Action<ResourceUrlAnnotation> Callback) : IResourceAnnotation;
