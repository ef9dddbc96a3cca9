using MueJam.Balancer;
using MueJam.ServiceDefaults;
using Yarp.ReverseProxy.Transforms;

var builder = WebApplication.CreateSlimBuilder(args);
var instances = Instances.Read(builder.Configuration);
if (instances.Count == 0)
{
    await Console.Error.WriteLineAsync("The balancer cannot start. Instances is not set.");
    return 1;
}

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

// What fails is said to whoever asked, and every change of an instance once.
builder.Logging.AddFilter("Yarp", LogLevel.None);

// The API says how long a body may be.
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
builder.AddServiceDefaults();
builder
    .Services.AddReverseProxy()
    .LoadFromMemory(Instances.Routes, [Instances.Cluster(instances)])
    .AddTransforms(transforms => transforms.AddRequestTransform(AskFirst.ApplyAsync));
builder.Services.AddHealthChecks().AddCheck<InstancesHealthCheck>("instances");

var app = builder.Build();

// Its own; every instance has those, too, on its own address.
app.MapDefaultEndpoints();
app.MapReverseProxy(proxy =>
{
    proxy.Use(AnotherInstance.TryAsync);
    proxy.UseLoadBalancing();
});
await app.RunAsync();
return 0;
