namespace Attune.Storage.Dialects.Sqlite;

/// <summary>Something to be written: its work runs on the writer's thread, its caller hears of it after the commit.</summary>
internal abstract class WorkItem(int weight, CancellationToken cancellationToken)
{
    /// <summary>About how many rows it writes.</summary>
    public int Weight => weight;

    /// <summary>Whether its caller gave up before it began.</summary>
    public bool IsGivenUp => cancellationToken.IsCancellationRequested;

    protected CancellationToken Token => cancellationToken;

    /// <summary>Why the work alone failed; null as long as it did not.</summary>
    public Exception? Fault { get; protected set; }

    /// <summary>Does the work, perhaps again after a rollback; what it throws is kept in <see cref="Fault"/>.</summary>
    public abstract void Run(Session session);

    /// <summary>Answers the caller: with the result, or with the work's own fault.</summary>
    public abstract void Answer();

    /// <summary>Answers the caller that nothing was kept.</summary>
    public abstract void Fail(Exception reason);

    /// <summary>Answers the caller that nothing was begun.</summary>
    public abstract void GiveUp();
}

/// <inheritdoc/>
internal sealed class WorkItem<T>(Func<Session, T> work, int weight, CancellationToken cancellationToken)
    : WorkItem(weight, cancellationToken)
{
    // Continuations must not run on the writer's thread: it has the next group to commit.
    private readonly TaskCompletionSource<T> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private T? _result;

    public Task<T> Task => _answer.Task;

    public override void Run(Session session)
    {
        Fault = null;
        try
        {
            _result = work(session);
        }
        catch (Exception e)
        {
            Fault = e;
        }
    }

    public override void Answer()
    {
        if (Fault is null)
        {
            _answer.SetResult(_result!);
        }
        else
        {
            _answer.SetException(Faults.Translate(Fault));
        }
    }

    public override void Fail(Exception reason) => _answer.SetException(reason);

    public override void GiveUp() => _answer.SetCanceled(Token);
}
