using Attune.Storage;
using Attune.Storage.Documents;
using Attune.Studies;

namespace Attune.Workspace.Catalog;

/// <summary>Where what is looked at of a home comes from: its database, or the host that holds it. Thread-safe.</summary>
/// <param name="Documents">Jobs, models, compute, workspaces.</param>
/// <param name="Studies">The studies of its sweeps.</param>
/// <param name="Measurements">The metrics of its runs.</param>
public sealed record HomeStores(
    IDocumentStore Documents,
    IStudyReader Studies,
    IMeasurementStore Measurements
)
{
    /// <summary>The stores of a database.</summary>
    public static HomeStores Of(AttuneDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return new HomeStores(database.Documents, database.Studies, database.Measurements);
    }
}
