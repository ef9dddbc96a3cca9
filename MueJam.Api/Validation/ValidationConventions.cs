using Microsoft.AspNetCore.Http.Metadata;

namespace MueJam.Api.Validation;

/// <summary>Which endpoints are validated by attributes.</summary>
public static class ValidationConventions
{
    /// <summary>Reads have no body, and check their parameters themselves: no filter wraps them.</summary>
    /// <param name="group">The group.</param>
    public static void ValidateBodiesOnly(this RouteGroupBuilder group) =>
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            if (
                endpoint
                    .Metadata.OfType<HttpMethodMetadata>()
                    .Any(methods => methods.HttpMethods.Contains(HttpMethods.Get))
            )
            {
                endpoint.Metadata.Add(new NoValidation());
            }
        });

    private sealed class NoValidation : IDisableValidationMetadata;
}
