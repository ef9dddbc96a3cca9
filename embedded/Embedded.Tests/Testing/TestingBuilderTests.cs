using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using MueJam.Embedded.Programs;
using MueJam.Embedded.Tests.Hosting;

namespace MueJam.Embedded.Tests.Testing;

public sealed class TestingBuilderTests
{
    [Fact]
    public async Task The_entry_point_builds_the_model_and_the_test_may_change_it()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Program>(["--Greeting=hello"]);
        builder.AddResource(new ContainerResource("added")).WithImage("library/fake", "1");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("server");
        await app.ResourceNotifications.WaitForResourceHealthyAsync("added");

        var runtime = (FakeRuntime)app.Services.GetRequiredService<IProgramRuntime>();
        Assert.Equal("hello", runtime.Launches.Single(launch => launch.ResourceName == "server").Environment["GREETING"]);
    }

    [Fact]
    public async Task Two_applications_run_at_once_on_ports_of_their_own()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();

        Assert.NotEqual(7, first.GetEndpoint("server").Port);
        Assert.NotEqual(first.GetEndpoint("server"), second.GetEndpoint("server", "http"));
        using var client = first.CreateHttpClient("server");
        Assert.Equal(first.GetEndpoint("server"), client.BaseAddress);
        Assert.Throws<ArgumentException>(() => first.GetEndpoint("none"));
    }

    [Fact]
    public async Task An_entry_point_that_builds_nothing_is_an_error_and_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => DistributedApplicationTestingBuilder.CreateAsync<Program>(["--Ends=now"]));
        Assert.NotNull(Program.Builder);
        Assert.False(Directory.Exists(StatePath(Program.Builder)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_state_is_gone_with_the_application_or_with_a_builder_that_built_none(bool isBuilt)
    {
        string state;
        await using (var builder = await DistributedApplicationTestingBuilder.CreateAsync<Program>())
        {
            state = StatePath(builder);
            Assert.True(Directory.Exists(state));
            if (isBuilt)
            {
                await using var app = await builder.BuildAsync();
                await app.StartAsync();
            }
        }

        Assert.False(Directory.Exists(state));
    }

    private static string StatePath(IDistributedApplicationBuilder builder)
        => ((StateFolder)builder.Services.Single(service => service.ServiceType == typeof(StateFolder)).ImplementationInstance!).Path;

    private static async Task<DistributedApplication> StartAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Program>();
        var app = await builder.BuildAsync();
        await app.StartAsync();
        return app;
    }
}
