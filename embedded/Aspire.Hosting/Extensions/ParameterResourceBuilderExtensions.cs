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

    /// <summary>A parameter whose value is <c>Parameters:{name}</c>; without one nothing starts.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(FromConfiguration(builder, name, $"Parameters:{name}", secret));
    }

    /// <summary>A parameter with a value of the model's own.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false)
        => builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>A parameter with a value of the model's own.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(valueGetter);
        return builder.AddResource(new ParameterResource(name, _ => valueGetter(), secret));
    }

    /// <summary>A parameter whose value is of any configuration key; without one nothing starts.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(FromConfiguration(builder, name, configurationKey, secret));
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

    private static ParameterResource FromConfiguration(IDistributedApplicationBuilder builder, string name, string key, bool secret)
        => new(
            name,
            _ => builder.Configuration[key] ?? throw new MissingParameterValueException(
                $"The parameter '{name}' has no value. Set {key} in any configuration source: --{key}=..., or the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}."),
            secret);

    private static ParameterResource Parameter(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret, bool persist)
        => new(name, fallback => builder.Configuration[$"Parameters:{name}"]
            ?? (persist ? ((DistributedApplicationBuilder)builder).State.Secrets.GetOrAdd(name, fallback!.GetDefaultValue) : fallback!.GetDefaultValue()), secret)
        {
            Default = value,
        };
}
