using Attune.Storage.Documents;

namespace Attune.Workspace.Assets;

// The versions.
public sealed partial class ModelRegistry
{
    private const int MostVersions = 999_999_999;

    /// <summary>The version, or null when there is none.</summary>
    public async Task<ModelVersion?> FindVersionAsync(
        string name,
        int version,
        CancellationToken cancellationToken
    ) => (await _rows.FindVersionAsync(name, version, cancellationToken).ConfigureAwait(false))?.Value;

    /// <summary>The versions of a model, the oldest first; of every model when no name is given, by name.</summary>
    public async Task<IReadOnlyList<ModelVersion>> VersionsAsync(
        string? name,
        CancellationToken cancellationToken
    )
    {
        var rows = await _rows.VersionsAsync(name, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.Value)];
    }

    /// <summary>Absolute path of a version's folder: its files, which are only read.</summary>
    public string FolderOf(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return _files.Of(version);
    }

    /// <summary>Copies the files and registers them as a new version. It is durable, with its files, when this returns.</summary>
    /// <param name="registration">What is registered.</param>
    /// <param name="cancellationToken">Gives up while files are copied.</param>
    /// <exception cref="AssetException">There are no files, no such model (where it is not made), or a name, version or link is refused.</exception>
    /// <exception cref="Storage.StorageFullException">The disk is full; nothing was kept.</exception>
    public async Task<ModelVersion> RegisterAsync(
        ModelRegistration registration,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(registration);
        Check(registration);
        if (!registration.MakesModel)
        {
            await GetAsync(registration.Name, cancellationToken).ConfigureAwait(false);
        }
        var staged = await _files.StageAsync(registration.Files, cancellationToken).ConfigureAwait(false);
        try
        {
            // From here on it is not given up: whoever asked may be gone, and would find half of it done.
            var number = await ReserveAsync(registration).ConfigureAwait(false);
            var now = _time.GetUtcNow();
            var version = new ModelVersion
            {
                Name = registration.Name,
                Version = number,
                Type = registration.Type ?? staged.Type,
                Description = registration.Description,
                Tags = registration.Tags,
                Properties = registration.Properties,
                Source = registration.Source,
                Job = registration.Job,
                Run = registration.Run,
                LoggedModel = registration.LoggedModel,
                RunLink = registration.RunLink,
                User = registration.User,
                Folder = _files.Keep(staged, registration.Name, number),
                Files = staged.Files,
                Bytes = staged.Bytes,
                CreatedAt = now,
                UpdatedAt = now,
            };
            await PublishAsync(version).ConfigureAwait(false);
            return version;
        }
        finally
        {
            staged.Discard();
        }
    }

    /// <summary>Changes a version's description, tags or archived mark.</summary>
    /// <param name="name">The model.</param>
    /// <param name="version">The version.</param>
    /// <param name="change">Makes the new record; may be called again. What the version is made of is not changed here.</param>
    /// <param name="cancellationToken">Gives up before the change.</param>
    /// <exception cref="AssetException">There is no such version, or what it became is not allowed.</exception>
    public async Task<ModelVersion> ChangeVersionAsync(
        string name,
        int version,
        Func<ModelVersion, ModelVersion> change,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            var row = await GetVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
            var asked = change(row.Value);
            var changed = row.Value with
            {
                Description = asked.Description,
                Tags = asked.Tags,
                IsArchived = asked.IsArchived,
                UpdatedAt = _time.GetUtcNow(),
            };
            ModelNames.CheckTags(changed.Tags);
            ModelNames.CheckText(changed.Description);
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

    /// <summary>Moves a version to a stage.</summary>
    /// <param name="name">The model.</param>
    /// <param name="version">The version.</param>
    /// <param name="stage">Where to.</param>
    /// <param name="archivesOthers">Whether versions that stand there now are archived in the same step.</param>
    /// <param name="cancellationToken">Gives up before the change.</param>
    /// <exception cref="AssetException">There is no such version.</exception>
    public async Task<ModelVersion> TransitionAsync(
        string name,
        int version,
        ModelStage stage,
        bool archivesOthers,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            await GetVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
            var rows = await _rows.VersionsAsync(name, cancellationToken).ConfigureAwait(false);
            if (rows.FirstOrDefault(row => row.Value.Version == version) is not { } own)
            {
                continue;
            }
            var now = _time.GetUtcNow();
            var moved = own.Value with { Stage = stage, UpdatedAt = now };
            var others = rows.Where(row => archivesOthers && row != own && row.Value.Stage == stage)
                .Select(row =>
                    ModelRows.Change(
                        row.Value with
                        {
                            Stage = ModelStage.Archived,
                            UpdatedAt = now,
                        },
                        row.Revision
                    )
                );
            DocumentChange[] changes = [ModelRows.Change(moved, own.Revision), .. others];
            if (await _rows.SaveAsync(changes, cancellationToken).ConfigureAwait(false))
            {
                return moved;
            }
        }
    }

    /// <summary>Deletes a version for good, with its files and the aliases that mean it.</summary>
    /// <exception cref="AssetException">There is no such version.</exception>
    public async Task DeleteVersionAsync(string name, int version, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await GetVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
            var model = await GetAsync(name, cancellationToken).ConfigureAwait(false);
            var changed = model.Value with
            {
                Aliases = model
                    .Value.Aliases.Where(pair => pair.Value != version)
                    .ToDictionary(pair => pair.Key, pair => pair.Value),
                UpdatedAt = _time.GetUtcNow(),
            };
            if (
                await _rows
                    .SaveAsync(
                        [ModelRows.Deletion(row), ModelRows.Change(changed, model.Revision)],
                        cancellationToken
                    )
                    .ConfigureAwait(false)
            )
            {
                _files.Delete(row.Value.Folder);
                return;
            }
        }
    }

    /// <summary>Clears away what registrations left that were cut off. Only while nothing can be registered: when the home is opened.</summary>
    public async Task TidyAsync(CancellationToken cancellationToken) =>
        _files.Tidy(await VersionsAsync(null, cancellationToken).ConfigureAwait(false));

    private static void Check(ModelRegistration registration)
    {
        ModelNames.Check(registration.Name);
        ModelNames.CheckTags(registration.Tags);
        ModelNames.CheckTags(registration.Properties);
        ModelNames.CheckText(registration.Description);
        if (registration.Version is < 1 or > MostVersions)
        {
            throw new AssetException(AssetFault.Invalid, $"Versions count from 1 to {MostVersions}.");
        }
    }

    /// <summary>Gives out the version's number, to nobody else ever again.</summary>
    private async Task<int> ReserveAsync(ModelRegistration registration)
    {
        while (true)
        {
            var now = _time.GetUtcNow();
            var row = await _rows.FindAsync(registration.Name, CancellationToken.None).ConfigureAwait(false);
            if (row is null && !registration.MakesModel)
            {
                await GetAsync(registration.Name, CancellationToken.None).ConfigureAwait(false);
            }
            var model =
                row?.Value
                ?? new RegisteredModel
                {
                    Name = registration.Name,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
            var number = registration.Version ?? checked(model.LastVersion + 1);
            if (number <= model.LastVersion)
            {
                throw new AssetException(
                    AssetFault.Exists,
                    FormattableString.Invariant(
                        $"Version {number} of '{model.Name}' was given out already; the next one is {model.LastVersion + 1L}."
                    )
                );
            }
            var change = ModelRows.Change(
                model with
                {
                    LastVersion = number,
                    UpdatedAt = now,
                },
                row?.Revision ?? 0
            );
            if (await _rows.SaveAsync([change], CancellationToken.None).ConfigureAwait(false))
            {
                return number;
            }
        }
    }

    private async Task PublishAsync(ModelVersion version)
    {
        while (true)
        {
            var model = await _rows.FindAsync(version.Name, CancellationToken.None).ConfigureAwait(false);
            if (model is null || model.Value.LastVersion < version.Version)
            {
                // The model was deleted or renamed meanwhile; one of that name now is another.
                _files.Delete(version.Folder);
                throw new AssetException(
                    AssetFault.NotFound,
                    $"The registered model '{version.Name}' was deleted or renamed while the version was made."
                );
            }
            var touched = model.Value with { UpdatedAt = version.CreatedAt };
            if (
                await _rows
                    .SaveAsync(
                        [ModelRows.Change(touched, model.Revision), ModelRows.Change(version, 0)],
                        CancellationToken.None
                    )
                    .ConfigureAwait(false)
            )
            {
                return;
            }
        }
    }

    private async Task<Row<ModelVersion>> GetVersionAsync(
        string name,
        int version,
        CancellationToken cancellationToken
    ) =>
        await _rows.FindVersionAsync(name, version, cancellationToken).ConfigureAwait(false)
        ?? throw new AssetException(
            AssetFault.NotFound,
            FormattableString.Invariant($"There is no version {version} of a registered model '{name}'.")
        );
}
