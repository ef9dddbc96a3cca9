namespace MueJam.Tests.Support;

/// <summary>Tests of the library with users of whom nobody knows anything yet, and with nobody.</summary>
public abstract class LibraryTests(StackFixture stack) : IDisposable
{
    private protected StackFixture Stack => stack;

    private protected LibraryClient Author { get; } = LibraryClient.NewUser(stack);

    private protected LibraryClient Reader { get; } = LibraryClient.NewUser(stack);

    private protected LibraryClient Anyone { get; } = LibraryClient.Anonymous(stack);

    public void Dispose()
    {
        Author.Dispose();
        Reader.Dispose();
        Anyone.Dispose();
        GC.SuppressFinalize(this);
    }
}
