using System.Globalization;

namespace Attune.Workspace.Metrics;

/// <summary>The variables by which a trial's process finds its run and its doors: the one list of them.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>MLFLOW_TRACKING_URI, MLFLOW_REGISTRY_URI</term><description>the host's address</description></item>
/// <item><term>MLFLOW_TRACKING_TOKEN</term><description>the attempt's token, good for its own run only</description></item>
/// <item><term>MLFLOW_RUN_ID, MLFLOW_EXPERIMENT_ID, MLFLOW_EXPERIMENT_NAME</term><description>the run; both experiment variables, so that a script which names its own experiment is told of the contradiction by its client</description></item>
/// <item><term>MLFLOW_HTTP_REQUEST_MAX_RETRIES, …_BACKOFF_FACTOR, …_BACKOFF_JITTER, …_TIMEOUT</term><description>a host that is away for minutes costs a client nothing but patience</description></item>
/// <item><term>MLFLOW_DISABLE_TELEMETRY, DO_NOT_TRACK</term><description>no client calls home from a trial</description></item>
/// <item><term>AZUREML_RUN_ID, AZUREML_EXPERIMENT_ID, AZUREML_ARM_PROJECT_NAME</term><description>what scripts written for Azure Machine Learning look at</description></item>
/// <item><term>ATTUNE_METRICS_FILE</term><description>a JSON-lines file that is read for metrics, for programs without a client</description></item>
/// <item><term>ATTUNE_OUTPUT_DIRECTORY, AZUREML_OUTPUT_DIRECTORY</term><description>the run's <c>outputs</c> folder</description></item>
/// <item><term>ATTUNE_TRIAL, ATTUNE_ATTEMPT</term><description>the trial's name and the attempt, from 1</description></item>
/// </list>
/// Parameters (<c>AZUREML_SWEEP_*</c>) are set by whoever turns the assignment into text.
/// </remarks>
public static class TrialVariables
{
    /// <summary>Where <c>ATTUNE_METRICS_FILE</c> lies in a trial's folder.</summary>
    public const string MetricsFile = "logs/metrics.jsonl";

    /// <summary>The variables of an attempt.</summary>
    /// <param name="trial">The attempt.</param>
    /// <param name="host">The host's address, e.g. <c>http://127.0.0.1:23456</c>.</param>
    /// <param name="token">The attempt's token.</param>
    public static IReadOnlyDictionary<string, string> Of(TrialRun trial, Uri host, string token)
    {
        var address = host.GetLeftPart(UriPartial.Authority);
        var experiment = trial.ExperimentId.ToString(CultureInfo.InvariantCulture);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MLFLOW_TRACKING_URI"] = address,
            ["MLFLOW_REGISTRY_URI"] = address,
            ["MLFLOW_TRACKING_TOKEN"] = token,
            ["MLFLOW_RUN_ID"] = trial.Run,
            ["MLFLOW_EXPERIMENT_ID"] = experiment,
            ["MLFLOW_EXPERIMENT_NAME"] = trial.ExperimentName,
            // urllib3 waits factor · 2^n, at most 120 s: 12 tries with factor 1 span about 10 minutes.
            ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "12",
            ["MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"] = "1",
            ["MLFLOW_HTTP_REQUEST_BACKOFF_JITTER"] = "0.5",
            ["MLFLOW_HTTP_REQUEST_TIMEOUT"] = "120",
            ["MLFLOW_DISABLE_TELEMETRY"] = "true",
            ["DO_NOT_TRACK"] = "true",
            ["AZUREML_RUN_ID"] = trial.Run,
            ["AZUREML_EXPERIMENT_ID"] = experiment,
            ["AZUREML_ARM_PROJECT_NAME"] = trial.ExperimentName,
            ["AZUREML_OUTPUT_DIRECTORY"] = trial.Artifacts,
            ["ATTUNE_OUTPUT_DIRECTORY"] = trial.Artifacts,
            ["ATTUNE_METRICS_FILE"] = Path.Combine(trial.Folder, MetricsFile),
            ["ATTUNE_TRIAL"] = trial.Run,
            ["ATTUNE_ATTEMPT"] = trial.Attempt.ToString(CultureInfo.InvariantCulture),
        };
    }
}
