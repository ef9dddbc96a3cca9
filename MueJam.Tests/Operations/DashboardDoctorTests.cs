using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace MueJam.Tests.Operations;

/// <summary>What the doctor finds between the dashboard files and Grafana.</summary>
[Collection(StackCollection.Name)]
public sealed class DashboardDoctorTests(StackFixture stack)
{
    [Theory]
    [InlineData("broken.json", "{ \"title\": ", "dashboards/broken.json is no dashboard")]
    [InlineData(
        "same.json",
        "{ \"uid\": \"database-metrics\", \"title\": \"Another\" }",
        "have the same uid 'database-metrics'"
    )]
    [InlineData(
        "resource.json",
        "{ \"apiVersion\": \"dashboard.grafana.app/v1\", \"metadata\": { \"name\": \"database-metrics\" } }",
        "have the same uid 'database-metrics'"
    )]
    [InlineData("list.json", "[]", "dashboards/list.json is no dashboard")]
    [InlineData(
        "untitled.json",
        "{ \"uid\": \"untitled\", \"panels\": [] }",
        "Grafana has not loaded dashboards/untitled.json (uid untitled)"
    )]
    public async Task A_dashboard_that_cannot_load_is_found(string name, string content, string finding)
    {
        var file = Path.Combine(stack.ConfigurationFolder("grafana"), "dashboards", name);
        await File.WriteAllTextAsync(file, content);
        try
        {
            await Ops.DoctorFindsAsync(stack, finding);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_dashboard_without_uid_is_shown_and_doctor_advises_one()
    {
        var file = Path.Combine(stack.ConfigurationFolder("grafana"), "dashboards", "nameless.json");
        await File.WriteAllTextAsync(file, "{ \"title\": \"Nameless\", \"panels\": [] }");
        try
        {
            await Eventually.GetAsync(
                _ => Ops.RunAsync(stack, "prometheus", "doctor"),
                answer =>
                    answer.IsGood
                    && answer.Output.Contains("note: dashboards/nameless.json has no uid", StringComparison.Ordinal)
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_missing_provisioning_file_is_found()
    {
        var file = Path.Combine(stack.ConfigurationFolder("grafana"), "provisioning", "dashboards", "dashboards.yml");
        File.Move(file, $"{file}.away");
        try
        {
            await Ops.DoctorFindsAsync(stack, "tells Grafana where the dashboards are");
        }
        finally
        {
            File.Move($"{file}.away", file);
        }
    }

    [Theory]
    [InlineData("uid: prometheus", "uid: another", "Grafana has not loaded the data source 'prometheus'")]
    [InlineData("${PROMETHEUS_URL}", "http://{alertmanager}", "Grafana's data source answers, but not like Prometheus")]
    public async Task A_data_source_that_is_not_Prometheus_is_found(string text, string fault, string finding)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var file = Path.Combine(stack.ConfigurationFolder("grafana"), "provisioning", "datasources", "prometheus.yml");
        var original = await File.ReadAllTextAsync(file);
        Assert.Contains(text, original, StringComparison.Ordinal);
        await RestartGrafanaAsync(
            original.Replace(
                text,
                fault.Replace("{alertmanager}", await AddressForGrafanaAsync("alertmanager"), StringComparison.Ordinal),
                StringComparison.Ordinal
            )
        );
        try
        {
            await Ops.DoctorFindsAsync(stack, finding);
        }
        finally
        {
            await RestartGrafanaAsync(original);
        }

        async Task RestartGrafanaAsync(string provisioning)
        {
            await File.WriteAllTextAsync(file, provisioning);
            await stack.StopAsync("grafana", timeout.Token);
            await stack.StartAsync("grafana", timeout.Token);
        }
    }

    [Fact]
    public async Task A_password_that_Grafana_refuses_is_found()
    {
        const string Changed = "changed-by-somebody";
        using var grafana = await GrafanaClient.ConnectAsync(stack);
        await grafana.ChangePasswordAsync(GrafanaClient.Password, Changed);
        try
        {
            await Ops.DoctorFindsAsync(stack, "Grafana refuses the administrator's password");
        }
        finally
        {
            await grafana.ChangePasswordAsync(Changed, GrafanaClient.Password);
        }
    }

    private async Task<string?> AddressForGrafanaAsync(string resource)
    {
        var resources = stack
            .App.Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.OfType<IResourceWithEndpoints>()
            .ToDictionary(r => r.Name);
        return await new EndpointReference(resources[resource], "http")
            .Property(EndpointProperty.HostAndPort)
            .GetValueAsync(new ValueProviderContext { Caller = resources["grafana"] });
    }
}
