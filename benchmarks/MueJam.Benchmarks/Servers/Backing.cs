using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace MueJam.Benchmarks.Servers;

/// <summary>PostgreSQL, its replica and Redis, as the AppHost's model has them, and nothing else of it.</summary>
internal sealed class Backing : IAsyncDisposable
{
    private static readonly string[] Needed = ["postgres", "postgres-replica", "redis"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DistributedApplication _app;

    private Backing(DistributedApplication app, string primary, string replica, string redis) =>
        (_app, Primary, Replica, Redis) = (app, primary, replica, redis);

    /// <summary>Connection strings.</summary>
    public string Primary { get; }

    public string Replica { get; }

    public string Redis { get; }

    public static async Task<Backing> StartAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MueJam_AppHost>(
            [$"--Volumes:Prefix=muejam-benchmarks-{Guid.NewGuid():N}"],
            timeout.Token
        );
        foreach (
            var resource in builder
                .Resources.Where(r =>
                    r is not ParameterResource
                    && !Needed.Contains(r.Name)
                    && (r as IResourceWithParent)?.Parent.Name != "postgres"
                )
                .ToList()
        )
        {
            builder.Resources.Remove(resource);
        }

        var app = await builder.BuildAsync(timeout.Token);
        await app.StartAsync(timeout.Token);
        await Task.WhenAll(
            Needed
                .Append("muejam")
                .Select(name =>
                    app.ResourceNotifications.WaitForResourceHealthyAsync(
                        name,
                        WaitBehavior.WaitOnResourceUnavailable,
                        timeout.Token
                    )
                )
        );
        return new Backing(
            app,
            (await app.GetConnectionStringAsync("muejam", timeout.Token))!,
            $"{await app.GetConnectionStringAsync("postgres-replica", timeout.Token)};Database=muejam_library",
            (await app.GetConnectionStringAsync("redis", timeout.Token))!
        );
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
