using Attune.Conformance.Stores;
using Attune.Storage.Runs;
using Attune.Studies;

namespace Attune.Storage.Tests;

/// <summary>What the databases in <c>Schemas</c> hold: something in every table.</summary>
internal static class KnownContent
{
    private static readonly StudyId Study = new("sweep");

    private static readonly Measurement[] Points =
    [
        new("sweep_0", 1, "loss", 0, 0.5, 1000),
        new("sweep_0", 1, "loss", 1, double.NaN, 1001, MetricSource.File),
        new("sweep_0", 1, "AUC", 1, -0.0, 1001, MetricSource.Output),
        new("sweep_0", 2, "loss", -1, double.PositiveInfinity, 1002, MetricSource.TensorBoard),
    ];

    private static readonly RunRecord Run = new()
    {
        Run = "sweep_0",
        Experiment = 0,
        Name = "calm_lake",
        User = "ada",
        Status = RunStatus.Finished,
        StartedAt = 1000,
        EndedAt = 2000,
        ArtifactLocation = "outputs",
    };

    private static readonly NamedText[] Parameters = [new("lr", "0.1"), new("trees", "100")];
    private static readonly NamedText[] Tags = [new("mlflow.user", "ada")];

    public static async Task WriteAsync(AttuneDatabase database, CancellationToken cancellation)
    {
        await database.Studies.CreateAsync(Study, StudySamples.Spec(), cancellation);
        var lease = await database.Studies.LeaseAsync(Study, cancellation);
        await database.Studies.AppendAsync(
            Study,
            lease,
            0,
            [StudySamples.Started(0), StudySamples.Ended(StudyState.Completed)],
            cancellation
        );
        await database.Experiments.CreateAsync(
            "default",
            "exercise",
            null,
            [new("team", "blue")],
            cancellation
        );
        await database.Runs.CreateAsync(Run, Tags, cancellation);
        await database.Runs.LogBatchAsync(Run.Run, Points, Parameters, [], cancellation);
        await database.Documents.SaveAsync(
            "default",
            "job",
            "sweep",
            """{"type":"sweep"}""",
            0,
            cancellation
        );
    }

    public static async Task VerifyAsync(AttuneDatabase database, CancellationToken cancellation)
    {
        var study = await database.Studies.FindAsync(Study, cancellation);
        Assert.Equal(
            (StudySamples.Spec(), 2L, StudyState.Completed),
            (study!.Spec, study.Revision, study.State)
        );
        Assert.Equal(
            [StudySamples.Started(0), StudySamples.Ended(StudyState.Completed)],
            await database.Studies.ReadAsync(Study, 0, cancellation)
        );
        Assert.True((await database.Studies.LeaseAsync(Study, cancellation)).Value > 1);

        var points = await database.Measurements.ReadAsync(Run.Run, null, 0, 100, cancellation);
        Assert.Equal(Points, points.Select(point => point with { Sequence = 0 }));
        Assert.True(double.IsNegative(points[2].Value));
        Assert.Empty(await database.Measurements.AppendAsync(Points, cancellation));

        var experiment = await database.Experiments.FindAsync("default", "exercise", cancellation);
        Assert.Equal(
            [new NamedText("team", "blue")],
            await database.Experiments.TagsAsync(experiment!.Id, cancellation)
        );
        Assert.Equal("Default", (await database.Experiments.FindAsync(0, cancellation))!.Name);
        Assert.Equal([Run], await database.Runs.ListAsync(0, null, 10, cancellation));
        Assert.Equal(Parameters, await database.Runs.ParametersAsync(Run.Run, cancellation));
        Assert.Equal(Tags, await database.Runs.TagsAsync(Run.Run, cancellation));

        var document = await database.Documents.FindAsync("default", "job", "sweep", cancellation);
        Assert.Equal((1L, """{"type":"sweep"}"""), (document!.Version, document.Json));
    }
}
