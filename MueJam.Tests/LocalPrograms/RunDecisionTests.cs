using Microsoft.Extensions.Configuration;
using MueJam.LocalPrograms;

namespace MueJam.Tests.LocalPrograms;

/// <summary>The same binaries run containers or programs: nothing but this decision differs.</summary>
public sealed class RunDecisionTests
{
    [Theory]
    [InlineData("docker", RunMode.Containers, "docker answers")]
    [InlineData("podman", RunMode.Containers, "podman answers")]
    [InlineData(null, RunMode.Programs, "no container engine answers (docker, podman)")]
    public void Containers_run_where_an_engine_answers(string? answering, RunMode mode, string reason)
        => Assert.Equal(new RunDecision(mode, reason), RunDecision.Make(Settings(), engine => engine == answering));

    [Theory]
    [InlineData("Containers", RunMode.Containers)]
    [InlineData("programs", RunMode.Programs)]
    public void The_setting_decides_without_asking_an_engine(string setting, RunMode mode)
        => Assert.Equal(mode, RunDecision.Make(Settings(("Run", setting)), _ => throw new InvalidOperationException("It was asked.")).Mode);

    [Fact]
    public void The_engine_that_Aspire_is_told_to_use_is_the_one_that_is_asked()
        => Assert.Equal("no container engine answers (podman)", RunDecision.Make(Settings(("ASPIRE_CONTAINER_RUNTIME", "podman")), engine => engine == "docker").Reason);

    [Fact]
    public void Another_setting_says_what_to_do()
    {
        var error = Assert.Throws<ProgramException>(() => RunDecision.Make(Settings(("Run", "maybe")), _ => true));
        Assert.Equal("Run is 'maybe'. Use Run=Containers or Run=Programs, or leave it out.", error.Message);
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build();
}
