namespace Attune.Kernel.Cells;

/// <summary>The outcome of a function as that of a task.</summary>
internal static class Completing
{
    public static void SetFrom<T>(this TaskCompletionSource<T> source, Func<T> function)
    {
        try
        {
            source.SetResult(function());
        }
        catch (Exception error)
        {
            source.SetException(error);
        }
    }
}
