namespace Attune.Workspace.Compute.Schedules;

/// <summary>Moments that come again and again.</summary>
public interface ITimes
{
    /// <summary>What they are, in words.</summary>
    string Words { get; }

    /// <summary>The last moment after one, up to another; null when there is none.</summary>
    DateTimeOffset? Last(DateTimeOffset after, DateTimeOffset until);
}
