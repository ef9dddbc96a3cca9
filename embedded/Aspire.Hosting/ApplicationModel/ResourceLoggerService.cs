using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of a resource's log.</summary>
/// <param name="LineNumber">From 1.</param>
/// <param name="Content">The text.</param>
/// <param name="IsErrorMessage">Written as an error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>The logs of all resources: the last lines in memory, all of this run in a file each.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _folder;

    internal ResourceLoggerService(string? folder) => _folder = folder;

    /// <summary>Writes into a resource's log.</summary>
    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Log(resource.Name);
    }

    /// <summary>The last lines.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        await Task.CompletedTask.ConfigureAwait(false);
        yield return Log(resource.Name).Last(ResourceLog.Kept);
    }

    /// <summary>The last lines, then every new one, in batches.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WatchAsync(resource.Name, CancellationToken.None);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            log.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The token is that of the enumeration.</summary>
    private async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in Log(resourceName).WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return [line];
        }
    }

    internal ResourceLog Log(string resourceName)
        => _logs.GetOrAdd(resourceName, name => new ResourceLog(_folder is null ? null : Path.Combine(_folder, $"{name}.log")));
}

/// <summary>One resource's log.</summary>
internal sealed class ResourceLog : ILogger, IDisposable
{
    public const int Kept = 500;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _last = new();
    private readonly List<Channel<LogLine>> _watchers = [];
    private readonly StreamWriter? _file;
    private int _count;

    public ResourceLog(string? path)
    {
        if (path is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _file = new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        }
    }

    /// <summary>The last failure that the host itself named; programs write errors that are none.</summary>
    public string? Cause { get; private set; }

    /// <summary>Names a failure.</summary>
    public void Fail(string cause)
    {
        Cause = cause;
        Write(cause, isError: true);
    }

    public void Write(string text, bool isError)
    {
        lock (_lock)
        {
            var line = new LogLine(++_count, text, isError);
            _last.Enqueue(line);
            if (_last.Count > Kept)
            {
                _last.Dequeue();
            }

            _file?.WriteLine(text);
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(line);
            }
        }
    }

    public IReadOnlyList<LogLine> Last(int count)
    {
        lock (_lock)
        {
            return [.. _last.TakeLast(count)];
        }
    }

    public async IAsyncEnumerable<LogLine> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<LogLine>();
        lock (_lock)
        {
            foreach (var line in _last)
            {
                channel.Writer.TryWrite(line);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error)
        {
            Fail(formatter(state, exception));
        }
        else
        {
            Write(formatter(state, exception), isError: false);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
        }
    }
}
