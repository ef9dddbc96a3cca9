using MueJam.Embedded.Programs;
using MueJam.Embedded.Programs.Recipes;

namespace MueJam.Embedded.Tests.Programs;

public sealed class ContainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-container-");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--config.file=/etc/tool/tool.yml", "--config.file={root}/etc/tool/tool.yml")]
    [InlineData("/etc/tool", "{root}/etc/tool")]
    [InlineData("/etc/tools/x", "/etc/tools/x")]
    [InlineData("http://host:80/etc/tool", "http://host:80/etc/tool")]
    [InlineData("a: /etc/tool/a\nb: '/data/b'", "a: {root}/etc/tool/a\nb: '{root}/data/b'")]
    public void Paths_of_the_container_become_paths_outside(string inside, string outside)
    {
        var root = Create(Launch([], new ContainerMount(_folder.FullName, "/etc/tool", IsVolume: false, IsReadOnly: true), Volume()));
        Assert.Equal(outside.Replace("{root}", root.Path, StringComparison.Ordinal), root.Map(inside));
    }

    [Fact]
    public void Secrets_are_for_their_owner_alone()
    {
        var launch = Launch([], Volume()) with { Files = [new ContainerFileContent("/etc/secrets/key", "hush", null, UnixFileMode.UserRead)] };
        var file = Create(launch).Resolve("/etc/secrets/key");
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(file));
        Assert.Equal("hush", File.ReadAllText(file));
    }

    [Fact]
    public void A_bind_mount_that_does_not_exist_is_named()
    {
        var error = Assert.Throws<ProgramStartException>(() => Create(Launch([], new ContainerMount("/no/such/folder", "/etc/tool", IsVolume: false, IsReadOnly: true))));
        Assert.Contains("/no/such/folder does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_has_its_passwords_in_a_file_and_not_in_its_arguments()
    {
        var launch = Launch(
            ["redis-server", "--requirepass", "$REDIS_PASSWORD", "--save", "60", "1", "--user", "reader", "on", "\">$READER\"", "-@all", "'+config|get'"], Volume());
        var root = Create(launch);
        var process = new RedisRecipe().Build(launch, root, "redis-server");
        var settings = File.ReadAllLines(Assert.Single(process.Arguments));

        Assert.Contains("requirepass open-sesame", settings);
        Assert.Contains("save 60 1", settings);
        Assert.Contains("user reader on >other -@all +config|get", settings);
        Assert.Contains("port 16379", settings);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(process.Arguments[0]));
        Assert.Empty(process.Environment);
    }

    [Fact]
    public void Grafana_finds_what_its_provisioning_files_name()
    {
        var provisioning = Directory.CreateDirectory(Path.Combine(_folder.FullName, "provisioning", "dashboards"));
        File.WriteAllText(Path.Combine(provisioning.FullName, "dashboards.yml"), "path: /var/lib/grafana-dashboards\n");
        var launch = Launch(
            [],
            new ContainerMount(provisioning.Parent!.FullName, "/etc/grafana/provisioning", IsVolume: false, IsReadOnly: true),
            new ContainerMount(_folder.FullName, "/var/lib/grafana-dashboards", IsVolume: false, IsReadOnly: true));
        launch = launch with { Ports = new Dictionary<int, int> { [3000] = 13000 } };
        var root = Create(launch);
        var variables = new GrafanaRecipe().Build(launch, root, "/usr/bin/grafana").Environment;

        Assert.Equal("13000", variables["GF_SERVER_HTTP_PORT"]);
        Assert.Equal(
            $"path: {root.Path}/var/lib/grafana-dashboards\n", File.ReadAllText(Path.Combine(variables["GF_PATHS_PROVISIONING"], "dashboards", "dashboards.yml")));
    }

    [Fact]
    public async Task An_image_without_a_program_says_what_to_do()
    {
        await using var runtime = new ProgramRuntime(_folder.FullName);
        var missing = await runtime.EnsureAvailableAsync(["library/unheard-of"], new Progress<string>(), CancellationToken.None);
        Assert.Contains("Use containers", missing["library/unheard-of"].Message, StringComparison.Ordinal);
        Assert.False(missing["library/unheard-of"].IsOptional);
    }

    private ContainerMount Volume() => new(Path.Combine(_folder.FullName, "volume"), "/data", IsVolume: true, IsReadOnly: false);

    private ContainerRoot Create(ContainerLaunch launch) => ContainerRoot.Create(Path.Combine(_folder.FullName, "root"), launch, owner: null);

    private static ContainerLaunch Launch(string[] arguments, params ContainerMount[] mounts) => new(
        "tool", "library/redis", "/bin/sh", arguments, new Dictionary<string, string> { ["REDIS_PASSWORD"] = "open-sesame", ["READER"] = "other" },
        mounts, [], new Dictionary<int, int> { [6379] = 16379 }, ShellExecution: true);
}
