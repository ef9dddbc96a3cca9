#pragma warning disable ASPIRECERTIFICATES001 // Aspire has no other way yet.

namespace MueJam.Startup.Terminal;

/// <summary>
/// What says http speaks http, on every machine: else a server turns to TLS where a development certificate is trusted,
/// and the dashboard shows an error where none is, though nothing needs one.
/// </summary>
internal static class PlainEndpoints
{
    /// <summary>Gives a certificate to no resource without an endpoint that says https.</summary>
    /// <param name="builder">The model.</param>
    public static void AddPlainEndpoints(this IDistributedApplicationBuilder builder) =>
        builder.Eventing.Subscribe<BeforeStartEvent>(
            (start, _) =>
            {
                foreach (var resource in start.Model.Resources.Where(resource => !SpeaksTls(resource)))
                {
                    resource.Annotations.Add(new HttpsCertificateAnnotation { UseDeveloperCertificate = false });
                }

                return Task.CompletedTask;
            }
        );

    private static bool SpeaksTls(IResource resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.UriScheme == "https");
}
