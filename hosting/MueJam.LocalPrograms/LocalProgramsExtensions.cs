using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using MueJam.LocalPrograms.Choice;
using MueJam.LocalPrograms.Files;
using MueJam.LocalPrograms.StandIns;

namespace MueJam.LocalPrograms;

/// <summary>Runs container resources as programs of this machine where there is no container engine.</summary>
public static class LocalProgramsExtensions
{
    /// <summary>Decides what the model's containers run as. The model, and what refers to it, need not know.</summary>
    /// <param name="builder">The model; every container must have been added before.</param>
    /// <param name="progress">Told of each step that takes long, such as an installation.</param>
    /// <returns>The decision; <see langword="null"/> when the model is published, not run.</returns>
    /// <exception cref="ProgramException">The setting <c>Run</c> is neither <c>Containers</c> nor
    /// <c>Programs</c>.</exception>
    public static RunDecision? AddLocalPrograms(this IDistributedApplicationBuilder builder, IProgress<string> progress)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return null;
        }

        var decision = RunDecision.Make(builder.Configuration);
        if (decision.Mode == RunMode.Containers)
        {
            return decision;
        }

#pragma warning disable ASPIRECERTIFICATES001 // Everything is on this machine's own addresses.
        foreach (var container in builder.Resources.OfType<ContainerResource>())
        {
            builder.CreateResourceBuilder(container).WithoutHttpsCertificate();
        }
#pragma warning restore ASPIRECERTIFICATES001

        // Made by the host's services, so that they dispose of it with themselves.
        builder.Services.AddSingleton(_ => new Replacement(
            StateFolder.From(builder.Configuration, builder.AppHostDirectory),
            builder.Configuration
        ));
        builder.Services.AddSingleton<IDistributedApplicationEventing>(
            new StandInEventing(builder.Eventing, builder.Resources)
        );
        builder.Eventing.Subscribe<BeforeStartEvent>(
            (start, cancellationToken) =>
                start.Services.GetRequiredService<Replacement>().RunAsync(start, progress, cancellationToken)
        );
        return decision;
    }
}
