using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Attune.EarlyTermination;
using Attune.Workspace.JobFiles;

namespace Attune.Cli.Commands;

/// <summary>An early-termination policy: by options, or from a YAML file that holds one as a job file does.</summary>
internal sealed class PolicyInput
{
    private static readonly string[] Kinds = ["bandit", "median_stopping", "truncation_selection", "asha"];

    private readonly Option<string?> _file = new("--file", "-f")
    {
        Description = "A YAML file with the policy, as under early_termination; a whole job file will do",
        HelpName = "FILE",
    };

    private readonly Option<string?> _kind = new("--policy")
    {
        Description = "bandit, median_stopping, truncation_selection or asha",
        HelpName = "TYPE",
    };

    private readonly (string Key, Option<string?> Option)[] _settings =
    [
        Setting("slack_factor", "Of bandit: the slack as a share of the best value"),
        Setting("slack_amount", "Of bandit: the slack in the metric's units"),
        Setting("truncation_percentage", "Of truncation_selection: the share to stop, 1 to 99"),
        Setting("exclude_finished_jobs", "Of truncation_selection: leave ended trials out, true or false"),
        Setting("min_resource", "Of asha: reports before the first rung"),
        Setting("reduction_factor", "Of asha: one of so many goes on"),
        Setting("brackets", "Of asha: brackets, each starting a rung later"),
        Setting("evaluation_interval", "Judge at every n-th report"),
        Setting("delay_evaluation", "Do not judge before this report"),
        Setting("metric", "The metric to judge by, instead of the primary one"),
    ];

    public PolicyInput(Command command)
    {
        _kind.CompletionSources.Add(Kinds);
        command.Options.Add(_kind);
        command.Options.Add(_file);
        foreach (var (_, option) in _settings)
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            if (result.GetValue(_kind) is null == result.GetValue(_file) is null)
            {
                result.AddError("Say which policy: --policy TYPE with its settings, or --file FILE.");
            }
        });
    }

    /// <summary>The policy, or what is wrong with it.</summary>
    public async Task<(EarlyTerminationPolicy? Policy, IReadOnlyList<Problem> Problems)> ReadAsync(
        Call call,
        CancellationToken cancellationToken
    )
    {
        if (call.Get(_file) is { } file)
        {
            string text;
            try
            {
                text = await File.ReadAllTextAsync(file, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return (null, [new Problem("", $"{file} cannot be read: {error.Message}")]);
            }
            return PolicyText.Read(text, file);
        }
        var lines = _settings
            .Select(setting => (setting.Key, Value: call.Get(setting.Option)))
            .Where(setting => setting.Value is not null)
            .Select(setting => $"{setting.Key}: {Scalar(setting.Value!)}")
            .Prepend($"type: {Scalar(call.Get(_kind)!)}");
        return PolicyText.Read(string.Join('\n', lines), "the command line");
    }

    // A number or a truth value as it was typed, all else as a text.
    private static string Scalar(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        || bool.TryParse(text, out _)
            ? text.Trim()
            : JsonValue.Create(text).ToJsonString();

    private static (string, Option<string?>) Setting(string key, string description) =>
        (
            key,
            new Option<string?>("--" + key.Replace('_', '-'))
            {
                Description = description,
                HelpName = "VALUE",
            }
        );
}
