using System.Globalization;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Which versions of a model a list shows.</summary>
internal sealed record ModelFilter
{
    private readonly bool? _isArchived;
    private readonly string? _version;
    private readonly string? _description;
    private readonly string[] _tags;
    private readonly string[] _properties;

    public ModelFilter(ArmCall call)
    {
        _isArchived = JobFilter.ViewOf(call);
        _version = call.Query("version") is { Length: > 0 } version ? version : null;
        _description = call.Query("description") is { Length: > 0 } text ? text : null;
        _tags = Pairs(call.Query("tags"));
        _properties = Pairs(call.Query("properties"));
    }

    public bool Takes(ModelVersion version) =>
        (_isArchived is null || version.IsArchived == _isArchived)
        && (_version is null || version.Version.ToString(CultureInfo.InvariantCulture) == _version)
        && (
            _description is null
            || version.Description?.Contains(_description, StringComparison.OrdinalIgnoreCase) == true
        )
        && _tags.All(pair => Has(version.Tags, pair))
        && _properties.All(pair => Has(version.Properties, pair));

    // a,b=c: has a with any value, and b with the value c.
    private static string[] Pairs(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool Has(IReadOnlyDictionary<string, string> map, string pair)
    {
        var parts = pair.Split('=', 2);
        return map.TryGetValue(parts[0], out var value) && (parts.Length == 1 || parts[1] == value);
    }
}
