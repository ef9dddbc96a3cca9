using System.Buffers.Binary;
using System.Diagnostics;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Preview;

[Collection(PreviewCollection.Name)]
public sealed class PicturesTests(PreviewStack stack) : IDisposable
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-pictures-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_dashboard_has_its_picture_in_full_length()
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "MueJam.Pictures.dll"),
            "--grafana",
            $"{stack.Grafana.BaseAddress}",
            "--api",
            $"{stack.Api.BaseAddress}",
            "--output",
            _folder.FullName,
            "--minutes",
            "0.05",
        ];
        using var command = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true })!;
        var errors = await command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        Assert.True(command.ExitCode == 0, errors);

        var dashboards = (await stack.Grafana.JsonAsync("/api/search?type=dash-db"))
            .AsArray()
            .Select(entry => $"{entry!["uid"]}.png");
        var pictures = Directory.GetFiles(_folder.FullName);
        Assert.Equal(dashboards.Order(), pictures.Select(picture => Path.GetFileName(picture)).Order());
        foreach (var picture in pictures)
        {
            var bytes = await File.ReadAllBytesAsync(picture);
            Assert.Equal(Png, bytes[..4]);
            // Width and height stand at these places of the first chunk.
            Assert.Equal(1400, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)));
            Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)), 1500, 5000);
            Assert.InRange(bytes.Length, 20_000, 300_000);
        }
    }
}
