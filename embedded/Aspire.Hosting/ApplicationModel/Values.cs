namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value known only when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value, as this machine sees it.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>The value, as the caller in <paramref name="context"/> sees it.</summary>
    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) => GetValueAsync(cancellationToken);
}

/// <summary>A value that can stand in a manifest.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The expression, such as <c>{name.value}</c>.</summary>
    string ValueExpression { get; }
}

/// <summary>A value made of others.</summary>
public interface IValueWithReferences
{
    /// <summary>What it is made of.</summary>
    IEnumerable<object> References { get; }
}

/// <summary>Who asks for a value. On one machine all see the same addresses.</summary>
public class ValueProviderContext
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext? ExecutionContext { get; init; }

    /// <summary>The resource that will use the value.</summary>
    public IResource? Caller { get; init; }
}

/// <summary>A property of an endpoint.</summary>
public enum EndpointProperty
{
    /// <summary>scheme://host:port.</summary>
    Url,

    /// <summary>The host.</summary>
    Host,

    /// <summary>127.0.0.1 where the host is this machine.</summary>
    IPV4Host,

    /// <summary>The port that clients use.</summary>
    Port,

    /// <summary>The scheme.</summary>
    Scheme,

    /// <summary>The port that the program listens on.</summary>
    TargetPort,

    /// <summary>host:port.</summary>
    HostAndPort,

    /// <summary>Whether TLS is on.</summary>
    TlsEnabled,
}
