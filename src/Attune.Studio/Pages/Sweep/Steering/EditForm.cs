using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Jobs;

namespace Attune.Studio.Pages.Sweep.Steering;

/// <summary>What of a sweep can be changed while it goes on, as a form holds it: a text for each part. Not thread-safe.</summary>
internal sealed class EditForm
{
    private static readonly string[] Limits =
    [
        "limits.max_total_trials",
        "limits.max_concurrent_trials",
        "limits.timeout",
        "limits.trial_timeout",
    ];

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, string> _before;
    private readonly Dictionary<string, string> _written;
    private readonly string _policy;

    /// <summary>A form that holds a sweep as it is now.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="maxConcurrent">Trials at once, where the command line said so.</param>
    public EditForm(SweepJob sweep, int? maxConcurrent)
    {
        var json = (JsonObject)JsonNode.Parse(JobJson.Write(sweep))!;
        var parts = Limits
            .Select(path => KeyValuePair.Create(path, Text(json["limits"]?[path["limits.".Length..]])))
            .Concat(
                (json["search_space"] as JsonObject ?? []).SelectMany(parameter =>
                    (parameter.Value as JsonObject ?? [])
                        .Where(member => member.Key != "type")
                        .Select(member =>
                            KeyValuePair.Create(
                                $"search_space.{parameter.Key}.{member.Key}",
                                Text(member.Value)
                            )
                        )
                )
            );
        _before = new Dictionary<string, string>(parts, StringComparer.Ordinal);
        if (maxConcurrent is { } most)
        {
            _before["limits.max_concurrent_trials"] = Text(JsonValue.Create(most));
        }
        _written = new Dictionary<string, string>(_before, StringComparer.Ordinal);
        Policy = new PolicyForm(sweep.EarlyTermination);
        _policy = Policy.ToString();
    }

    /// <summary>The early-termination policy.</summary>
    public PolicyForm Policy { get; }

    /// <summary>The paths of the limits.</summary>
    public static IReadOnlyList<string> LimitPaths => Limits;

    /// <summary>The paths of what can be changed about the search space, parameter by parameter.</summary>
    public IEnumerable<string> SpacePaths =>
        _before.Keys.Where(path => path.StartsWith("search_space.", StringComparison.Ordinal));

    /// <summary>Every path that a field shows the problems of.</summary>
    public IEnumerable<string> Paths =>
        _before
            .Keys.Concat(Policy.Settings.Select(setting => $"{PolicyForm.Path}.{setting}"))
            .Append(PolicyForm.Path)
            .Append($"{PolicyForm.Path}.type");

    /// <summary>What is written at a path.</summary>
    public string this[string path]
    {
        get => _written[path];
        set => _written[path] = value.Trim();
    }

    /// <summary>What differs from the sweep, as <c>--set</c> takes it.</summary>
    public IReadOnlyList<string> Set =>
        [
            .. _before
                .Where(pair => _written[pair.Key] != pair.Value)
                .Select(pair => $"{pair.Key}={(_written[pair.Key] is { Length: > 0 } text ? text : "null")}"),
            .. Policy.ToString() == _policy ? [] : (string[])[$"{PolicyForm.Path}={Policy}"],
        ];

    private static string Text(JsonNode? node) =>
        node is null ? ""
        : node.GetValueKind() == JsonValueKind.String ? (string)node!
        : node.ToJsonString(Readable);
}
