using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Jobs;
using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles;

namespace Attune.Cli.Tests.Running;

/// <summary>A folder with a home in it, filled through the stores as a host would; deleted at the end.</summary>
internal sealed class TemporaryHome : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private AttuneDatabase? _database;

    public TemporaryHome()
    {
        Folder = Directory.CreateTempSubdirectory("attune-cli-").FullName;
        Home = Home.Create(Path.Combine(Folder, ".attune"));
    }

    /// <summary>The folder that commands are run in.</summary>
    public string Folder { get; }

    public Home Home { get; }

    /// <summary>The database, held for writing as a host holds it, until <see cref="LetGoAsync"/>.</summary>
    public async Task<AttuneDatabase> DatabaseAsync() =>
        _database ??= await AttuneDatabase.OpenAsync(
            Home.Root,
            cancellationToken: TestContext.Current.CancellationToken
        );

    /// <summary>Gives the database back.</summary>
    public async Task LetGoAsync()
    {
        if (_database is { } open)
        {
            _database = null;
            await open.DisposeAsync();
        }
    }

    /// <summary>Runs a command in the folder.</summary>
    public Task<Said> RunAsync(params string[] arguments) => AttuneCommand.RunAsync(Folder, arguments);

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public async Task SaveAsync(JobRecord record)
    {
        var database = await DatabaseAsync();
        var text = JsonSerializer.Serialize(record, Json);
        await database.Documents.SaveAsync(
            "default",
            "job",
            record.Name,
            text,
            null,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>A record for a job file's text.</summary>
    public JobRecord Record(string name, string yaml, DateTimeOffset at)
    {
        var read = JobFile.ReadText(yaml);
        Assert.True(read.Job is not null, string.Join("\n", read.Problems));
        return new JobRecord
        {
            Name = name,
            Job = read.Job,
            SourceFile = Path.Combine(Folder, "sweep.yml"),
            Digest = "0",
            Folder = Path.GetRelativePath(Home.Root, Path.Combine(Home.Jobs("default"), name)),
            CreatedAt = at,
        };
    }

    /// <summary>Starts the study of a job.</summary>
    public async Task<RecordedSweep> StudyAsync(JobRecord record)
    {
        var spec = record.Job is SweepJob sweep
            ? sweep.ToStudySpec(7)
            : new StudySpec
            {
                Space = Spaces.SearchSpace.Empty,
                Objectives = [],
                MaxTrials = 1,
            };
        var database = await DatabaseAsync();
        await database.Studies.CreateAsync(
            new StudyId(record.Name),
            spec,
            TestContext.Current.CancellationToken
        );
        return new RecordedSweep(database, this, record, spec);
    }

    public async ValueTask DisposeAsync()
    {
        await LetGoAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
