using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MueJam.Api.Lists;
using MueJam.Api.RateLimiting;
using MueJam.ServiceDefaults;
using Scalar.AspNetCore;

namespace MueJam.Api.OpenApi;

/// <summary>The OpenAPI document, <c>/openapi/v1.json</c>, and a page to read it, <c>/scalar</c>.</summary>
public static class OpenApiServices
{
    private const string Bearer = "Bearer";

    /// <summary>Registers the document.</summary>
    /// <param name="builder">The API.</param>
    public static void AddLibraryOpenApi(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    document.Info = new OpenApiInfo
                    {
                        Title = "MueJam Library",
                        Version = "v1",
                        Description = "Serial stories and Whispers. Errors are problem details (RFC 9457) with a code.",
                        Contact = new OpenApiContact
                        {
                            Name = "MueJam Library",
                            Url = new Uri("https://github.com/muejam/library"),
                        },
                    };
                    foreach (var server in document.Servers ?? [])
                    {
                        // Paths begin with one.
                        server.Url = server.Url?.TrimEnd('/');
                    }

                    (document.Components ??= new OpenApiComponents()).SecuritySchemes = new Dictionary<
                        string,
                        IOpenApiSecurityScheme
                    >
                    {
                        [Bearer] = new OpenApiSecurityScheme
                        {
                            Type = SecuritySchemeType.Http,
                            Scheme = "bearer",
                            BearerFormat = "JWT",
                            Description = "A JSON web token whose subject is a handle.",
                        },
                    };
                    return Task.CompletedTask;
                }
            );
            options.AddOperationTransformer(TransformAsync);
            options.AddSchemaTransformer(RequestSchemas.TransformAsync);
            // HEAD is allowed wherever GET is: there is nothing more to say of it.
            options.ShouldInclude = described => !HttpMethods.IsHead(described.HttpMethod ?? "");
        });

    /// <summary>Maps the document and its page.</summary>
    /// <param name="app">The API.</param>
    public static void MapLibraryOpenApi(this WebApplication app)
    {
        app.MapOpenApi().AllowHead().DisableHttpMetrics().RequireRateLimiting(RateLimitingServices.Reads);
        // Nothing of the page asks another machine for anything: no fonts, no offers of its maker's.
        app.MapScalarApiReference(options =>
                options
                    .WithTitle("MueJam Library")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideClientButton()
                    .HideDeveloperTools()
                    .WithCustomCss("a[href*='scalar.com'] { display: none }")
            )
            .AllowHead()
            .DisableHttpMetrics()
            .RequireRateLimiting(RateLimitingServices.Reads);
    }

    private static Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var method = metadata.OfType<MethodInfo>().FirstOrDefault();
        if (method?.GetParameters().Any(parameter => parameter.ParameterType == typeof(PageRequest)) == true)
        {
            operation.Parameters =
            [
                .. (operation.Parameters ?? []).Where(parameter => parameter.Name != "page"),
                .. PageParameters(),
            ];
        }

        operation.OperationId ??= method is null
            ? null
            : OperationId(operation, method, context.Description.RelativePath ?? "");
        operation.Description ??= OperationDescriptions.Of(metadata, context.Description.RelativePath ?? "");
        operation.Responses ??= [];
        Answers(operation, "400", "A parameter or a member that there is not, or whose value breaks its rule.");
        Answers(operation, "429", "Too many requests; Retry-After says when to try again.");
        Answers(operation, "500", "It failed for a reason that is not the request's; trace_id finds it in the log.");
        Answers(operation, "503", "The database does not answer; Retry-After says when to try again.");
        if (
            metadata.OfType<HttpMethodMetadata>().Any(methods => methods.HttpMethods.Contains(HttpMethods.Get))
            && !metadata.OfType<IAuthorizeData>().Any()
        )
        {
            operation.Responses.TryAdd(
                "304",
                new OpenApiResponse { Description = "If-None-Match names the ETag of the answer." }
            );
        }

        if (operation.RequestBody is not null)
        {
            Answers(operation, "413", "The body is larger than 512 KB.");
            Answers(operation, "415", "The body is not JSON.");
        }

        if (metadata.OfType<IAuthorizeData>().Any())
        {
            Answers(operation, "409", "Another request changed the same thing at the same moment.");
            Answers(operation, "401", "No valid bearer token.");
            Answers(operation, "403", "Not the owner, or the token's subject is no handle.");
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            ];
        }

        return Task.CompletedTask;
    }

    /// <summary>Such as Stories_List; a lambda has no name, and is called by its path.</summary>
    private static string OperationId(OpenApiOperation operation, MethodInfo method, string path) =>
        method.Name.Contains('<', StringComparison.Ordinal)
            ? path.Replace('/', '_')
            : $"{operation.Tags?.FirstOrDefault()?.Name}_{method.Name.Replace("Async", "", StringComparison.Ordinal)}";

    private static void Answers(OpenApiOperation operation, string status, string description) =>
        operation.Responses!.TryAdd(
            status,
            new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType(),
                },
            }
        );

    private static IEnumerable<IOpenApiParameter> PageParameters() =>
        [
            new OpenApiParameter
            {
                Name = "cursor",
                In = ParameterLocation.Query,
                Description = "next_cursor of the page before.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            },
            new OpenApiParameter
            {
                Name = "page_size",
                In = ParameterLocation.Query,
                Description = "Entries, 20 when absent.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = "1",
                    Maximum = "100",
                },
            },
        ];
}
