using MueJam.Api.Caching;
using MueJam.Api.Errors;
using MueJam.Api.Lists;
using MueJam.Api.Stories;
using MueJam.Api.Users;

namespace MueJam.Api.Profiles;

/// <summary><c>/v1/profiles</c> and one's own.</summary>
public sealed class ProfileEndpoints(ProfileStore store, ResponseCache cache, StoryStore stories)
{
    /// <summary>Maps them.</summary>
    /// <param name="api">The group <c>/v1</c>.</param>
    public void Map(RouteGroupBuilder api)
    {
        var profiles = api.MapGroup("").WithTags("Profiles");
        profiles
            .MapGet("/profiles/{handle}", GetAsync)
            .Produces<Profile>()
            .ProducesProblem(404)
            .WithSummary("A user's profile.");
        profiles
            .MapGet("/profiles/{handle}/stories", StoriesAsync)
            .Produces<Page<Story>>()
            .ProducesValidationProblem()
            .ProducesProblem(404)
            .WithSummary("A user's published stories.");
        profiles
            .MapPut("/me/profile", PutAsync)
            .RequireAuthorization(UserServices.Writer)
            .Produces<Profile>()
            .ProducesValidationProblem()
            .WithSummary("Sets what one says of oneself.");
    }

    private Task<IResult> GetAsync(string handle, CancellationToken cancellationToken) =>
        cache.GetAsync(
            AnswerKeys.Profile(handle),
            Lifetimes.Profile,
            [Scopes.Profile(handle)],
            token => store.FindAsync(handle, token),
            () => Problems.NotFound("profile"),
            cancellationToken
        );

    private Task<IResult> StoriesAsync(string handle, PageRequest page, CancellationToken cancellationToken) =>
        cache.GetAsync(
            AnswerKeys.StoriesOf(handle, page),
            Lifetimes.Profile,
            [Scopes.Profile(handle)],
            async token =>
                await store.FindAsync(handle, token) is null
                    ? null
                    : page.Of(
                        await stories.OfAuthorAsync(handle, withDrafts: false, page, token),
                        story => new Cursor(0, story.Id)
                    ),
            () => Problems.NotFound("profile"),
            cancellationToken
        );

    private async Task<IResult> PutAsync(
        ProfileChange change,
        HttpContext context,
        CancellationToken cancellationToken
    ) => Results.Ok(await store.SetAsync(context.Handle()!, change, cancellationToken));
}
