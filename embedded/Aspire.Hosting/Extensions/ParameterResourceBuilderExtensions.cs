using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Parameters.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>A parameter whose value is <c>Parameters:{name}</c>, and else generated; kept when <paramref name="persist"/>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(value);
        return builder.AddResource(Parameter(builder, name, value, secret, persist));
    }

    /// <summary>A generated password that is kept.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder, string name, bool lower = true, bool upper = true, bool numeric = true, bool special = true,
        int minLower = 0, int minUpper = 0, int minNumeric = 0, int minSpecial = 0)
        => Parameter(
            builder, name,
            new GenerateParameterDefault
            {
                MinLength = 22,
                Lower = lower,
                Upper = upper,
                Numeric = numeric,
                Special = special,
                MinLower = minLower,
                MinUpper = minUpper,
                MinNumeric = minNumeric,
                MinSpecial = minSpecial,
            },
            secret: true, persist: true);

    private static ParameterResource Parameter(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret, bool persist)
        => new(name, fallback => builder.Configuration[$"Parameters:{name}"]
            ?? (persist ? ((DistributedApplicationBuilder)builder).State.Secrets.GetOrAdd(name, fallback!.GetDefaultValue) : fallback!.GetDefaultValue()), secret)
        {
            Default = value,
        };
}
