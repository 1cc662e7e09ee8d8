using System.Globalization;
using System.Text;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Endpoints.History;

/// <summary>What was decided in a sweep, a line for each decision, in the form of Azure's sweep logs. It only ever grows.</summary>
internal static class SweepLog
{
    private const string Generator = "GENERATOR";
    private const string Scheduler = "SCHEDULER";

    /// <summary>The whole log of a job.</summary>
    /// <param name="job">The job, of which nothing has been read yet.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<string> ReadAsync(JobWatch job, CancellationToken cancellationToken)
    {
        var changes = await job.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var text = new StringBuilder();
        Line(text, job.Job.CreatedAt, "API", $"The sweep '{job.Job.Name}' was submitted.");
        foreach (var change in changes)
        {
            var (source, line) = Words(job, change);
            Line(text, change.At, source, line);
        }
        return text.ToString();
    }

    private static (string Source, string Text) Words(JobWatch job, StudyChange change) =>
        change switch
        {
            TrialProposed proposed => (
                Generator,
                $"Trial {Name(job, proposed.Trial)} evaluates {proposed.Assignment}: {proposed.Reason}."
            ),
            TrialStarted started => (
                Scheduler,
                FormattableString.Invariant(
                    $"Trial {Name(job, started.Trial)} is started, attempt {started.Attempt}."
                )
            ),
            TrialRequeued requeued => (
                Scheduler,
                $"Trial {Name(job, requeued.Trial)} is to run again: {requeued.Reason}."
            ),
            TrialStopAsked asked => (
                Scheduler,
                $"Trial {Name(job, asked.Trial)} is asked to stop: {asked.Reason}."
            ),
            TrialEnded ended => (
                Scheduler,
                $"Trial {Name(job, ended.Trial)} ended as {ended.End.State}: {ended.End.Reason}."
            ),
            StudyEnded over => ("API", $"The sweep ended as {over.State}: {over.Reason}."),
            StudyResumed resumed => ("API", $"The sweep goes on: {resumed.Reason}."),
            _ => (Scheduler, change.GetType().Name),
        };

    private static void Line(StringBuilder text, DateTimeOffset at, string source, string line)
    {
        var time = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        text.Append("<START>[")
            .Append(time)
            .Append("][")
            .Append(source)
            .Append("][INFO]")
            .Append(line.ReplaceLineEndings(" "))
            .Append("<END>\n");
    }

    private static string Name(JobWatch job, int trial) =>
        FormattableString.Invariant($"{job.Job.Name}_{trial}");
}
