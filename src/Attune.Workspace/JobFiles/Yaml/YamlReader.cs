using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Attune.Workspace.JobFiles.Yaml;

/// <summary>Reads one YAML document into nodes. Limits hold before anything is built: an alias costs what it stands for.</summary>
internal sealed class YamlReader
{
    public const int MostBytes = 1 << 20;
    public const int MostDepth = 64;
    public const int MostNodes = 10_000;

    private const string CoreTags = "tag:yaml.org,2002:";

    private readonly string _file;
    private readonly List<Problem> _problems;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, YamlNode?> _anchors = [];
    private readonly List<string> _steps = [];
    private int _nodes;

    private YamlReader(string text, string file, List<Problem> problems)
    {
        (_file, _problems) = (file, problems);
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>The document's root; null when it cannot be read, which the problems explain.</summary>
    public static YamlNode? Read(string text, string file, List<Problem> problems)
    {
        if (text.Length > MostBytes)
        {
            problems.Add(Whole(file, "The file is larger than 1 MB, which no job file is."));
            return null;
        }
        try
        {
            return new YamlReader(text, file, problems).Document();
        }
        catch (YamlException exception)
        {
            problems.Add(YamlFault.Explain(exception, text, file));
        }
        catch (RefusedException refused)
        {
            problems.Add(refused.Problem);
        }
        catch (Exception exception)
            when (exception
                    is ArgumentException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or FormatException
            )
        {
            // The parser's own slips on malformed text are still faults of the text, not of the caller.
            problems.Add(Whole(file, "The file is not valid YAML."));
        }
        return null;
    }

    private static Problem Whole(string file, string message) =>
        new("", message, Where: new SourcePosition(file, 1, 1));

    private YamlNode? Document()
    {
        Expect<StreamStart>();
        if (_parser.Current is StreamEnd)
        {
            _problems.Add(Whole(_file, "The file is empty."));
            return null;
        }
        Expect<DocumentStart>();
        var root = Node(0);
        Expect<DocumentEnd>();
        if (_parser.Current is DocumentStart second)
        {
            throw Refuse(
                second,
                "The file holds more than one document.",
                "a job file is one document: remove what follows '---'"
            );
        }
        return root;
    }

    private void Expect<T>()
        where T : ParsingEvent
    {
        if (_parser.Current is null)
        {
            _parser.MoveNext();
        }
        if (_parser.Current is not T)
        {
            throw new InvalidOperationException("The parser is out of step.");
        }
        _parser.MoveNext();
    }

    private YamlNode Node(int depth)
    {
        var at = _parser.Current!;
        if (depth > MostDepth)
        {
            throw Refuse(at, $"The file is nested more than {MostDepth} levels deep.");
        }
        Count(at, 1);
        if (at is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor] = null;
            return _anchors[anchored.Anchor] = Unnamed(at, depth);
        }
        return Unnamed(at, depth);
    }

    private YamlNode Below(string step, int depth)
    {
        _steps.Add(step);
        var node = Node(depth + 1);
        _steps.RemoveAt(_steps.Count - 1);
        return node;
    }

    // Where the reader is, put together only when something is wrong there.
    private string Path =>
        _steps.Aggregate("", (path, step) => step.StartsWith('[') ? path + step : NodePath.Of(path, step));

    private YamlNode Unnamed(ParsingEvent at, int depth)
    {
        _parser.MoveNext();
        switch (at)
        {
            case Scalar scalar:
                return Text(scalar);
            case AnchorAlias alias:
                return Alias(alias, depth);
            case SequenceStart list:
                CheckTag(list.Tag, "seq", list);
                var items = new List<YamlNode>();
                while (_parser.Current is not SequenceEnd)
                {
                    items.Add(Below(NodePath.Of("", items.Count), depth));
                }
                _parser.MoveNext();
                return new YamlList(items, Place(list));
            case MappingStart map:
                CheckTag(map.Tag, "map", map);
                return Map(map, depth);
            default:
                throw new InvalidOperationException("The parser is out of step.");
        }
    }

