using System.Reflection;
using CsCheck;
using MueJam.Api.Caching;
using MueJam.Api.Lists;

namespace MueJam.Tests.Attacks;

/// <summary>Two questions never have one key: whoever asks the one would choose what the other is answered.</summary>
public sealed class CacheKeyTests
{
    /// <summary>What other keys are made of, and what resembles it.</summary>
    private static readonly Gen<string> Text = Gen.OneOf(
            "",
            "a",
            "A",
            ":",
            "::",
            "%",
            "%25",
            "%3A",
            "20",
            "20:",
            ":a",
            "a:",
            "-",
            "null",
            " ",
            "\n",
            "%0A",
            "é",
            "e\u0301",
            "ß",
            "ss",
            "__fc",
            "v2",
            "😀"
        )
        .Array[0, 3]
        .Select(string.Concat);

    private static readonly Gen<PageRequest> Page = Gen.Select(
        Gen.OneOf(1, 2, 20, 100),
        Gen.OneOf(Cursor.Top, new Cursor(0, 1), new Cursor(1, 1), new Cursor(long.MaxValue, 1)),
        (size, after) => new PageRequest(after, size)
    );

    private static readonly Gen<Question> Any = Gen.OneOf([
        .. typeof(AnswerKeys).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(Asked),
    ]);

    [Fact]
    public void Different_questions_have_different_keys() =>
        Gen.Select(Any, Any)
            .Sample((one, other) => Assert.Equal(one.Equals(other), one.Key == other.Key), iter: 200_000);

    [Fact]
    public void Questions_of_one_kind_that_differ_a_little_have_different_keys() =>
        Gen.OneOf([
                .. typeof(AnswerKeys)
                    .GetMethods(BindingFlags.Public | BindingFlags.Static)
                    .Select(method => Gen.Select(Asked(method), Asked(method))),
            ])
            .Sample((one, other) => Assert.Equal(one.Equals(other), one.Key == other.Key), iter: 200_000);

    private static Gen<Question> Asked(MethodInfo method)
    {
        var values = method.GetParameters().Select(ValueOf).ToArray();
        return values
            .Aggregate(
                Gen.Const(Array.Empty<object?>()),
                (all, next) => Gen.Select(all, next, (some, value) => (object?[])[.. some, value])
            )
            .Select(arguments => new Question(method, arguments));
    }

    private static Gen<object?> ValueOf(ParameterInfo parameter) =>
        parameter.ParameterType switch
        {
            var type when type == typeof(PageRequest) => Page.Select(page => (object?)page),
            var type when type == typeof(long) => Gen.OneOf(-1L, 1, 12, 20).Select(number => (object?)number),
            var type when type == typeof(int) => Gen.OneOf(1, 2, 20).Select(number => (object?)number),
            _ when new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable => Gen.OneOf(
                Gen.Const((object?)null),
                Text.Select(text => (object?)text)
            ),
            _ => Text.Select(text => (object?)text),
        };

    private sealed record Question(MethodInfo Method, object?[] Arguments)
    {
        public string Key { get; } = (string)Method.Invoke(null, Arguments)!;

        public bool Equals(Question? other) =>
            other is not null && Method == other.Method && Arguments.SequenceEqual(other.Arguments);

        public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
    }
}
