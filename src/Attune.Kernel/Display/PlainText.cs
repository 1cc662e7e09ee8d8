using System.Collections;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Scripting.Hosting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Attune.Kernel.Display;

/// <summary>Values as text: strings and what has a <c>ToString</c> of its own as it says, all else as the C# it could be written in.</summary>
internal static partial class PlainText
{
    private const int MostItems = 1000;
    private static readonly PrintOptions Printing = new() { MaximumOutputLength = 20_000 };

    public static string Of(object? value) =>
        value switch
        {
            null => "null",
            string text => text,
            // One that is no collection is run through but once, and may have no end.
            IEnumerable sequence and not ICollection when !HasText(value) => ArrayOfObjects()
                .Replace(Print(sequence.Cast<object?>().Take(MostItems).ToArray()), ""),
            _ when HasText(value) && value is not IEnumerable && !value.GetType().IsPrimitive =>
                Notebook.Invariant(value),
            _ => Print(value),
        };

    private static string Print(object value) =>
        CellClass().Replace(CSharpObjectFormatter.Instance.FormatObject(value, Printing), "");

    private static bool HasText(object value) =>
        value.GetType().GetMethod(nameof(ToString), Type.EmptyTypes) is { } method
        && method.DeclaringType != typeof(object)
        && method.DeclaringType != typeof(ValueType);

    [GeneratedRegex(@"^object\[\d+\] ")]
    private static partial Regex ArrayOfObjects();

    // The class that the compiler wraps a cell in.
    [GeneratedRegex(@"\bCell\d+\.")]
    private static partial Regex CellClass();
}
