using Attune.Jobs;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Environments;
using Attune.Workspace.Homes;

namespace Attune.Studio.Pages.Environments;

/// <summary>Reads which names of environments are known and what they mean here. Called by one at a time.</summary>
internal sealed class EnvironmentReading(
    StudioParts parts,
    StudioOptions options,
    Home home,
    JobCatalog catalog
)
{
    // Asking a container engine starts a process.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (long At, string Settings, ResolvedEnvironment Found)> _asked = new(
        StringComparer.Ordinal
    );

    /// <summary>Every name: those of the settings first, then assets, then those that only jobs ask for.</summary>
    public async Task<IReadOnlyList<EnvironmentLine>> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = home.ReadSettings(out var problems);
        var resolver = new EnvironmentResolver(new EnvironmentMappings(settings, home.Settings));
        var jobs = (await catalog.ListAsync(cancellationToken).ConfigureAwait(false))
            .Select(job =>
                job.Job is SweepJob sweep
                    ? sweep.Trial.Environment?.Name
                    : (job.Job as CommandJob)?.Environment?.Name
            )
            .Where(name => name is not null)
            .CountBy(name => name!)
            .ToDictionary();
        var lines = new List<EnvironmentLine>();
        foreach (var problem in problems)
        {
            lines.Add(
                new EnvironmentLine(problem.Path, "settings", "", "nothing", problem.ToString(), true, 0)
            );
        }
        foreach (var (name, mapping) in settings.Environments)
        {
            lines.Add(
                await LineAsync(name, "settings", Say(mapping), JobsOf(jobs, name)).ConfigureAwait(false)
            );
        }
        var assets = await new AssetShelf(
            parts.Database,
            options.Workspace,
            AssetKinds.Environments,
            parts.Time
        )
            .ListAsync(cancellationToken)
            .ConfigureAwait(false);
        foreach (var asset in assets.Where(asset => !asset.IsArchived))
        {
            foreach (
                var version in asset.Versions.OfType<EnvironmentVersion>().Where(each => !each.IsArchived)
            )
            {
                var name = $"{asset.Name}:{version.Version}";
                lines.Add(
                    await LineAsync(name, "asset", Say(version), JobsOf(jobs, name)).ConfigureAwait(false)
                );
            }
        }
        var known = lines.Select(line => line.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, count) in jobs.OrderBy(job => job.Key, StringComparer.Ordinal))
        {
            var parsed = EnvironmentName.Parse(name);
            if (
                !known.Contains(parsed.Name)
                && !known.Contains($"{parsed.Name}:{parsed.Version}")
                && !known.Contains(name)
            )
            {
                lines.Add(await LineAsync(name, "jobs", "a name alone", count).ConfigureAwait(false));
            }
        }
        return lines;

        async Task<EnvironmentLine> LineAsync(string name, string source, string says, int count)
        {
            var found = await ResolveAsync(resolver, settings, name, cancellationToken).ConfigureAwait(false);
            return new EnvironmentLine(
                name,
                source,
                says,
                found.Environment.Description,
                found.Problems is [var problem, ..]
                    ? problem.Message + (problem.Hint is { } hint ? $" ({hint})" : "")
                    : null,
                found.Problems.Any(problem => problem.Severity == Severity.Error),
                count
            );
        }
    }

    private async Task<ResolvedEnvironment> ResolveAsync(
        EnvironmentResolver resolver,
        Settings settings,
        string name,
        CancellationToken cancellationToken
    )
    {
        var text = string.Join('\n', settings.Environments.Select(each => $"{each.Key}: {Say(each.Value)}"));
        if (
            _asked.TryGetValue(name, out var last)
            && last.Settings == text
            && parts.Time.GetElapsedTime(last.At) < AskAgain
        )
        {
            return last.Found;
        }
        var found = await resolver
            .ResolveAsync(new EnvironmentRequest { Name = name }, cancellationToken)
            .ConfigureAwait(false);
        _asked[name] = (parts.Time.GetTimestamp(), text, found);
        return found;
    }

    private static int JobsOf(Dictionary<string, int> jobs, string name) =>
        jobs.Where(job =>
                EnvironmentName.Parse(job.Key) is var parsed
                && (
                    parsed.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                    || $"{parsed.Name}:{parsed.Version}".Equals(name, StringComparison.OrdinalIgnoreCase)
                )
            )
            .Sum(job => job.Value);

    private static string Say(EnvironmentMapping mapping) =>
        mapping.Venv is { } venv ? $"venv {venv}"
        : mapping.Conda is { } conda ? $"conda {conda}"
        : mapping.Image is { } image
            ? $"image {image}" + (mapping.Engine is { } engine ? $" by {engine}" : "")
        : "this machine's own tools";

    private static string Say(EnvironmentVersion version) =>
        version.BuildContext is { } build ? $"a Dockerfile in {build}"
        : version.CondaFile is not null ? $"a conda file{(version.Image is { } on ? $" on image {on}" : "")}"
        : version.Image is { } image ? $"image {image}"
        : "nothing";
}
