using System.Globalization;
using Attune.Studio.Live;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Pages.Models;

/// <summary>What the person who looks may do with registered models, and does; the roles are those of the tracking protocol.</summary>
internal sealed class ModelDesk(
    Acts acts,
    ModelRegistry registry,
    JobCatalog catalog,
    Board<IReadOnlyList<ModelLine>> board
)
{
    /// <summary>Registers what a trial left in its outputs; the version, or what is wrong.</summary>
    /// <param name="name">The model; it is made when there is none.</param>
    /// <param name="job">The job.</param>
    /// <param name="trial">The trial; null for the best.</param>
    /// <param name="choice">What of the trial: <c>outputs</c>, or a file or folder in it.</param>
    /// <param name="description">What is said about the version; null for nothing.</param>
    public async Task<(ModelVersion? Version, string? Problem)> RegisterAsync(
        string name,
        string job,
        int? trial,
        string choice,
        string? description
    )
    {
        ModelVersion? made = null;
        var problem = await DoAsync(
            Role.Contributor,
            "register model",
            name,
            async person =>
            {
                var (source, reason) = await ModelSource.FindAsync(
                    catalog,
                    job,
                    trial,
                    CancellationToken.None
                );
                if (source is null)
                {
                    throw new JobStateException(reason!);
                }
                made = await registry.RegisterAsync(
                    new ModelRegistration
                    {
                        Name = name,
                        Files =
                            source.Find(choice)
                            ?? throw new JobStateException(
                                $"There is no '{choice}' among the outputs of trial {source.Trial.Number}."
                            ),
                        Description = description,
                        Source = source.AddressOf(choice),
                        Job = source.Job.Name,
                        Run = source.Trial.Name,
                        User = person.Name,
                    },
                    CancellationToken.None
                );
            }
        );
        return (made, problem);
    }

    /// <summary>Says something about a model, or about one of its versions.</summary>
    public Task<string?> DescribeAsync(string name, int? version, string text) =>
        DoAsync(
            Role.Contributor,
            "describe model",
            Named(name, version),
            _ =>
                version is { } number
                    ? registry.ChangeVersionAsync(
                        name,
                        number,
                        there => there with { Description = Kept(text) },
                        CancellationToken.None
                    )
                    : registry.ChangeAsync(
                        name,
                        there => there with { Description = Kept(text) },
                        CancellationToken.None
                    )
        );

    /// <summary>Sets a tag of a version; null takes it away.</summary>
    public Task<string?> TagAsync(string name, int version, string key, string? value) =>
        DoAsync(
            Role.Contributor,
            "tag model",
            Named(name, version),
            _ =>
                registry.ChangeVersionAsync(
                    name,
                    version,
                    there =>
                    {
                        var tags = there.Tags.Where(tag => tag.Key != key).ToDictionary();
                        if (value is not null)
                        {
                            tags[key] = value;
                        }
                        return there with { Tags = tags };
                    },
                    CancellationToken.None
                )
        );

    /// <summary>Lets an alias mean a version.</summary>
    public Task<string?> SetAliasAsync(string name, string alias, int version) =>
        DoAsync(
            Role.Contributor,
            "set model alias",
            Named(name, version),
            _ => registry.SetAliasAsync(name, alias, version, CancellationToken.None)
        );

    /// <summary>Takes an alias away.</summary>
    public Task<string?> DeleteAliasAsync(string name, string alias) =>
        DoAsync(
            Role.Contributor,
            "delete model alias",
            name,
            _ => registry.DeleteAliasAsync(name, alias, CancellationToken.None)
        );

    /// <summary>Deletes a version, or a model with all its versions, for good.</summary>
    public Task<string?> DeleteAsync(string name, int? version) =>
        DoAsync(
            Role.Owner,
            "delete model",
            Named(name, version),
            _ =>
                version is { } number
                    ? registry.DeleteVersionAsync(name, number, CancellationToken.None)
                    : registry.DeleteAsync(name, CancellationToken.None)
        );

    private static string Named(string name, int? version) =>
        version is { } number ? string.Create(CultureInfo.InvariantCulture, $"{name}:{number}") : name;

    private static string? Kept(string text) => text.Trim() is { Length: > 0 } kept ? kept : null;

    private async Task<string?> DoAsync(Role role, string what, string on, Func<Caller.Person, Task> act)
    {
        var problem = await acts.DoAsync(role, what, on, act);
        await board.RefreshAsync(CancellationToken.None);
        return problem;
    }
}
