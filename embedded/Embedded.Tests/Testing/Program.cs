using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using MueJam.Embedded.Programs;
using MueJam.Embedded.Tests.Hosting;

namespace MueJam.Embedded.Tests.Testing;

/// <summary>An AppHost of one container, which the tests of the testing builder run.</summary>
internal sealed class Program
{
    /// <summary>The last run's.</summary>
    public static IDistributedApplicationBuilder? Builder { get; private set; }

    private static int Main(string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        Builder = builder;
        if (builder.Configuration["Ends"] is not null)
        {
            return 1;
        }

        builder.Services.AddSingleton<IProgramRuntime>(new FakeRuntime());
        builder.AddResource(new ContainerResource("server")).WithImage("library/fake", "1")
            .WithHttpEndpoint(port: 7, targetPort: 80)
            .WithEnvironment("GREETING", builder.Configuration["Greeting"]);
        builder.Build().Run();
        return 0;
    }
}
