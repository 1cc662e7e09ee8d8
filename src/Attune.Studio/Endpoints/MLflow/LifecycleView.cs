namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Whether a search shows what was deleted.</summary>
internal readonly record struct LifecycleView(bool Active, bool Deleted)
{
    public static LifecycleView Parse(string? viewType) =>
        viewType switch
        {
            null or "" or "ACTIVE_ONLY" => new LifecycleView(true, false),
            "DELETED_ONLY" => new LifecycleView(false, true),
            "ALL" => new LifecycleView(true, true),
            _ => throw new MLflowException(
                MLflowError.Invalid("A view type is ACTIVE_ONLY, DELETED_ONLY or ALL.")
            ),
        };

    public bool Shows(bool isDeleted) => isDeleted ? Deleted : Active;
}
