using Attune.Workspace.Assets;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles.References;

namespace Attune.Studio.Pages.DataAssets;

/// <summary>What a person writes to make data, and what is wrong with it.</summary>
internal sealed class DataForm
{
    private const int LongestUri = 4096;

    /// <summary>The kinds of data, by their words in a job file, and what each means.</summary>
    public static IReadOnlyList<(string Type, string Words)> Types { get; } =
    [
        ("uri_file", "a file"),
        ("uri_folder", "a folder"),
        ("mltable", "a table: a folder with an MLTable file"),
    ];

    public string Name { get; set; } = "";

    /// <summary>Empty for the next.</summary>
    public string Version { get; set; } = "";

    public string Type { get; set; } = "uri_file";

    public string Uri { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>The version that is asked for, and every problem of it by the field's name.</summary>
    /// <param name="home">The home.</param>
    /// <param name="workspace">The workspace.</param>
    public (DataVersion Asked, IReadOnlyList<Problem> Problems) Read(Home home, string workspace)
    {
        var problems = new List<Problem>();
        if (!IsName(Name.Trim()))
        {
            problems.Add(new Problem("name", $"'{Name}' cannot be an asset's name.", AssetHint));
        }
        if (Version.Trim().Length > 0 && !IsName(Version.Trim()))
        {
            problems.Add(new Problem("version", $"'{Version}' cannot be an asset's version.", AssetHint));
        }
        if (Types.All(type => type.Type != Type))
        {
            problems.Add(new Problem("type", $"'{Type}' is no data.", "uri_file, uri_folder or mltable"));
        }
        var uri = Uri.Trim();
        if (uri.Length is 0 or > LongestUri || uri.Contains('\0', StringComparison.Ordinal))
        {
            problems.Add(new Problem("path", "Data lies somewhere.", "/data/diabetes.csv, or https://…"));
        }
        else if (PlaceProblem(home, workspace, uri) is { } problem)
        {
            problems.Add(problem);
        }
        return (
            new DataVersion
            {
                Version = Version.Trim(),
                DataType = Type,
                Uri = uri,
                Description = Description.Trim() is { Length: > 0 } text ? text : null,
            },
            problems
        );
    }

    private const string AssetHint =
        "letters, digits, '-', '_' and '.', at most 255, a letter, digit or '_' first";

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 255
        && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '_')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private Problem? PlaceProblem(Home home, string workspace, string uri)
    {
        var reference = Reference.Parse(uri);
        switch (reference.Kind)
        {
            case ReferenceKind.Local when !Path.IsPathFullyQualified(reference.Path):
                return new Problem(
                    "path",
                    "A path of this machine is written whole.",
                    "such as /data/diabetes.csv"
                );
            case ReferenceKind.Local:
            case ReferenceKind.Cloud when AssetReference.Parse(uri) is AssetReference.ToPlace:
                var place = DataPlace.Find(home, workspace, uri);
                return place.Path is not { } path ? new Problem("path", place.Why!)
                    : Type == "uri_file" && Directory.Exists(path)
                        ? new Problem("path", "This is a folder.", "choose the type uri_folder")
                    : Type != "uri_file" && File.Exists(path)
                        ? new Problem("path", "This is a file.", "choose the type uri_file")
                    : null;
            case ReferenceKind.Web:
                return System.Uri.TryCreate(uri, UriKind.Absolute, out _)
                    ? null
                    : new Problem("path", "This is no address that can be asked.");
            default:
                return new Problem(
                    "path",
                    "This cannot be had on this machine.",
                    "a whole path, https://…, or azureml://datastores/workspaceblobstore/paths/…"
                );
        }
    }
}
