namespace MueJam.LocalPrograms.Recipes;

/// <summary>A program of Prometheus's family: one binary, its address in <c>--web.listen-address</c>.</summary>
/// <param name="image">The image.</param>
/// <param name="package">The distribution's package.</param>
/// <param name="port">The port inside the container.</param>
/// <param name="names">The binary's names, the distribution's first.</param>
internal sealed class WebServerRecipe(string image, string package, int port, params string[] names) : Recipe(image)
{
    public override IReadOnlyCollection<string> Packages => [package];

    public override string? Find() => OnPath(names);

    public override IEnumerable<string> Arguments(Launch launch) =>
        [.. launch.Arguments, $"--web.listen-address=127.0.0.1:{launch.Port(port)}"];
}