    private YamlMap Map(MappingStart start, int depth)
    {
        var entries = new List<YamlEntry>();
        var merged = new List<YamlNode>();
        while (_parser.Current is not MappingEnd)
        {
            var key = _parser.Current!;
            if (key is not Scalar name)
            {
                throw Refuse(
                    key,
                    "A key must be a plain name.",
                    "remove the '?', brackets or '*' in front of it"
                );
            }
            Count(key, 1);
            _parser.MoveNext();
            if (name is { Value: "<<", IsKey: true, Style: ScalarStyle.Plain })
            {
                merged.Add(Below(name.Value, depth));
                continue;
            }
            var first = entries.Find(entry => entry.Key == name.Value);
            var entry = new YamlEntry(name.Value, Place(name), Below(name.Value, depth));
            if (first is not null)
            {
                _problems.Add(
                    new Problem(
                        NodePath.Of(Path, name.Value),
                        $"The key '{name.Value}' stands here twice; first in line {first.KeyWhere.Line}.",
                        "remove one of the two",
                        Where: entry.KeyWhere
                    )
                );
                continue;
            }
            entries.Add(entry);
        }
        _parser.MoveNext();
        foreach (var source in merged.SelectMany(node => node is YamlList list ? list.Items : [node]))
        {
            Merge(entries, source);
        }
        return new YamlMap(entries, Place(start));
    }

    // What a map says itself wins over what it merges.
    private void Merge(List<YamlEntry> entries, YamlNode source)
    {
        if (source is not YamlMap map)
        {
            _problems.Add(
                new Problem(
                    NodePath.Of(Path, "<<"),
                    "'<<' merges maps only.",
                    "name an anchored map, as in <<: *defaults",
                    Where: source.Where
                )
            );
            return;
        }
        entries.AddRange(map.Entries.Where(entry => !entries.Exists(own => own.Key == entry.Key)));
    }

    private YamlNode Alias(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value, out var node))
        {
            throw Refuse(
                alias,
                $"'*{alias.Value}' names an anchor that is not there.",
                $"define it with &{alias.Value} above"
            );
        }
        if (node is null)
        {
            throw Refuse(alias, $"'*{alias.Value}' stands inside what it names: the file would never end.");
        }
        Count(alias, node.Weight - 1);
        return depth + node.Height > MostDepth
            ? throw Refuse(alias, $"The file is nested more than {MostDepth} levels deep.")
            : node;
    }

    private YamlScalar Text(Scalar scalar)
    {
        var plain = scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
        {
            var core = scalar.Tag.Value.StartsWith(CoreTags, StringComparison.Ordinal)
                ? scalar.Tag.Value[CoreTags.Length..]
                : "";
            if (core is not ("str" or "int" or "float" or "bool" or "null"))
            {
                throw ForeignTag(scalar.Tag, scalar);
            }
            plain = core != "str";
        }
        return new YamlScalar(
            scalar.Value,
            plain,
            Place(scalar),
            (int)Math.Min(scalar.End.Index, int.MaxValue)
        );
    }

    private void CheckTag(TagName tag, string core, ParsingEvent at)
    {
        if (!tag.IsEmpty && !tag.IsNonSpecific && tag.Value != CoreTags + core)
        {
            throw ForeignTag(tag, at);
        }
    }

    private RefusedException ForeignTag(TagName tag, ParsingEvent at) =>
        Refuse(
            at,
            $"The tag '{tag}' is not allowed in a job file.",
            "remove it: a job file holds plain data only"
        );

    private void Count(ParsingEvent at, int nodes)
    {
        _nodes += nodes;
        if (_nodes > MostNodes)
        {
            throw Refuse(at, $"The file holds more than {MostNodes} values, aliases written out.");
        }
    }

    private SourcePosition Place(ParsingEvent at) => new(_file, (int)at.Start.Line, (int)at.Start.Column);

    private RefusedException Refuse(ParsingEvent at, string message, string? hint = null) =>
        new(new Problem(Path, message, hint, Where: Place(at)));

    // Leaves the reader from any depth; it never leaves this class.
    private sealed class RefusedException(Problem problem) : Exception
    {
        public Problem Problem { get; } = problem;
    }
}
