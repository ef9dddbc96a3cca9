using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Instances;

/// <summary>Operations know every instance, not the first one alone.</summary>
[Collection(InstancesCollection.Name)]
public sealed class OperatedInstancesTests(InstancesStack stack)
{
    [Fact]
    public async Task Doctor_finds_nothing_and_names_the_instance_that_is_stopped()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await Eventually.GetAsync(_ => Ops.RunAsync(stack, "prometheus", "doctor"), answer => answer.IsGood);
        await stack.StopAsync("api-2", timeout.Token);
        try
        {
            await Ops.DoctorFindsAsync(stack, "api-2");
        }
        finally
        {
            await stack.StartAsync("api-2", timeout.Token);
        }
    }

    [Fact]
    public async Task Status_shows_the_cache_of_each()
    {
        var (isGood, output) = await Ops.RunAsync(stack, "prometheus", "status");
        Assert.True(isGood, output);
        Assert.All(
            InstancesStack.Instances,
            instance => Assert.Contains($"Cache of {instance}:", output, StringComparison.Ordinal)
        );
    }

    /// <summary>An instance that goes on would answer, and cache again, what was before.</summary>
    [Fact]
    public async Task After_a_restore_none_of_them_answers_what_was_before()
    {
        using var folder = TemporaryFolder.Create("muejam-instances-");
        var backup = Path.Combine(folder.FullName, "backup");
        using var author = LibraryClient.NewUser(stack);
        var story = $"/v1/stories/{await author.PostStoryAsync(title: "Backed up")}";
        var (isGood, said) = await Ops.RunAsync(stack, "postgres", "backup", "--folder", backup);
        Assert.True(isGood, said);
        await author.JsonAsync(HttpMethod.Patch, story, new { title = "Changed since" });
        await TitlesAreAsync("Changed since");
        (isGood, said) = await Ops.RunAsync(stack, "postgres", "restore", "--folder", backup, "--overwrite", "--yes");
        Assert.True(isGood, said);
        await TitlesAreAsync("Backed up");
        await author.JsonAsync(HttpMethod.Patch, story, new { title = "Changed again" });
        await TitlesAreAsync("Changed again");

        async Task TitlesAreAsync(string title)
        {
            foreach (var instance in InstancesStack.Instances)
            {
                using var reader = LibraryClient.Anonymous(stack, instance);
                Assert.Equal(title, $"{(await reader.GetAsync(story))["title"]}");
            }
        }
    }
}
