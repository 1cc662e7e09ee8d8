using System.Collections.Concurrent;

namespace Attune.Studio.Notebooks;

/// <summary>The clones of a host that are under way or have just ended. They go on when a page is left. Thread-safe.</summary>
internal sealed class Clones(CloneOptions options)
{
    private const int MostOfOne = 3;
    private readonly ConcurrentDictionary<(string User, string Path), Clone> _all = new();

    /// <summary>Begins one.</summary>
    /// <exception cref="IOException">Its place is taken, or too many are under way.</exception>
    public Clone Start(string user, UserFiles files, string folder, string text)
    {
        var address = RepositoryAddress.Read(text);
        var (path, place) = files.NewPlace(folder, address.Name);
        if (Of(user).Count(each => !each.IsOver) >= MostOfOne)
        {
            throw new IOException(
                $"{MostOfOne} repositories are being cloned already; wait for one, or cancel it."
            );
        }
        var clone = new Clone(user, path);
        if (_all.TryGetValue((user, path), out var there) && there.IsOver)
        {
            _all.TryRemove(KeyValuePair.Create((user, path), there));
        }
        if (!_all.TryAdd((user, path), clone))
        {
            throw new IOException($"'{path}' is being cloned already.");
        }
        _ = Task.Run(() => clone.RunAsync(address, place, options));
        return clone;
    }

    /// <summary>Those of a person, by place.</summary>
    public IReadOnlyList<Clone> Of(string user) =>
        [.. _all.Values.Where(each => each.User == user).OrderBy(each => each.Path, StringComparer.Ordinal)];

    /// <summary>Ends one that is under way, and forgets it.</summary>
    public void Cancel(string user, string path)
    {
        if (!_all.TryRemove((user, path), out var clone))
        {
            throw new IOException($"'{path}' is not being cloned.");
        }
        clone.Cancel();
    }

    /// <summary>Forgets one that has ended.</summary>
    public void Forget(Clone clone)
    {
        if (clone.IsOver)
        {
            _all.TryRemove(KeyValuePair.Create((clone.User, clone.Path), clone));
        }
    }
}
