using System.Globalization;
using Bogus;

namespace MueJam.Api.Seeding;

/// <summary>Names and sentences of serial fiction, from pools that are made once.</summary>
internal sealed class Vocabulary
{
    private const int PoolSize = 2000;

    // {0} a noun, {1} a name, {2} an adjective, {3} another noun; nouns and adjectives begin with a consonant.
    private static readonly string[] Titles =
    [
        "The {0} of {1}",
        "{1}'s {0}",
        "A {0} for {1}",
        "{0} and {3}",
        "The Last {0}",
        "Beneath the {0}",
        "{1} and the {0}",
        "When the {0} Sleeps",
        "The {2} {0}",
        "A {0}, {2} as the {3}",
    ];

    private static readonly string[] Narration =
    [
        "{1} had never seen the {0} so {2}.",
        "Nobody in the {0} spoke of the {3}, and {1} did not ask.",
        "The {0} was {2} that year, and so were the people who kept it.",
        "\"Take the {0},\" said {1}, \"before the {3} does.\"",
        "Behind the {0} lay a {2} {3} that no map showed.",
        "{1} counted the steps from the {0} to the {3} and came out one short.",
        "By morning the {2} {0} had moved again.",
        "What {1} wanted was a {0}; what {1} had was a {2} {3}.",
        "It began, as such things do, with a {2} {0}.",
        "{1} swore an oath to the {0} and broke it the same night.",
        "There are three ways into the {0}, and the {2} one is a lie.",
        "Years later {1} would still dream of the {3} behind the {0}.",
    ];

    private static readonly string[] Remarks =
    [
        "That last chapter! {1} and the {0}. I did not see that coming.",
        "Is anyone else still thinking about the {2} {0}?",
        "Theory: the {0} was {1} all along.",
        "Read it in one night. The {3} scene is perfect.",
        "New chapter on Friday. Bring a {2} {0}.",
        "Looking for something {2} to read next, with a {0} in it.",
        "I would follow {1} into any {3}.",
        "Writing day. The {0} will not behave, the {3} even less.",
        "My favourite line so far is the one about the {2} {3}.",
        "Slow start, but once the {0} appears it does not let go.",
        "{1} deserves a {0} of their own.",
        "Who draws a map of the {0}? I keep getting lost at the {3}.",
    ];

    private static readonly string[] Nouns =
    [
        "lighthouse",
        "vineyard",
        "clockmaker",
        "river",
        "cellar",
        "garden",
        "cartographer",
        "winter",
        "library",
        "harbour",
        "lantern",
        "forest",
        "mirror",
        "kingdom",
        "tide",
        "dragon",
        "carriage",
        "letter",
        "tower",
        "stranger",
        "choir",
        "spark",
        "compass",
        "market",
        "monsoon",
        "raven",
        "crown",
        "bakery",
        "comet",
        "labyrinth",
    ];

    private static readonly string[] Adjectives =
    [
        "quiet",
        "hollow",
        "crimson",
        "patient",
        "crooked",
        "silver",
        "forgotten",
        "hungry",
        "gentle",
        "boundless",
        "borrowed",
        "stubborn",
        "moonlit",
        "bitter",
        "brave",
    ];

    private static readonly string[] AllTags =
    [
        "fantasy",
        "romance",
        "mystery",
        "science-fiction",
        "slow-burn",
        "slice-of-life",
        "horror",
        "adventure",
        "drama",
        "comedy",
        "thriller",
        "historical",
        "found-family",
        "magic",
        "young-adult",
        "urban-fantasy",
        "litrpg",
        "space-opera",
        "cozy",
        "enemies-to-lovers",
        "poetry",
        "dystopia",
        "fairy-tale",
        "noir",
        "sports",
    ];

    private readonly Random _random;
    private readonly string[] _names;
    private readonly string[] _handles;
    private readonly string[] _prose;
    private readonly string[] _remarks;

    public Vocabulary(int seed)
    {
        _random = new Random(seed);
        var faker = new Faker("en") { Random = new Randomizer(seed) };
        _names = Pool(() => faker.Name.FirstName());
        _handles = Pool(() =>
            string.Concat(faker.Internet.UserName().Where(c => char.IsAsciiLetterOrDigit(c) || c == '_').Take(18))
        );
        _prose = Pool(() => Sentence(Narration));
        _remarks = Pool(() => Sentence(Remarks));
    }

    public string Title() => Sentence(Titles, CultureInfo.InvariantCulture.TextInfo.ToTitleCase);

    public string Name() => Pick(_names);

    /// <summary>A handle that no other number has: at most 30 characters.</summary>
    public string Handle(long number) => $"{Pick(_handles)}_{number}";

    public string Text(int sentences) => string.Join(' ', Enumerable.Range(0, sentences).Select(_ => Pick(_prose)));

    public string Remark() => Pick(_remarks);

    /// <summary>One to four; the first of the list are the most used.</summary>
    public string[] Tags() =>
        [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => AllTags[Popular(AllTags.Length)]).Distinct()];

    /// <summary>An index, the smaller the likelier.</summary>
    public int Popular(int count) => (int)(Math.Pow(_random.NextDouble(), 3) * count);

    public int Next(int count) => _random.Next(count);

    public double NextDouble() => _random.NextDouble();

    private static string[] Pool(Func<string> make) => [.. Enumerable.Range(0, PoolSize).Select(_ => make())];

    private string Sentence(string[] patterns) => Sentence(patterns, word => word);

    private string Sentence(string[] patterns, Func<string, string> form) =>
        string.Format(
            CultureInfo.InvariantCulture,
            Pick(patterns),
            form(Pick(Nouns)),
            Pick(_names),
            form(Pick(Adjectives)),
            form(Pick(Nouns))
        );

    private string Pick(string[] pool) => pool[_random.Next(pool.Length)];
}
