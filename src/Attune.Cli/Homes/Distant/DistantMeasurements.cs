using Attune.Client;
using Attune.Studies;

namespace Attune.Cli.Homes.Distant;

/// <summary>Metrics of a home elsewhere, to be looked at.</summary>
internal sealed class DistantMeasurements(HostClient client) : IMeasurementStore
{
    public Task<IReadOnlyList<Measurement>> AppendAsync(
        IReadOnlyList<Measurement> points,
        CancellationToken cancellationToken
    ) => throw Away.OnlyLooked();

    public Task<IReadOnlyList<Measurement>> ReadAsync(
        string run,
        string? metric,
        long afterSequence,
        int limit,
        CancellationToken cancellationToken
    ) =>
        Away.PatientlyAsync(
            () => client.PointsAsync(run, metric, afterSequence, limit, cancellationToken),
            cancellationToken
        );

    public Task<IReadOnlyList<Measurement>> LatestAsync(string run, CancellationToken cancellationToken) =>
        Away.PatientlyAsync(() => client.LatestAsync(run, cancellationToken), cancellationToken);
}
