using Microsoft.Extensions.Configuration;
using MueJam.LocalPrograms.Choice;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.LocalPrograms;

/// <summary>The same binaries run containers or programs: nothing but this decision differs.</summary>
public sealed class RunDecisionTests
{
    [Theory]
    [InlineData("docker", RunMode.Containers, "docker answers")]
    [InlineData("podman", RunMode.Containers, "podman answers")]
    [InlineData(null, RunMode.Programs, "no container engine answers (docker, podman)")]
    public void Containers_run_where_an_engine_answers(string? answering, RunMode mode, string reason) =>
        Assert.Equal(
            new RunDecision(mode, reason),
            RunDecision.Make(Settings(), engine => engine == answering, _ => null)
        );

    [Fact]
    public void The_setting_for_programs_decides_without_asking_an_engine() =>
        Assert.Equal(
            RunMode.Programs,
            RunDecision
                .Make(
                    Settings(("Run", "programs")),
                    _ => throw new InvalidOperationException("It was asked."),
                    _ => null
                )
                .Mode
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_setting_for_containers_decides_whether_an_engine_answers_or_not(bool answers) =>
        Assert.Equal(
            new RunDecision(RunMode.Containers, "Run=Containers"),
            RunDecision.Make(Settings(("Run", "containers")), _ => answers, _ => null)
        );

    [Fact]
    public void The_engine_that_Aspire_is_told_to_use_is_the_one_that_is_asked() =>
        Assert.Equal(
            "no container engine answers (podman)",
            RunDecision
                .Make(Settings(("ASPIRE_CONTAINER_RUNTIME", "podman")), engine => engine == "docker", _ => null)
                .Reason
        );

    [Fact]
    public void An_engine_that_is_too_old_for_Aspire_is_named_and_not_used()
    {
        Assert.Equal(
            new RunDecision(RunMode.Programs, "docker 20.10.24 is too old"),
            RunDecision.Make(Settings(), engine => engine == "docker", TooOld)
        );
        Assert.Equal(
            new RunDecision(RunMode.Containers, "podman answers"),
            RunDecision.Make(Settings(), _ => true, TooOld)
        );
        // Podman is not there.
        var error = Assert.Throws<ProgramException>(() =>
            RunDecision.Make(Settings(("Run", "Containers")), engine => engine == "docker", TooOld)
        );
        Assert.Equal("docker 20.10.24 is too old. Update it, or use Run=Programs.", error.Message);

        static string? TooOld(string engine) => engine == "docker" ? "docker 20.10.24 is too old" : null;
    }

    [Theory]
    [InlineData(
        "Docker version 20.10.24+dfsg1, build 297e128",
        "docker 20.10.24 is too old for Aspire, which needs 25"
    )]
    [InlineData("Docker version 28.2.2, build e6534b4", null)]
    [InlineData("podman version 5.2.2", null)]
    [InlineData("", null)]
    public void The_version_of_the_command_line_is_what_counts(string says, string? problem) =>
        Assert.Equal(problem, ContainerEngine.DockerProblem(says));

    [Fact]
    public void Another_setting_says_what_to_do()
    {
        var error = Assert.Throws<ProgramException>(() =>
            RunDecision.Make(Settings(("Run", "maybe")), _ => true, _ => null)
        );
        Assert.Equal("Run is 'maybe'. Use Run=Containers or Run=Programs, or leave it out.", error.Message);
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)))
            .Build();
}
