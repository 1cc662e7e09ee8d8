using System.Globalization;

namespace Attune.Tests.Numerics;

/// <summary>Reads the reference tables beside the tests; each file's first line says where its numbers come from.</summary>
internal static class References
{
    public static double[][] Read(string name)
    {
        using var stream = typeof(References).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        var rows = new List<double[]>();
        while (reader.ReadLine() is { } line)
        {
            if (line is not ['#', ..])
            {
                rows.Add([
                    .. line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
                ]);
            }
        }
        return [.. rows];
    }
}
