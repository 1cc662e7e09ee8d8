namespace Attune.Client;

/// <summary>A version of data that a workspace knows by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version.</param>
/// <param name="Uri">Where it lies, in the host's words.</param>
public sealed record DataAsset(string Name, string Version, string Uri)
{
    /// <summary>How jobs name it: <c>azureml:NAME:VERSION</c>.</summary>
    public string Reference => $"azureml:{Name}:{Version}";

    /// <inheritdoc/>
    public override string ToString() => Reference;
}
