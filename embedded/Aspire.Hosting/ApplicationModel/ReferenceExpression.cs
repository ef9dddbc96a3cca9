using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that are known only when the application runs.</summary>
public class ReferenceExpression : IValueProvider, IManifestExpressionProvider, IValueWithReferences
{
    /// <summary>Nothing.</summary>
    public static readonly ReferenceExpression Empty = new([]);

    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    /// <summary>The values, in order.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders => [.. _parts.OfType<IValueProvider>()];

    /// <inheritdoc />
    public string ValueExpression => string.Concat(_parts.Select(part => part is IManifestExpressionProvider value ? value.ValueExpression : (string)part));

    IEnumerable<object> IValueWithReferences.References => ValueProviders;

    /// <summary>From an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <summary>The text with every value in its place.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <summary>The text with every value in its place, as the caller sees them.</summary>
    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part is IValueProvider value ? await value.GetValueAsync(context, cancellationToken).ConfigureAwait(false) : (string)part);
        }

        return text.ToString();
    }

    internal static ReferenceExpression Of(IReadOnlyList<object> parts) => new(parts);

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(literalLength > 0 ? (formattedCount * 2) + 1 : formattedCount);

        /// <summary>Text.</summary>
        public readonly void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>Text.</summary>
        public readonly void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>A value.</summary>
        public readonly void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider);

        /// <summary>The value of a resource.</summary>
        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider) where T : IResource, IValueProvider, IManifestExpressionProvider
            => Parts.Add(valueProvider.Resource);
    }
}
