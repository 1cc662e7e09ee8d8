namespace Attune.Jobs;

/// <summary>One command, run once.</summary>
public sealed record CommandJob : Job
{
    /// <summary>The longest command, in bytes of UTF-8: what a system takes as one argument of a program, less room for the names of variables.</summary>
    public const int MaxCommandBytes = 100_000;

    /// <summary>The command, for bash, with the code's folder as its working folder; may hold <c>${{inputs.x}}</c> and <c>${{outputs.x}}</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The folder or file with the code, relative to the job file. Absent: an empty folder.</summary>
    public string? Code { get; init; }

    /// <summary>What the command runs in: a name, or an object. Absent: this machine's own environment.</summary>
    public EnvironmentSpec? Environment { get; init; }

    /// <summary>Environment variables of the command.</summary>
    public ValueMap<string?> EnvironmentVariables { get; init; }

    /// <summary>How the command is spread over processes. Only a single process is run.</summary>
    public ProcessLayout? Distribution { get; init; }

    /// <summary>For how long the command may run.</summary>
    public CommandLimits Limits { get; init; } = new();

    /// <summary>Everything that Azure Machine Learning's job files do not have.</summary>
    public CommandExtensions Attune { get; init; } = new();

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate() => CommandValidation.Problems(this);
}

/// <summary>For how long a command may run.</summary>
public sealed record CommandLimits
{
    /// <summary>Seconds after which the command is ended as timed out. Absent: never.</summary>
    public double? Timeout { get; init; }
}
