using System.ComponentModel.DataAnnotations;

namespace MueJam.Api.Validation;

/// <summary>
/// A text of so many characters (Unicode code points), without NUL; the shortest is counted without the spaces around.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextAttribute : StringLengthAttribute
{
    /// <summary>Limits a text.</summary>
    /// <param name="min">The fewest characters.</param>
    /// <param name="max">The most characters.</param>
    public TextAttribute(int min, int max)
        : base(max)
    {
        MinimumLength = min;
        ErrorMessage = min == 0 ? $"At most {max} characters." : $"{min} to {max} characters.";
    }

    /// <inheritdoc />
    public override bool IsValid(object? value) => Problem(value) is null;

    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        Problem(value) is { } problem ? new ValidationResult(problem) : ValidationResult.Success;

    /// <summary>What is wrong with a value; null when nothing is.</summary>
    private string? Problem(object? value) =>
        value switch
        {
            null => null,
            string text when !StoredText.IsStorable(text) => StoredText.Rule,
            string text
                when StoredText.Length(text) <= MaximumLength && StoredText.Length(text.Trim()) >= MinimumLength =>
                null,
            _ => ErrorMessage,
        };
}

/// <summary>At most so many texts, each of so many characters.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextsAttribute : ValidationAttribute
{
    private readonly TextAttribute _each;

    /// <summary>Limits a list of texts.</summary>
    /// <param name="max">The most texts.</param>
    /// <param name="eachMax">The most characters of each; the fewest is 1.</param>
    public TextsAttribute(int max, int eachMax)
    {
        (Max, EachMax, _each) = (max, eachMax, new TextAttribute(1, eachMax));
        ErrorMessage = $"At most {max} texts of 1 to {eachMax} characters.";
    }

    /// <summary>The most texts.</summary>
    public int Max { get; }

    /// <summary>The most characters of each.</summary>
    public int EachMax { get; }

    /// <inheritdoc />
    public override bool IsValid(object? value) =>
        value is null
        || (
            value is string?[] texts
            && texts.Length <= Max
            && texts.All(text => text is not null && _each.IsValid(text))
        );
}
