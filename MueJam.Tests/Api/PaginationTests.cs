using CsCheck;

namespace MueJam.Tests.Api;

[Collection(StackCollection.Name)]
public sealed class PaginationTests(StackFixture stack) : LibraryTests(stack)
{
    [Fact]
    public async Task Every_row_comes_once_and_in_order_at_any_page_size()
    {
        const int Count = 23;
        var tag = $"tag{Guid.NewGuid():N}"[..20];
        var posted = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            posted.Add(await Author.PostStoryAsync(tags: [tag]));
        }

        posted.Reverse();
        await Gen.Int[1, 30]
            .SampleAsync(
                async size => Assert.Equal(posted, await SlugsAsync($"/v1/stories?tag={tag}", size)),
                iter: 20,
                threads: 1
            );
        Assert.Equal(posted, await SlugsAsync($"/v1/me/stories", 7));
    }

    [Fact]
    public async Task A_cursor_keeps_its_place_while_others_insert()
    {
        var tag = $"tag{Guid.NewGuid():N}"[..20];
        var before = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            before.Add(await Author.PostStoryAsync(tags: [tag]));
        }

        var seen = (
            await Author.AllAsync($"/v1/stories?tag={tag}", 2, async _ => await Author.PostStoryAsync(tags: [tag]))
        ).Select(s => s["slug"]!.GetValue<string>());
        Assert.Equal(before.AsEnumerable().Reverse(), seen);
    }

    private async Task<List<string>> SlugsAsync(string path, int size) =>
        [.. (await Author.AllAsync(path, size)).Select(s => s["slug"]!.GetValue<string>())];
}
