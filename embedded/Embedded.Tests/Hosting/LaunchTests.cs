using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MueJam.Embedded.Tests.Hosting;

/// <summary>What of the model reaches the program.</summary>
public sealed class LaunchTests
{
    [Fact]
    public async Task Expressions_are_resolved_in_environment_and_arguments()
    {
        await using var host = new TestHost();
        var secret = host.Builder.AddParameter("secret", "s3cret", secret: true);
        var server = host.AddContainer("server").WithEndpoint(targetPort: 80, name: "tcp");
        var endpoint = server.GetEndpoint("tcp");
        host.AddContainer("client")
            .WithEnvironment("ADDRESS", ReferenceExpression.Create($"server={endpoint.Property(EndpointProperty.HostAndPort)};password={secret}"))
            .WithEnvironment("URL", endpoint)
            .WithArgs(context => context.Args.Add(endpoint.Property(EndpointProperty.Port)));

        await host.StartAsync();
        await host.HealthyAsync("client");

        var client = host.Runtime.Launches.Single(launch => launch.ResourceName == "client");
        Assert.Equal($"server=localhost:{endpoint.Port};password=s3cret", client.Environment["ADDRESS"]);
        Assert.Equal($"tcp://localhost:{endpoint.Port}", client.Environment["URL"]);
        Assert.Equal([$"{endpoint.Port}"], client.Arguments);
    }

    [Fact]
    public async Task Fixed_ports_are_kept_and_others_differ()
    {
        await using var host = new TestHost();
        var port = FreePort();
        var one = host.AddContainer("one").WithHttpEndpoint(port: port, targetPort: 80);
        var two = host.AddContainer("two").WithHttpEndpoint(targetPort: 80);
        var three = host.AddContainer("three").WithHttpEndpoint(targetPort: 80);

        await host.StartAsync();
        await host.HealthyAsync("one");

        Assert.Equal(port, one.GetEndpoint("http").Port);
        Assert.Equal(3, new[] { one, two, three }.Select(r => r.GetEndpoint("http").Port).Distinct().Count());
        Assert.Equal(port, host.Runtime.Launches.Single(launch => launch.ResourceName == "one").Ports[80]);
    }

    [Fact]
    public async Task Fixed_ports_are_left_free_when_ports_are_randomised()
    {
        await using var host = new TestHost("--DcpPublisher:RandomizePorts=true");
        var port = FreePort();
        var one = host.AddContainer("one").WithHttpEndpoint(port: port, targetPort: 80);
        await host.StartAsync();
        Assert.NotEqual(port, one.GetEndpoint("http").Port);
    }

    [Fact]
    public async Task References_are_written_as_service_discovery_reads_them()
    {
        await using var host = new TestHost();
        var server = host.AddContainer("my-server").WithHttpEndpoint(targetPort: 80);
        host.AddContainer("client").WithReference(server.GetEndpoint("http"));

        await host.StartAsync();
        await host.HealthyAsync("client");

        var environment = host.Runtime.Launches.Single(launch => launch.ResourceName == "client").Environment;
        Assert.Equal(server.GetEndpoint("http").Url, environment["services__my-server__http__0"]);
        Assert.Equal(server.GetEndpoint("http").Url, environment["MY_SERVER_HTTP"]);
    }

    [Fact]
    public async Task Volumes_files_and_folders_reach_their_places()
    {
        await using var host = new TestHost();
        host.AddContainer("one")
            .WithVolume("data", "/data")
            .WithBindMount("/tmp", "/etc/mounted", isReadOnly: true)
            .WithContainerFiles("/etc/files", [new ContainerDirectory { Name = "inner", Entries = [new ContainerFile { Name = "a.txt", Contents = "a" }] }]);

        await host.StartAsync();
        await host.HealthyAsync("one");

        var launch = Assert.Single(host.Runtime.Launches);
        Assert.Contains(launch.Mounts, mount => mount is { Target: "/data", IsVolume: true } && mount.Source == Path.Combine(host.State, "volumes", "data"));
        Assert.Contains(launch.Mounts, mount => mount is { Target: "/etc/mounted", Source: "/tmp", IsVolume: false, IsReadOnly: true });
        Assert.Equal("/etc/files/inner/a.txt", Assert.Single(launch.Files).Target);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
