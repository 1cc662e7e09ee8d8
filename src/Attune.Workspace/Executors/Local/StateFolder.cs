using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Executors.Local;

/// <summary>What is written down about one attempt, beside its trial: the execution before it starts, its shim's two lines, and why it was ended.</summary>
internal sealed class StateFolder
{
    private readonly string _path;
    private bool? _isMeasured;

    /// <summary>The state of an attempt in a trial's folder; nothing is made yet.</summary>
    public StateFolder(string trialFolder, int attempt) =>
        _path = Path.Combine(trialFolder, string.Create(CultureInfo.InvariantCulture, $".attempt-{attempt}"));

    /// <summary>The folder.</summary>
    public string FullPath => _path;

    /// <summary>Writes the execution down; nothing is started before this.</summary>
    public void Record(Execution execution)
    {
        PrivateFolder.Create(_path);
        // Its environment holds the attempt's token and stays out of files.
        var record = new Recorded(
            execution.Id.ToString(),
            execution.Command,
            execution.Timeout?.TotalSeconds,
            execution.RunsElsewhere
        );
        _isMeasured = !execution.RunsElsewhere;
        WriteWhole("execution.json", JsonSerializer.Serialize(record, RecordedJson.Default.Recorded));
    }

    /// <summary>Whether the execution was written down, and how long it may run.</summary>
    public bool IsRecorded(out TimeSpan? timeout)
    {
        timeout = null;
        var file = Path.Combine(_path, "execution.json");
        if (!File.Exists(file))
        {
            return false; // the usual case of a trial that is to start: no need to throw
        }
        try
        {
            var text = File.ReadAllText(file);
            var seconds = JsonSerializer.Deserialize(text, RecordedJson.Default.Recorded)?.TimeoutSeconds;
            timeout = seconds is { } limit ? TimeSpan.FromSeconds(limit) : null;
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The shim's process id and when it began; null before it has written them whole.</summary>
    public (int Pid, DateTimeOffset At)? Start() =>
        Line("start") is [_, var pid, var at, _]
            ? (int.Parse(pid, CultureInfo.InvariantCulture), Time(at))
            : null;

    /// <summary>The command's exit code and when it ended; null while the shim has not written them whole.</summary>
    public (int Code, DateTimeOffset At)? End() =>
        Line("end") is [_, var code, var at, _]
            ? (int.Parse(code, CultureInfo.InvariantCulture), Time(at))
            : null;

    /// <summary>The processor time of the command and all that it waited for, in seconds; null while its end is not written.</summary>
    public double? ProcessorSeconds() =>
        End() is not null && ReadOrNull("times") is { } text ? ShellTimes.Sum(text) : null;

    /// <summary>What was measured while it ran; null when nothing was.</summary>
    public MeasuredUsage? Usage()
    {
        try
        {
            return ReadOrNull("usage") is { } text
                ? JsonSerializer.Deserialize(text, RecordedJson.Default.MeasuredUsage)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether its processes say what it uses.</summary>
    public bool IsMeasured
    {
        get
        {
            try
            {
                return _isMeasured ??=
                    ReadOrNull("execution.json") is not { } text
                    || JsonSerializer.Deserialize(text, RecordedJson.Default.Recorded)
                        is not { RunsElsewhere: true };
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }

    /// <summary>Writes down what was measured so far.</summary>
    public void Usage(MeasuredUsage usage) =>
        WriteWhole("usage", JsonSerializer.Serialize(usage, RecordedJson.Default.MeasuredUsage));

    /// <summary>Writes down why an execution is being ended, before it is: the first reason stays.</summary>
    public void Ending(ExecutionEndKind kind)
    {
        if (Ending() is null)
        {
            WriteWhole("ending", kind.ToString());
        }
    }

    /// <summary>Why the execution was ended; null when it was not.</summary>
    public ExecutionEndKind? Ending()
    {
        var path = Path.Combine(_path, "ending");
        return File.Exists(path) && Enum.TryParse<ExecutionEndKind>(File.ReadAllText(path), out var kind)
            ? kind
            : null;
    }

    private string[]? Line(string name) =>
        ReadOrNull(name)?.TrimEnd('\n').Split(' ') is [_, _, _, "."] and var parts ? parts : null;

    private string? ReadOrNull(string name)
    {
        var path = Path.Combine(_path, name);
        try
        {
            // That it is not there is usual: no need to throw.
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static DateTimeOffset Time(string seconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(
            (long)(
                decimal.Parse(seconds.Replace(',', '.'), CultureInfo.InvariantCulture)
                * TimeSpan.TicksPerSecond
            )
        );

    private void WriteWhole(string name, string text)
    {
        var path = Path.Combine(_path, name);
        File.WriteAllText(path + ".tmp", text);
        File.Move(path + ".tmp", path, overwrite: true);
    }
}

/// <summary>What is written down of an execution.</summary>
internal sealed record Recorded(
    string Id,
    string Command,
    double? TimeoutSeconds,
    bool RunsElsewhere = false
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Recorded))]
[JsonSerializable(typeof(MeasuredUsage))]
internal sealed partial class RecordedJson : JsonSerializerContext;
