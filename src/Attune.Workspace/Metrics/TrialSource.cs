using Attune.Jobs;
using Attune.Studies;
using Attune.Workspace.Metrics.Lines;
using Attune.Workspace.Metrics.TensorBoard;

namespace Attune.Workspace.Metrics;

/// <summary>One place where a trial's metrics are read from, with the reader for its form.</summary>
internal abstract class TrialSource(MetricSource door, string name)
{
    /// <summary>Which door points from here came through.</summary>
    public MetricSource Door { get; } = door;

    /// <summary>What it is called in notes.</summary>
    public string Name { get; } = name;

    /// <summary>Reads what is new.</summary>
    /// <param name="budget">About how many bytes at most.</param>
    /// <param name="last">Nothing more will be written: the last line counts without its end.</param>
    /// <param name="points">Where the points go.</param>
    /// <returns>The bytes read; below <paramref name="budget"/> when the end was reached.</returns>
    public abstract long Read(long budget, bool last, List<MetricPoint> points);

    /// <summary>Whether a metric is read from here.</summary>
    public virtual bool Wants(string metric) => true;

    /// <summary>What a person should know about the reading so far.</summary>
    public virtual IEnumerable<string> Notes => [];

    /// <summary>The sources of a trial in the order of their declaration; standard output is added for the primary metric unless it is declared.</summary>
    public static IReadOnlyList<TrialSource> Of(TrialSources trial)
    {
        var own = Path.Combine(trial.Folder, TrialVariables.MetricsFile);
        var offsets = SourceOffsets.Open(
            trial.Folder,
            trial.Attempt,
            [own, .. trial.Declared.SelectMany(spec => Files(spec, trial))]
        );
        var sources = trial.Declared.Select(spec => Of(spec, trial, offsets)).ToList();
        sources.Add(new OfLines(MetricSource.File, own, offsets.Of(own), new JsonLines(), null));
        if (!trial.Declared.Any(spec => spec is OutputMetrics))
        {
            sources.Add(
                new OfLines(
                    MetricSource.Output,
                    trial.Output,
                    0,
                    new OutputLines(colons: false),
                    trial.Primary
                )
            );
        }
        return sources;
    }

    /// <summary>The files of a source that are kept from one attempt to the next.</summary>
    private static IReadOnlyList<string> Files(MetricSourceSpec spec, TrialSources trial) =>
        spec switch
        {
            FileMetrics file => [Full(trial, file.Path)],
            TensorBoardMetrics events => EventFolder.Paths(Full(trial, events.Path)),
            _ => [],
        };

    private static string Full(TrialSources trial, string path) => Path.GetFullPath(path, trial.Folder);

    private static TrialSource Of(MetricSourceSpec spec, TrialSources trial, SourceOffsets offsets) =>
        spec switch
        {
            OutputMetrics output => new OfLines(
                MetricSource.Output,
                trial.Output,
                0,
                (LineReader?)Lines(output.Regex, output.Name)
                    ?? (output.Format == OutputFormat.Json ? new JsonLines() : new OutputLines(colons: true)),
                output.Name
            ),
            FileMetrics file => new OfLines(
                MetricSource.File,
                Full(trial, file.Path),
                offsets.Of(Full(trial, file.Path)),
                (LineReader?)Lines(file.Regex, file.Name)
                    ?? file.Format switch
                    {
                        MetricFileFormat.Csv => new CsvLines(),
                        MetricFileFormat.Text => new OutputLines(colons: true),
                        _ => new JsonLines(),
                    },
                file.Name
            ),
            TensorBoardMetrics events => new OfEvents(Full(trial, events.Path), offsets),
            _ => throw new InvalidOperationException($"There is no reader for {spec.GetType().Name}."),
        };

    private static PatternLines? Lines(string? regex, string? metric)
    {
        if (regex is null)
        {
            return null;
        }
        var pattern = MetricPattern.Create(regex, metric, "regex", out var problem);
        return pattern is null ? throw new InvalidSpecException([problem!]) : new PatternLines(pattern);
    }

    private sealed class OfLines(MetricSource door, string path, long start, LineReader reader, string? only)
        : TrialSource(door, door == MetricSource.Output ? "standard output" : Path.GetFileName(path))
    {
        private readonly LogTail _tail = new(path, start);
        private int _restarts;
        private bool _begun = start == 0;

        public override IEnumerable<string> Notes =>
            reader is PatternLines { TimedOut: > 0 and var count }
                ?
                [
                    $"{count} lines of {Name} took the regular expression longer than its limit and were passed over",
                ]
                : [];

        public override bool Wants(string metric) => only is null || metric == only;

        public override long Read(long budget, bool last, List<MetricPoint> points)
        {
            if (!_begun)
            {
                // What an earlier attempt wrote is passed over, but its first line may name the columns.
                new LogTail(path).Read(1, line => _begun = _begun || Begin(line));
                _begun = true;
            }
            var read = _tail.Read(budget, Take);
            if (last && read < budget)
            {
                _tail.Finish(Take);
            }
            return read;

            bool Begin(ReadOnlySpan<byte> line)
            {
                reader.Read(line, []);
                return true;
            }

            void Take(ReadOnlySpan<byte> line)
            {
                if (_restarts != _tail.Restarts)
                {
                    _restarts = _tail.Restarts;
                    reader.Restart();
                }
                reader.Read(line, points);
            }
        }
    }

    private sealed class OfEvents(string folder, SourceOffsets offsets)
        : TrialSource(MetricSource.TensorBoard, "TensorBoard events")
    {
        private readonly EventFolder _folder = new(folder, offsets);

        public override IEnumerable<string> Notes => _folder.Damages;

        public override long Read(long budget, bool last, List<MetricPoint> points) =>
            _folder.Read(budget, points);
    }
}
