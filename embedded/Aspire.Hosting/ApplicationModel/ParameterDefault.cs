using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A parameter's value where the configuration has none.</summary>
public abstract class ParameterDefault
{
    /// <summary>The value.</summary>
    public abstract string GetDefaultValue();
}

/// <summary>A random value.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    /// <summary>The number of characters.</summary>
    public int MinLength { get; set; }

    /// <summary>With lower-case letters.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>With upper-case letters.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>With digits.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>With other characters.</summary>
    public bool Special { get; set; } = true;

    /// <summary>At least so many lower-case letters.</summary>
    public int MinLower { get; set; }

    /// <summary>At least so many upper-case letters.</summary>
    public int MinUpper { get; set; }

    /// <summary>At least so many digits.</summary>
    public int MinNumeric { get; set; }

    /// <summary>At least so many other characters.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc />
    public override string GetDefaultValue()
    {
        (bool Used, int Least, string Characters)[] sets =
            [(Lower, MinLower, LowerCase), (Upper, MinUpper, UpperCase), (Numeric, MinNumeric, Digits), (Special, MinSpecial, Specials)];
        var all = string.Concat(sets.Where(set => set.Used).Select(set => set.Characters));
        if (all.Length == 0)
        {
            throw new DistributedApplicationException("A generated value needs at least one kind of characters.");
        }

        var characters = sets.Where(set => set.Used).SelectMany(set => RandomNumberGenerator.GetItems<char>(set.Characters, set.Least)).ToList();
        characters.AddRange(RandomNumberGenerator.GetItems<char>(all, Math.Max(0, MinLength - characters.Count)));
        var value = characters.ToArray();
        RandomNumberGenerator.Shuffle(value.AsSpan());
        return new string(value);
    }
}
