using System.Xml.Linq;

namespace Attune.Workspace.Environments;

/// <summary>
/// The nuget.config of a build: the user's own sources, and the local feed for Attune's packages alone. A configuration file in the
/// code folder still counts; one above it does not.
/// </summary>
internal static class NuGetConfig
{
    private const string FileName = "nuget.config";
    private const string FeedKey = "attune-local";
    private static readonly string[] FeedPatterns = ["Attune", "Attune.*"];

    internal static void Write(string root, string code, string? feed) =>
        Write(root, code, feed, [.. UserFiles().Where(File.Exists)]);

    internal static void Write(string root, string code, string? feed, IReadOnlyList<string> userFiles)
    {
        var users = userFiles.Select(XDocument.Load).ToList();
        var sources = users
            .Zip(userFiles, (document, file) => Sources(document, Path.GetDirectoryName(file)!))
            .SelectMany(s => s)
            .DistinctBy(Key)
            .ToList();
        if (sources.Count == 0)
            sources.Add(
                Source(
                    "nuget.org",
                    "https://api.nuget.org/v3/index.json",
                    new XAttribute("protocolVersion", "3")
                )
            );

        var own = Directory.EnumerateFiles(code, "*", SearchOption.AllDirectories).Where(IsConfig).ToList();
        var documents = own.Select(XDocument.Load).ToList();
        var keys = sources
            .Concat(documents.SelectMany(d => Section(d, "packageSources")))
            .Select(Key)
            .Distinct()
            .ToList();
        var mapped = users.Concat(documents).Any(d => Section(d, "packageSourceMapping").Any());
        var mapping = Mapping(keys, mapped, feed is not null);

        var config = new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), sources)
        );
        if (feed is not null)
        {
            config.Element("packageSources")!.Add(Source(FeedKey, feed));
            config.Add(mapping);
        }
        new XDocument(config).Save(Path.Combine(root, FileName));
        if (feed is not null)
            AddFeedAfterClears(own, documents, feed);
    }

    // A configuration of the user's that clears what lies above it would also clear the feed: it is put back behind the clear.
    private static void AddFeedAfterClears(List<string> files, List<XDocument> documents, string feed)
    {
        foreach (var (file, document) in files.Zip(documents))
        {
            var clearsSources =
                document.Root?.Element("packageSources") is { } s && s.Element("clear") is not null
                    ? s
                    : null;
            var clearsMapping =
                document.Root?.Element("packageSourceMapping") is { } m && m.Element("clear") is not null
                    ? m
                    : null;
            if (clearsSources is null && clearsMapping is null)
                continue;
            if (Section(document, "packageSources").Any(source => Key(source) == FeedKey))
                continue;
            clearsSources?.Add(Source(FeedKey, feed));
            clearsMapping?.Add(MappedSource(FeedKey, FeedPatterns));
            // The file is a link to the snapshot, which stays as it is.
            File.Delete(file);
            document.Save(file);
        }
    }

    private static XElement Mapping(IEnumerable<string> keys, bool isMappedByUser, bool hasFeed)
    {
        var mapping = new XElement("packageSourceMapping");
        if (hasFeed)
            mapping.Add(MappedSource(FeedKey, FeedPatterns));
        // With any mapping in force, a source without a pattern is never asked.
        if (!isMappedByUser)
            mapping.Add(keys.Select(key => MappedSource(key, "*")));
        return mapping;
    }

    private static IEnumerable<XElement> Sources(XDocument document, string folder) =>
        Section(document, "packageSources")
            .Select(source =>
            {
                var copy = new XElement(source);
                var value = (string?)copy.Attribute("value") ?? "";
                if (!value.Contains("://", StringComparison.Ordinal) && !value.Contains('%'))
                    copy.SetAttributeValue("value", Path.GetFullPath(value, folder));
                return copy;
            });

    private static IEnumerable<XElement> Section(XDocument document, string name) =>
        document.Root?.Element(name)?.Elements().Where(e => e.Attribute("key") is not null) ?? [];

    private static XElement Source(string key, string value, params XAttribute[] more) =>
        new("add", new XAttribute("key", key), new XAttribute("value", value), more);

    private static XElement MappedSource(string key, params string[] patterns) =>
        new(
            "packageSource",
            new XAttribute("key", key),
            patterns.Select(p => new XElement("package", new XAttribute("pattern", p)))
        );

    private static string Key(XElement source) => (string)source.Attribute("key")!;

    private static bool IsConfig(string file) =>
        Path.GetFileName(file).Equals(FileName, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> UserFiles()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var more = Path.Combine(home, ".nuget", "config");
        return
        [
            Path.Combine(home, ".nuget", "NuGet", "NuGet.Config"),
            .. (Directory.Exists(more) ? Directory.GetFiles(more, "*.config") : []).Order(
                StringComparer.Ordinal
            ),
        ];
    }
}
