namespace Attune.Kernel.Display;

/// <summary>Shows values from within expressions. Thread-safe.</summary>
public static class Showing
{
    /// <summary>Shows a value under the cell, as <see cref="Notebook.display(object?)"/> does.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The place where it is shown, to show something else there later.</returns>
    public static DisplayedValue Display<T>(this T value) => Notebook.display(value);
}
