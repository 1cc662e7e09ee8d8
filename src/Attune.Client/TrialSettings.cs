namespace Attune.Client;

/// <summary>What a trial's process finds in its environment.</summary>
internal sealed record TrialSettings
{
    /// <summary>The host's address; null when the program runs by itself.</summary>
    public Uri? Host { get; init; }

    public string? Token { get; init; }

    public string? Run { get; init; }

    public string Experiment { get; init; } = "0";

    public int Attempt { get; init; } = 1;

    public required string Outputs { get; init; }

    /// <summary>Variables by name; parameters stand in them.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>How long a call is tried again while the host is away.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where metrics are printed when there is no host.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    public TextWriter Error { get; init; } = Console.Error;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads the settings of this process, or of any other set of variables.</summary>
    public static TrialSettings From(Func<string, string?> variable)
    {
        var address = variable("MLFLOW_TRACKING_URI");
        var run = variable("MLFLOW_RUN_ID");
        var host =
            Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
                ? uri
                : null;
        return new TrialSettings
        {
            Host = string.IsNullOrEmpty(run) ? null : host,
            Token = variable("MLFLOW_TRACKING_TOKEN"),
            Run = run,
            Experiment = variable("MLFLOW_EXPERIMENT_ID") is { Length: > 0 } experiment ? experiment : "0",
            Attempt = int.TryParse(variable("ATTUNE_ATTEMPT"), out var attempt) ? attempt : 1,
            Outputs = Path.GetFullPath(
                variable("ATTUNE_OUTPUT_DIRECTORY") is { Length: > 0 } folder ? folder : "outputs"
            ),
            Variable = variable,
        };
    }
}
