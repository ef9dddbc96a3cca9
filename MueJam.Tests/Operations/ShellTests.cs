using MueJam.Tests.Support;

namespace MueJam.Tests.Operations;

public sealed class ShellTests
{
    [Fact]
    public async Task Help_names_every_command_and_the_exit_codes()
    {
        var (exitCode, output) = await Ops.RunAsync(["--help"]);
        Assert.Equal(0, exitCode);
        Assert.All(
            (string[])["status", "reload", "test-alert", "doctor", "backup", "restore", "clean"],
            command => Assert.Contains(command, output, StringComparison.Ordinal));
        Assert.Contains("3 no stack is running", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("reload")]
    [InlineData("test-alert")]
    [InlineData("doctor")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("clean")]
    public async Task Every_command_has_help(string command)
    {
        var (exitCode, output) = await Ops.RunAsync([command, "--help"]);
        Assert.Equal(0, exitCode);
        Assert.Contains("--stack", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_command_line_is_refused_with_exit_code_2()
    {
        var (exitCode, output) = await Ops.RunAsync(["stratus"]);
        Assert.Equal(2, exitCode);
        Assert.Contains("'stratus'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_stack_a_command_ends_with_exit_code_3_and_says_how_to_start_one()
    {
        var (exitCode, output) = await Ops.RunAsync(["status", "--stack", $"none-{Guid.NewGuid():N}"]);
        Assert.Equal(3, exitCode);
        Assert.Matches("No stack .* is running", output);
    }
}
