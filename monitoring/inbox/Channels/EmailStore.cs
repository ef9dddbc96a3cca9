using System.Buffers;
using System.Text;
using MimeKit;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace MueJam.Inbox.Channels;

/// <summary>Turns each e-mail that the SMTP server has received into a notification.</summary>
internal sealed class EmailStore(NotificationStore store, ILogger logger) : MessageStore
{
    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context,
        IMessageTransaction transaction,
        ReadOnlySequence<byte> buffer,
        CancellationToken cancellationToken
    )
    {
        // The server compares the size that the client announces; the bytes that came are what counts.
        if (buffer.Length > NotificationStore.MaxMessageBytes)
        {
            return SmtpResponse.SizeLimitExceeded;
        }

        var bytes = buffer.ToArray();
        MimeMessage message;
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            message = await MimeMessage.LoadAsync(stream, cancellationToken);
        }
        catch (FormatException e)
        {
            logger.LogWarning("An e-mail could not be read: {Reason}", e.Message);
            return SmtpResponse.TransactionFailed;
        }

        using (message)
        {
            string[] recipients = [.. transaction.To.Select(mailbox => mailbox.AsAddress())];
            var (status, alerts) = Headline.Parse(message.Subject);
            store.Add(
                new Notification
                {
                    Channel = "email",
                    Recipients = recipients,
                    Status = status,
                    Alerts = alerts,
                    Subject = message.Subject ?? "",
                    Email = new EmailContent(message.From.ToString(), recipients, message.TextBody, message.HtmlBody),
                    Raw = Encoding.UTF8.GetString(bytes),
                }
            );
        }

        return SmtpResponse.Ok;
    }
}
