using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Attune.Storage.Migrations;

/// <summary>One numbered step of the schema. A released one never changes; a change of mind is a new step.</summary>
/// <param name="Version">Its number, from 1, without gaps.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Sql">What it runs.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>What tells a changed step from the one that a database has seen. Line ends do not count.</summary>
    public string Checksum =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(Sql.Replace("\r\n", "\n", StringComparison.Ordinal)))
        );

    /// <summary>All steps of this program, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Read();

    private static List<Migration> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (resource.EndsWith(".sql", StringComparison.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                found.Add(new Migration(found.Count + 1, resource, reader.ReadToEnd()));
            }
        }
        return found;
    }
}
