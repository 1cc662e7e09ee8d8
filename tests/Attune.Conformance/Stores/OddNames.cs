namespace Attune.Conformance.Stores;

/// <summary>Names that have broken stores.</summary>
public static class OddNames
{
    public static TheoryData<string> All { get; } =
    [
        "loss",
        "",
        " ",
        "a\0b",
        "\0",
        "ﬁ",
        "é",
        "e\u0301",
        "🧪",
        "שלום",
        "a\u202Eb",
        "con",
        "x.",
        "../../etc/passwd",
        "'; DROP TABLE points; --",
        "line\nline\r\n\t",
        "100%_?*",
        new string('n', 65_536),
        new string('é', 65_536),
    ];
}
