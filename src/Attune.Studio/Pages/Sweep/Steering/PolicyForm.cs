using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.EarlyTermination;
using Attune.Jobs;
using Attune.Jobs.Shapes;

namespace Attune.Studio.Pages.Sweep.Steering;

/// <summary>An early-termination policy as a form holds it: its kind, and what is written for each of its settings. Not thread-safe.</summary>
/// <remarks>Kinds and settings are those of the closed family; a new one needs nothing here.</remarks>
public sealed class PolicyForm
{
    /// <summary>The path of the policy in a job.</summary>
    public const string Path = "early_termination";

    private static readonly FamilyShape Family = (FamilyShape)JobShapes.Of(typeof(EarlyTerminationPolicy));

    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);

    /// <summary>A form that holds a policy; an empty one for null.</summary>
    public PolicyForm(EarlyTerminationPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }
        var json = (JsonObject)JsonSerializer.SerializeToNode(policy, JobJson.Options)!;
        Kind = (string?)json["type"] ?? "";
        foreach (var (name, value) in json.Where(pair => pair.Key != "type" && pair.Value is not null))
        {
            _written[name] =
                value!.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString();
        }
    }

    /// <summary>Every kind that there is.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Family.Members.Select(member => member.Key)];

    /// <summary>The kind; empty for no policy.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The settings of the kind, those that only it has first.</summary>
    public IReadOnlyList<string> Settings =>
        Family.Members.FirstOrDefault(member => member.Key == Kind).Value is { } shape
            ? [.. shape.Properties.Select(property => property.Name).OrderBy(IsCommon)]
            : [];

    /// <summary>What is written for a setting.</summary>
    public string this[string setting]
    {
        get => _written.GetValueOrDefault(setting, "");
        set => _written[setting] = value.Trim();
    }

    /// <summary>The policy as a job file writes it in one line; <c>null</c> for none.</summary>
    public override string ToString()
    {
        if (Kind.Length == 0)
        {
            return "null";
        }
        var settings = Settings
            .Where(setting => this[setting].Length > 0)
            .Select(setting => $"{setting}: {Scalar(this[setting])}")
            .Prepend($"type: {Kind}");
        return "{" + string.Join(", ", settings) + "}";
    }

    private static bool IsCommon(string setting) =>
        setting is "evaluation_interval" or "delay_evaluation" or "metric";

    private static string Scalar(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        || bool.TryParse(text, out _)
            ? text
            : JsonSerializer.Serialize(text);
}
