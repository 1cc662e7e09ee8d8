using Attune.EarlyTermination;
using Attune.Studies;

namespace Attune.Cli.Contracts;

/// <summary>What <c>attune job replay-policy --json</c> gives.</summary>
internal sealed record ReplayContract
{
    public required string Job { get; init; }
    public required int Judged { get; init; }
    public required int Reports { get; init; }
    public required int ReportsSaved { get; init; }
    public required double Seconds { get; init; }
    public required double SecondsSaved { get; init; }
    public string? Best { get; init; }
    public double? BestValue { get; init; }
    public string? BestThen { get; init; }
    public double? BestValueThen { get; init; }
    public required bool LosesBest { get; init; }
    public required int Unknown { get; init; }
    public required IReadOnlyList<ReplayedStopContract> Stops { get; init; }

    public static ReplayContract Of(string job, PolicyReplay replay) =>
        new()
        {
            Job = job,
            Judged = replay.Judged,
            Reports = replay.Reports,
            ReportsSaved = replay.ReportsSaved,
            Seconds = replay.Time.TotalSeconds,
            SecondsSaved = replay.TimeSaved.TotalSeconds,
            Best = Name(job, replay.Best),
            BestValue = Number(replay.BestValue),
            BestThen = Name(job, replay.BestThen),
            BestValueThen = Number(replay.BestValueThen),
            LosesBest = replay.LosesBest,
            Unknown = replay.Unknown,
            Stops =
            [
                .. replay.Stops.Select(stop => new ReplayedStopContract(
                    Name(job, stop.Trial)!,
                    stop.Report,
                    stop.Step,
                    Number(stop.Value),
                    Number(stop.Final),
                    stop.ReportsSaved,
                    stop.TimeSaved.TotalSeconds,
                    stop.Reason,
                    stop.Happened
                )),
            ],
        };

    private static string? Name(string job, int? trial) =>
        trial is { } number ? FormattableString.Invariant($"{job}_{number}") : null;

    private static double? Number(double value) => double.IsNaN(value) ? null : value;
}

/// <summary>A trial that the policy would have ended.</summary>
internal sealed record ReplayedStopContract(
    string Trial,
    int Report,
    long Step,
    double? Value,
    double? Final,
    int ReportsSaved,
    double SecondsSaved,
    string Reason,
    bool Happened
);

/// <summary>A version of a sweep's specification.</summary>
internal sealed record VersionContract(
    int Version,
    DateTimeOffset At,
    string By,
    string? Reason,
    IReadOnlyList<string> Changes
)
{
    public static VersionContract Of(StudyAmended amended) =>
        new(
            amended.Version,
            amended.At,
            amended.By,
            amended.Reason,
            [.. amended.Parts.Select(part => part.ToString())]
        );
}
