using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MueJam.Embedded.Programs;

namespace MueJam.Embedded.Tests.Hosting;

public sealed class ParametersTests : IDisposable
{
    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-unit-");

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task A_generated_value_is_kept_beside_the_volumes_for_its_owner_alone()
    {
        var first = await PasswordAsync();
        Assert.Equal(24, first.Length);
        Assert.Equal(first, await PasswordAsync());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_state.FullName, "secrets.json")));
    }

    [Fact]
    public async Task The_configuration_wins_over_the_generated_value()
    {
        var generated = await PasswordAsync();
        Assert.Equal("mine", await PasswordAsync("--Parameters:password=mine"));
        Assert.Equal(generated, await PasswordAsync());
    }

    [Fact]
    public async Task Missing_values_are_named_together_before_anything_starts()
    {
        await using var host = new TestHost(_state.FullName, []);
        host.AddContainer("one");
        host.Builder.AddParameter("first");
        host.Builder.AddParameterFromConfiguration("second", "Keys:Second", secret: true);

        var error = await Assert.ThrowsAsync<MissingParameterValueException>(host.StartAsync);

        Assert.Contains("--Parameters:first=", error.Message, StringComparison.Ordinal);
        Assert.Contains("Parameters__first", error.Message, StringComparison.Ordinal);
        Assert.Contains("--Keys:Second=", error.Message, StringComparison.Ordinal);
        Assert.Empty(host.Runtime.Started);
    }

    [Fact]
    public async Task A_second_host_on_the_same_state_is_refused_with_the_first_ones_process()
    {
        await using var first = new TestHost(_state.FullName, []);
        await first.StartAsync();
        await using var second = new TestHost(_state.FullName, []);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(second.StartAsync);

        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> PasswordAsync(params string[] args)
    {
        await using var host = new TestHost(_state.FullName, args);
        var password = host.Builder.AddParameter("password", new GenerateParameterDefault { MinLength = 24, Special = false }, secret: true, persist: true);
        await host.StartAsync();
        return (await password.Resource.GetValueAsync(host.Timeout))!;
    }
}
