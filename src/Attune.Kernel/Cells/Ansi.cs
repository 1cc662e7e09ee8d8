namespace Attune.Kernel.Cells;

/// <summary>Colour in tracebacks, as front ends draw it.</summary>
internal static class Ansi
{
    public static string Red(string text) => $"\e[1;31m{text}\e[0m";

    public static string Faint(string text) => $"\e[2m{text}\e[0m";
}
