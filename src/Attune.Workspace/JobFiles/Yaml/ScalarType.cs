using System.Text.RegularExpressions;

namespace Attune.Workspace.JobFiles.Yaml;

/// <summary>What a scalar is by the core schema of YAML 1.2 (chapter 10.3.2 of its specification).</summary>
internal enum ScalarType
{
    Null,
    Flag,
    Integer,
    Number,
    Text,
}

internal static partial class ScalarTypes
{
    public static ScalarType Of(string text) =>
        text is "" or "~" or "null" or "Null" or "NULL" ? ScalarType.Null
        : text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE" ? ScalarType.Flag
        : Integer().IsMatch(text) ? ScalarType.Integer
        : Number().IsMatch(text) || NotFinite().IsMatch(text) ? ScalarType.Number
        : ScalarType.Text;

    /// <summary>What YAML 1.1, which Azure's own reader follows, would take an unquoted scalar for, where that differs; or null.</summary>
    public static string? InYaml11(string text) =>
        YesOrNo().IsMatch(text) ? "a boolean"
        : Octal().IsMatch(text) ? "an octal number"
        : Underscored().IsMatch(text) || Sexagesimal().IsMatch(text) ? "a number"
        : BareExponent().IsMatch(text) ? "a text"
        : null;

    [GeneratedRegex(@"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(
        @"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex NotFinite();

    [GeneratedRegex(@"^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)\z", RegexOptions.CultureInvariant)]
    private static partial Regex YesOrNo();

    [GeneratedRegex(@"^[-+]?0[0-7]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Octal();

    [GeneratedRegex(@"^[-+]?[1-9][0-9]*(?:_[0-9]+)+(?:\.[0-9_]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Underscored();

    [GeneratedRegex(@"^[-+]?[1-9][0-9]*(?::[0-5]?[0-9])+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sexagesimal();

    // 1e-3: a float in YAML 1.2 and JSON, a text in 1.1, which wants a point and a sign.
    [GeneratedRegex(
        @"^[-+]?(?:[0-9]+[eE][-+]?[0-9]+|[0-9]*\.[0-9]*[eE][0-9]+)\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex BareExponent();
}
