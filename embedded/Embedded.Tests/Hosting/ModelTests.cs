using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MueJam.Embedded.Tests.Hosting;

public sealed class ModelTests
{
    [Fact]
    public async Task An_expression_waits_for_its_endpoints_address()
    {
        var container = new ContainerResource("tool");
        var endpoint = new EndpointAnnotation(System.Net.Sockets.ProtocolType.Tcp, "http", name: "http", targetPort: 80);
        container.Annotations.Add(endpoint);
        var reference = new EndpointReference(container, "http");

        var value = ReferenceExpression.Create($"at {reference.Property(EndpointProperty.HostAndPort)} by {"text"}").GetValueAsync(CancellationToken.None).AsTask();
        Assert.False(value.IsCompleted);
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 8123);

        Assert.Equal("at localhost:8123 by text", await value);
        Assert.Equal("http://localhost:8123", reference.Url);
    }

    [Fact]
    public void A_generated_value_has_what_was_asked_for()
    {
        var value = new GenerateParameterDefault { MinLength = 24, Special = false, MinNumeric = 3 }.GetDefaultValue();
        Assert.Equal(24, value.Length);
        Assert.Matches("^[A-Za-z0-9]+$", value);
        Assert.True(value.Count(char.IsDigit) >= 3);
    }

    [Fact]
    public void Two_resources_of_one_name_are_refused()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddResource(new ContainerResource("twice"));
        var error = Assert.Throws<DistributedApplicationException>(() => builder.AddResource(new ContainerResource("Twice")));
        Assert.Contains("'Twice'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, HealthStatus.Healthy)]
    [InlineData(HealthStatus.Degraded, HealthStatus.Degraded)]
    [InlineData(null, HealthStatus.Unhealthy)]
    public void A_running_resource_is_as_healthy_as_its_worst_check(HealthStatus? worst, HealthStatus expected)
    {
        var snapshot = new CustomResourceSnapshot
        {
            ResourceType = "Container",
            Properties = [],
            State = KnownResourceStates.Running,
            HealthReports = [new("one", HealthStatus.Healthy, null, null), new("two", worst, null, null)],
        };
        Assert.Equal(expected, snapshot.HealthStatus);
        Assert.Null((snapshot with { State = KnownResourceStates.Exited }).HealthStatus);
    }
}
