using System.Reflection;
using MueJam.Api.Lists;
using MueJam.Api.Validation;

namespace MueJam.Api.Http;

/// <summary>
/// A query holds the parameters that its endpoint has, each once: one that is misspelt is refused, not left out.
/// </summary>
public static class KnownParameters
{
    /// <summary>Refuses the others at every endpoint of a group.</summary>
    /// <param name="group">The group.</param>
    public static void RefuseUnknownParameters(this IEndpointConventionBuilder group) =>
        group.Add(endpoint =>
        {
            var (known, next) = (Of((RouteEndpointBuilder)endpoint), endpoint.RequestDelegate!);
            endpoint.RequestDelegate = context =>
            {
                if (context.Request.QueryString.HasValue)
                {
                    Check(context.Request.Query, known);
                }

                return next(context);
            };
        });

    private static void Check(IQueryCollection query, string[] known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidFieldException(
                    name,
                    known is []
                        ? "There are no parameters here."
                        : $"There is no such parameter here, only {string.Join(", ", known)}."
                );
            }

            if (values.Count > 1)
            {
                throw new InvalidFieldException(name, "Once.");
            }
        }
    }

    private static string[] Of(RouteEndpointBuilder endpoint)
    {
        var parameters = endpoint.Metadata.OfType<MethodInfo>().First().GetParameters();
        return
        [
            .. parameters.Any(parameter => parameter.ParameterType == typeof(PageRequest))
                ? PageRequest.Parameters
                : [],
            .. parameters
                .Where(parameter =>
                    parameter.ParameterType == typeof(string)
                    && parameter.HasDefaultValue
                    && !parameter.IsDefined(typeof(IdempotencyKeyAttribute))
                )
                .Select(parameter => parameter.Name!),
        ];
    }
}
