namespace Attune.Kernel.Editing;

/// <summary>
/// Gives back the memory that cells and answers for the editor took. The compiler leaves up to some ten megabytes of garbage behind with each, which the
/// collector would let lie: it does not know that the process now waits for a person. Of use to one caller at a time.
/// </summary>
internal sealed class Tidying
{
    private const long Step = 16 << 20;
    private long _kept = GC.GetTotalMemory(forceFullCollection: false);

    /// <summary>Collects when much has come together; in the moment after an answer, when nobody waits.</summary>
    public void AfterAnswer()
    {
        // Where cells hold much, a collection costs more: it comes the less often.
        if (GC.GetTotalMemory(forceFullCollection: false) - _kept < Math.Max(Step, _kept / 2))
        {
            return;
        }
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _kept = GC.GetTotalMemory(forceFullCollection: false);
    }
}
