using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host;

/// <summary>Secrets that lie in files are read as those that are set, and never printed.</summary>
public sealed class SecretFilesTests : IDisposable
{
    /// <summary>No password can have it: that it was read is seen by its being refused.</summary>
    private const string Secret = "hush hush";

    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-secrets-");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("REDIS_PASSWORD", Secret)]
    [InlineData("redis_password", $"{Secret}\n")]
    public async Task A_file_of_the_folder_is_the_secret_of_its_name(string file, string content)
    {
        await WriteAsync(file, content);
        await EndsAsync("REDIS_PASSWORD may hold letters, digits", ("Secrets__Folder", _folder.FullName));
    }

    [Fact]
    public async Task A_setting_names_a_file() =>
        await EndsAsync(
            "REDIS_PASSWORD may hold letters, digits",
            ("REDIS_PASSWORD_FILE", await WriteAsync("anything", $"{Secret}\n"))
        );

    [Fact]
    public async Task What_is_set_itself_wins_over_the_folder()
    {
        await WriteAsync("REDIS_PASSWORD", Secret);
        await EndsAsync(
            "Run is 'Sometimes'",
            ("Secrets__Folder", _folder.FullName),
            ("REDIS_PASSWORD", "fine"),
            ("Run", "Sometimes")
        );
    }

    [Fact]
    public async Task A_secret_that_is_set_twice_is_refused() =>
        await EndsAsync(
            "REDIS_PASSWORD and REDIS_PASSWORD_FILE are both set. Take one away.",
            ("REDIS_PASSWORD_FILE", await WriteAsync("anything", Secret)),
            ("REDIS_PASSWORD", "fine")
        );

    private async Task<string> WriteAsync(string name, string content)
    {
        var file = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(file, content);
        return file;
    }

    private static async Task EndsAsync(string message, params (string Name, string Value)[] environment)
    {
        await using var host = HostProcess.Start([], environment);
        Assert.Equal(1, await host.ExitedAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(message, host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", host.Output, StringComparison.Ordinal);
    }
}
