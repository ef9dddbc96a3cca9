using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MueJam.Api.Validation;

namespace MueJam.Api.OpenApi;

/// <summary>
/// What a request may hold, from the rules that check it: the exporter takes each parameter of a record for required,
/// and looks for rules on properties alone.
/// </summary>
internal static class RequestSchemas
{
    /// <summary>Describes the members of a request's type; others stay as they are.</summary>
    public static Task TransformAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var members = context
            .JsonTypeInfo.Type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .ToList();
        if (
            context.JsonPropertyInfo is not null
            || !members.Any(member => member.IsDefined(typeof(ValidationAttribute)))
        )
        {
            return Task.CompletedTask;
        }

        schema.Required = new SortedSet<string>(members.Where(IsRequired).Select(Name));
        foreach (var member in members)
        {
            if (schema.Properties?.TryGetValue(Name(member), out var found) == true && found is OpenApiSchema property)
            {
                Describe(property, member);
            }
        }

        return Task.CompletedTask;
    }

    private static void Describe(OpenApiSchema property, ParameterInfo member)
    {
        if (IsRequired(member))
        {
            property.Type &= ~JsonSchemaType.Null;
        }

        foreach (var rule in member.GetCustomAttributes<ValidationAttribute>())
        {
            switch (rule)
            {
                case StringLengthAttribute length:
                    (property.MinLength, property.MaxLength) = (length.MinimumLength, length.MaximumLength);
                    break;
                case RegularExpressionAttribute expression:
                    property.Pattern = $"^{expression.Pattern}$";
                    break;
                case RangeAttribute range:
                    (property.Minimum, property.Maximum) = (Text(range.Minimum), Text(range.Maximum));
                    break;
                case AllowedValuesAttribute allowed:
                    property.Enum = [.. allowed.Values.OfType<string>().Select(value => (JsonNode)value)];
                    break;
                case TextsAttribute texts when property.Items is OpenApiSchema each:
                    property.MaxItems = texts.Max;
                    (each.MinLength, each.MaxLength) = (1, texts.EachMax);
                    break;
            }
        }
    }

    private static bool IsRequired(ParameterInfo member) => member.IsDefined(typeof(RequiredAttribute));

    private static string Name(ParameterInfo member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name!);

    /// <summary>A limit; null where it is that of the type.</summary>
    private static string? Text(object limit) =>
        limit is int.MaxValue or (double)long.MaxValue or long.MaxValue ? null : $"{limit}";
}
