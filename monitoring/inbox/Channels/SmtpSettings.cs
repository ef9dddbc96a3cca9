using System.Net;

namespace MueJam.Inbox.Channels;

/// <summary>Where the inbox takes e-mail: the <c>Smtp</c> section (<c>SMTP__PORT</c>, <c>SMTP__ADDRESS</c>).</summary>
internal sealed record SmtpSettings(IPEndPoint Endpoint)
{
    /// <exception cref="InvalidOperationException">A value is none that could be listened on.</exception>
    public static SmtpSettings Read(IConfiguration configuration)
    {
        var port = configuration["Smtp:Port"] ?? "1025";
        var address = configuration["Smtp:Address"] ?? "127.0.0.1";
        if (!ushort.TryParse(port, out var number) || number == 0)
        {
            throw new InvalidOperationException(
                $"Smtp:Port is '{port}'. Give a port from 1 to 65535, for example SMTP__PORT=1025."
            );
        }

        if (!IPAddress.TryParse(address, out var ip))
        {
            throw new InvalidOperationException(
                $"Smtp:Address is '{address}'. Give an IP address, for example SMTP__ADDRESS=127.0.0.1."
            );
        }

        return new SmtpSettings(new IPEndPoint(ip, number));
    }
}
