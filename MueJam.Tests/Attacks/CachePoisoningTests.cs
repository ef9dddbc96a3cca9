namespace MueJam.Tests.Attacks;

[Collection(StackCollection.Name)]
public sealed class CachePoisoningTests(StackFixture stack)
{
    [Theory]
    [InlineData("/v1/stories?page_size=41&tag=", "/v1/stories?page_size=41")]
    [InlineData("/v1/stories?page_size=42&tag=%25", "/v1/stories?page_size=42")]
    [InlineData("/v1/stories?page_size=43&tag=43:", "/v1/stories?page_size=43")]
    public async Task A_question_that_finds_nothing_does_not_answer_another(string poison, string question)
    {
        using var anyone = LibraryClient.Anonymous(stack);
        using var author = LibraryClient.NewUser(stack);
        await author.PostStoryAsync();
        Assert.Empty((await anyone.GetAsync(poison))["data"]!.AsArray());
        Assert.NotEmpty((await anyone.GetAsync(question))["data"]!.AsArray());
    }
}
