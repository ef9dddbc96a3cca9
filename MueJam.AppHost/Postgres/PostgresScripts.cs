namespace MueJam.AppHost.Postgres;

/// <summary>The shell scripts that the PostgreSQL containers run.</summary>
internal static class PostgresScripts
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    public static ContainerFile File(string name)
    {
        using var stream =
            typeof(PostgresScripts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"The script {name} is not embedded in {typeof(PostgresScripts).Assembly.GetName().Name}."
            );
        using var reader = new StreamReader(stream);
        // A checkout on Windows may have turned the line ends.
        return new ContainerFile
        {
            Name = name,
            Contents = reader.ReadToEnd().ReplaceLineEndings("\n"),
            Mode = Executable,
        };
    }
}
