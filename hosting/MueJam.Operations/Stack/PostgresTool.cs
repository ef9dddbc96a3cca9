using System.Diagnostics;
using Npgsql;

namespace MueJam.Operations.Stack;

/// <summary>
/// Runs a client program of PostgreSQL's where the server's programs are, so that their versions agree.
/// </summary>
internal static class PostgresTool
{
    /// <summary>
    /// Runs it to its end. Cancelled while it reads or writes, it is killed, and its transaction ends with its
    /// connection.
    /// </summary>
    /// <exception cref="OperationException">It failed; its own words are in the message.</exception>
    public static async Task RunAsync(
        OperatedStack stack,
        IResourceBuilder<IResource> resource,
        NpgsqlConnectionStringBuilder connection,
        string program,
        IEnumerable<string> arguments,
        Stream? input = null,
        Stream? output = null,
        CancellationToken cancellationToken = default
    )
    {
        var host = ResourceHost.Of(stack, resource);
        string[] all =
        [
            program,
            .. arguments,
            "--username",
            connection.Username!,
            "--dbname",
            connection.Database!,
            "--no-password",
        ];
        // Environments are their owners' alone, command lines are everyone's. A server's container has the password in
        // its own.
        var start =
            host is ContainerHost
                ? host.Program("sh", ["-c", "PGPASSWORD=\"$POSTGRES_PASSWORD\" exec \"$@\"", "sh", .. all])
                : host.Program(program, [.. all[1..], "--host", connection.Host!, "--port", $"{connection.Port}"]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        if (host is LocalHost)
        {
            start.Environment["PGPASSWORD"] = connection.Password;
        }

        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var copying = process.StandardOutput.BaseStream.CopyToAsync(output ?? Stream.Null, CancellationToken.None);
            await FeedAsync(process, input, cancellationToken);
            // All of a dump has been read: it may be committing already, and only its end tells.
            await process.WaitForExitAsync(input is null ? cancellationToken : CancellationToken.None);
            await copying;
            if (process.ExitCode != 0)
            {
                throw new OperationException($"{program} failed: {(await errors).Trim()}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task FeedAsync(Process process, Stream? input, CancellationToken cancellationToken)
    {
        try
        {
            if (input is not null)
            {
                await input.CopyToAsync(process.StandardInput.BaseStream, cancellationToken);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early, and says why itself.
        }
    }
}
