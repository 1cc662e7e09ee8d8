using Attune.Storage.Documents;

namespace Attune.Workspace.Assets;

/// <summary>The models of a workspace, by name and version, with files of their own: deleting the job that made one does not lose it.</summary>
/// <remarks>
/// Thread-safe, also among several registries of one home. Refusals raise <see cref="AssetException"/>. A version's files are copied
/// below <c>workspaces/NAME/models</c> before it can be seen, and its number is given out once: a host that is killed in between
/// leaves no half version, only files that <see cref="TidyAsync"/> clears away.
/// </remarks>
public sealed partial class ModelRegistry
{
    /// <summary>The kind of a model's document.</summary>
    public const string ModelKind = ModelRows.ModelKind;

    /// <summary>The kind of a version's document.</summary>
    public const string VersionKind = ModelRows.VersionKind;

    private readonly ModelRows _rows;
    private readonly ModelFiles _files;
    private readonly TimeProvider _time;

    /// <summary>The registry of a workspace.</summary>
    /// <param name="documents">Where it is kept.</param>
    /// <param name="home">The home folder, absolute.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="time">The clock.</param>
    public ModelRegistry(IDocumentStore documents, string home, string workspace, TimeProvider time)
    {
        _rows = new ModelRows(documents, workspace);
        _files = new ModelFiles(home, workspace);
        _time = time;
    }

    /// <summary>The model, or null when there is none of that name.</summary>
    public async Task<RegisteredModel?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await _rows.FindAsync(name, cancellationToken).ConfigureAwait(false))?.Value;

    /// <summary>Every model, by name.</summary>
    public Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellationToken) =>
        _rows.ListAsync(cancellationToken);

    /// <summary>Makes a name for versions to come.</summary>
    /// <exception cref="AssetException">The name is taken, or it or a tag is none.</exception>
    public async Task<RegisteredModel> CreateAsync(
        string name,
        string? description,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(tags);
        var now = _time.GetUtcNow();
        var model = Checked(
            new RegisteredModel
            {
                Name = ModelNames.Check(name),
                Description = description,
                Tags = tags,
                CreatedAt = now,
                UpdatedAt = now,
            }
        );
        return await _rows.SaveAsync([ModelRows.Change(model, 0)], cancellationToken).ConfigureAwait(false)
            ? model
            : throw Taken(name);
    }

    /// <summary>Changes a model's description, tags or archived mark.</summary>
    /// <param name="name">The model.</param>
    /// <param name="change">Makes the new record; may be called again. Its name and numbers are not changed here.</param>
    /// <param name="cancellationToken">Gives up before the change.</param>
    /// <exception cref="AssetException">There is no such model, or what it became is not allowed.</exception>
    public Task<RegisteredModel> ChangeAsync(
        string name,
        Func<RegisteredModel, RegisteredModel> change,
        CancellationToken cancellationToken
    ) =>
        EditAsync(
            name,
            model =>
                change(model) with
                {
                    Name = model.Name,
                    LastVersion = model.LastVersion,
                    Aliases = model.Aliases,
                },
            cancellationToken
        );

    /// <summary>Gives a model another name; its versions keep their numbers and files.</summary>
    /// <exception cref="AssetException">There is no such model, or the new name is taken or none.</exception>
    public async Task<RegisteredModel> RenameAsync(
        string name,
        string newName,
        CancellationToken cancellationToken
    )
    {
        ModelNames.Check(newName);
        while (true)
        {
            var row = await GetAsync(name, cancellationToken).ConfigureAwait(false);
            if (name == newName)
            {
                return row.Value;
            }
            if (await FindAsync(newName, cancellationToken).ConfigureAwait(false) is not null)
            {
                throw Taken(newName);
            }
            var versions = await _rows.VersionsAsync(name, cancellationToken).ConfigureAwait(false);
            var renamed = row.Value with { Name = newName, UpdatedAt = _time.GetUtcNow() };
            List<DocumentChange> changes = [ModelRows.Deletion(row), ModelRows.Change(renamed, 0)];
            foreach (var version in versions)
            {
                changes.Add(ModelRows.Deletion(version));
                changes.Add(ModelRows.Change(version.Value with { Name = newName }, 0));
            }
            if (await _rows.SaveAsync(changes, cancellationToken).ConfigureAwait(false))
            {
                return renamed;
            }
        }
    }

    /// <summary>Deletes a model for good, with its versions and their files.</summary>
    /// <exception cref="AssetException">There is no such model.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await GetAsync(name, cancellationToken).ConfigureAwait(false);
            var versions = await _rows.VersionsAsync(name, cancellationToken).ConfigureAwait(false);
            DocumentChange[] changes =
            [
                ModelRows.Deletion(row),
                .. versions.Select(version => ModelRows.Deletion(version)),
            ];
            if (await _rows.SaveAsync(changes, cancellationToken).ConfigureAwait(false))
            {
                foreach (var version in versions)
                {
                    _files.Delete(version.Value.Folder);
                }
                return;
            }
        }
    }

    /// <summary>Lets an alias mean a version, instead of the one that it may have meant before.</summary>
    /// <exception cref="AssetException">There is no such version, or the alias is none.</exception>
    public async Task SetAliasAsync(
        string name,
        string alias,
        int version,
        CancellationToken cancellationToken
    )
    {
        ModelNames.CheckAlias(alias);
        while (true)
        {
            var row = await GetAsync(name, cancellationToken).ConfigureAwait(false);
            var target = await GetVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
            var changed = row.Value with
            {
                Aliases = new Dictionary<string, int>(row.Value.Aliases) { [alias] = version },
                UpdatedAt = _time.GetUtcNow(),
            };
            // The version is saved with it as it is, so that it cannot be deleted in between.
            if (
                await _rows
                    .SaveAsync(
                        [
                            ModelRows.Change(changed, row.Revision),
                            ModelRows.Change(target.Value, target.Revision),
                        ],
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            )
            {
                return;
            }
        }
    }

    /// <summary>Takes an alias away; one that is not there is no mistake.</summary>
    /// <exception cref="AssetException">There is no such model.</exception>
    public Task DeleteAliasAsync(string name, string alias, CancellationToken cancellationToken) =>
        EditAsync(
            name,
            model =>
                model with
                {
                    Aliases = model
                        .Aliases.Where(pair => pair.Key != alias)
                        .ToDictionary(pair => pair.Key, pair => pair.Value),
                },
            cancellationToken
        );

    private async Task<RegisteredModel> EditAsync(
        string name,
        Func<RegisteredModel, RegisteredModel> change,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var row = await GetAsync(name, cancellationToken).ConfigureAwait(false);
            var changed = Checked(change(row.Value) with { UpdatedAt = _time.GetUtcNow() });
            if (
                await _rows
                    .SaveAsync([ModelRows.Change(changed, row.Revision)], cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                return changed;
            }
        }
    }

    private async Task<Row<RegisteredModel>> GetAsync(string name, CancellationToken cancellationToken) =>
        await _rows.FindAsync(name, cancellationToken).ConfigureAwait(false)
        ?? throw new AssetException(AssetFault.NotFound, $"There is no registered model '{name}'.");

    private static RegisteredModel Checked(RegisteredModel model)
    {
        ModelNames.CheckTags(model.Tags);
        ModelNames.CheckText(model.Description);
        return model;
    }

    private static AssetException Taken(string name) =>
        new(AssetFault.Exists, $"There is a registered model '{name}' already.");
}
