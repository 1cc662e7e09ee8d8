using Attune.Studio.Live;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Assets;

namespace Attune.Studio.Pages.DataAssets;

/// <summary>What the person who looks may do with data, and does; the roles are those of the resource protocol.</summary>
internal sealed class DataDesk(Acts acts, DataReading reading, Board<DataLines> board)
{
    /// <summary>Makes a version; its name, or what is wrong.</summary>
    /// <param name="name">The data; it is made when there is none.</param>
    /// <param name="asked">The version; without a number the next.</param>
    public async Task<(string? Version, string? Problem)> CreateAsync(string name, DataVersion asked)
    {
        string? made = null;
        var problem = await DoAsync(
            Role.Contributor,
            "create data",
            name,
            async person =>
            {
                var there = await reading.Shelf.FindAsync(name, CancellationToken.None);
                if (asked.Version.Length > 0 && there?.Find(asked.Version) is { } taken)
                {
                    throw new JobStateException(
                        $"There is a version '{taken.Version}' of '{there.Name}' already; the next one is '{there.NextVersion}'."
                    );
                }
                var version = asked.Version.Length > 0 ? asked.Version : there?.NextVersion ?? "1";
                var saved = await reading.Shelf.SaveAsync(
                    name,
                    asked with
                    {
                        Version = version,
                        CreatedBy = person.Name,
                    },
                    CancellationToken.None
                );
                made = saved.Version.Version;
            }
        );
        return (made, problem);
    }

    /// <summary>Says something about a version.</summary>
    public Task<string?> DescribeAsync(string name, DataVersion version, string text) =>
        DoAsync(
            Role.Contributor,
            "describe data",
            $"{name}:{version.Version}",
            _ =>
                reading.Shelf.SaveAsync(
                    name,
                    version with
                    {
                        Description = text.Trim() is { Length: > 0 } kept ? kept : null,
                    },
                    CancellationToken.None
                )
        );

    /// <summary>Forgets a version, or data with all its versions; files stay where they are.</summary>
    public Task<string?> DeleteAsync(string name, string? version) =>
        DoAsync(
            Role.Owner,
            "delete data",
            version is null ? name : $"{name}:{version}",
            async _ =>
            {
                if (!await reading.Shelf.DeleteAsync(name, version, CancellationToken.None))
                {
                    throw new KeyNotFoundException($"There is no such data '{name}'.");
                }
            }
        );

    private async Task<string?> DoAsync(Role role, string what, string on, Func<Caller.Person, Task> act)
    {
        var problem = await acts.DoAsync(role, what, on, act);
        await board.RefreshAsync(CancellationToken.None);
        return problem;
    }
}
