using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using MueJam.LocalPrograms.Files;
using MueJam.LocalPrograms.Recipes;

namespace MueJam.Tests.LocalPrograms;

/// <summary>A container's files, paths, arguments and variables as its local program has them.</summary>
public sealed class ContainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-container-");
    private readonly Lazy<TemporaryFolder> _temporary = new(() =>
        throw new InvalidOperationException("Nothing here needs one.")
    );

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--config.file=/etc/tool/tool.yml", "--config.file={root}/etc/tool/tool.yml")]
    [InlineData("/etc/tool", "{root}/etc/tool")]
    [InlineData("/etc/tools/x", "/etc/tools/x")]
    [InlineData("http://host:80/etc/tool", "http://host:80/etc/tool")]
    [InlineData("a: /etc/tool/a\nb: '/data/b'", "a: {root}/etc/tool/a\nb: '{root}/data/b'")]
    public void Paths_of_the_container_become_paths_outside(string inside, string outside)
    {
        var root = Create(Container(Mount(_folder.FullName, "/etc/tool"), Volume()));
        Assert.Equal(outside.Replace("{root}", root.Path, StringComparison.Ordinal), root.Map(inside));
    }

    [Fact]
    public void Secrets_and_data_are_for_their_owner_alone()
    {
        var root = Create(
            Container(Volume()),
            (
                "/etc/secrets",
                new ContainerFile
                {
                    Name = "key",
                    Contents = "hush",
                    Mode = UnixFileMode.UserRead,
                }
            )
        );
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(root.Resolve("/etc/secrets/key")));
        Assert.Equal("hush", File.ReadAllText(root.Resolve("/etc/secrets/key")));
        const UnixFileMode OthersRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.Equal(0, (int)(File.GetUnixFileMode(root.Path) & OthersRead));
        Assert.Equal(0, (int)(File.GetUnixFileMode(Path.Combine(_folder.FullName, "volumes", "data")) & OthersRead));
    }

    [Fact]
    public void A_bind_mount_that_does_not_exist_is_named()
    {
        var error = Assert.Throws<ProgramException>(() => Create(Container(Mount("/no/such/folder", "/etc/tool"))));
        Assert.Contains("/no/such/folder does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_has_its_passwords_in_a_file_and_not_in_its_arguments()
    {
        var launch = new Launch(
            Create(Container(Volume())),
            "/bin/sh",
            [
                "redis-server",
                "--requirepass",
                "$REDIS_PASSWORD",
                "--save",
                "60",
                "1",
                "--user",
                "reader",
                "on",
                "\">$READER\"",
                "-@all",
                "'+config|get'",
            ],
            new Dictionary<string, string> { ["REDIS_PASSWORD"] = "open-sesame", ["READER"] = "other" },
            new Dictionary<int, int> { [6379] = 16379 },
            _temporary
        );
        var file = Assert.Single(new RedisRecipe().Arguments(launch));
        var settings = File.ReadAllLines(file);

        Assert.Contains("requirepass open-sesame", settings);
        Assert.Contains("save 60 1", settings);
        Assert.Contains("user reader on >other -@all +config|get", settings);
        Assert.Contains("port 16379", settings);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Grafana_finds_what_its_provisioning_files_name()
    {
        var provisioning = Directory.CreateDirectory(Path.Combine(_folder.FullName, "provisioning", "dashboards"));
        File.WriteAllText(Path.Combine(provisioning.FullName, "dashboards.yml"), "path: /var/lib/grafana-dashboards\n");
        var root = Create(
            Container(
                Mount(provisioning.Parent!.FullName, "/etc/grafana/provisioning"),
                Mount(_folder.FullName, "/var/lib/grafana-dashboards")
            )
        );
        var launch = new Launch(
            root,
            null,
            [],
            new Dictionary<string, string>(),
            new Dictionary<int, int> { [3000] = 13000 },
            _temporary
        );
        var variables = new Dictionary<string, object>();
        var recipe = new GrafanaRecipe();
        _ = recipe.Arguments(launch).ToList();
        recipe.SetVariables(launch, variables);

        Assert.Equal("13000", variables["GF_SERVER_HTTP_PORT"]);
        Assert.Equal(
            $"path: {root.Path}/var/lib/grafana-dashboards\n",
            File.ReadAllText(Path.Combine((string)variables["GF_PATHS_PROVISIONING"], "dashboards", "dashboards.yml"))
        );
    }

    [Fact]
    public async Task An_image_without_a_program_says_what_to_do()
    {
        var error = await Assert.ThrowsAsync<ProgramException>(() =>
            RecipeBook.EnsureAvailableAsync(["library/unheard-of"], new Progress<string>(), CancellationToken.None)
        );
        Assert.Contains("Use containers: Run=Containers", error.Message, StringComparison.Ordinal);
    }

    private static ContainerMountAnnotation Volume() =>
        new("data", "/data", ContainerMountType.Volume, isReadOnly: false);

    private static ContainerMountAnnotation Mount(string source, string target) =>
        new(source, target, ContainerMountType.BindMount, isReadOnly: true);

    private static ContainerResource Container(params ContainerMountAnnotation[] mounts)
    {
        var container = new ContainerResource("tool");
        foreach (var mount in mounts)
        {
            container.Annotations.Add(mount);
        }

        return container;
    }

    private ContainerRoot Create(
        ContainerResource container,
        params (string Folder, ContainerFileSystemItem Item)[] files
    )
    {
        var settings = new Dictionary<string, string?> { [StateFolder.Setting] = _folder.FullName };
        var root = new ContainerRoot(
            StateFolder.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), "/nowhere"),
            container
        );
        root.Create(
            files.Select(file => (file.Folder, (IEnumerable<ContainerFileSystemItem>)[file.Item])),
            owner: null
        );
        return root;
    }
}
