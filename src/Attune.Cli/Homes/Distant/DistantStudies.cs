using System.Text.Json;
using Attune.Client;
using Attune.Studies;

namespace Attune.Cli.Homes.Distant;

/// <summary>Studies of a home elsewhere.</summary>
internal sealed class DistantStudies(HostClient client) : IStudyReader
{
    public async Task<StudyRow?> FindAsync(StudyId id, CancellationToken cancellationToken) =>
        await Away.PatientlyAsync(() => client.StudyAsync(id.Value, cancellationToken), cancellationToken)
            is { } found
            ? new StudyRow(
                id,
                found.Spec.Deserialize(StudyJson.Default.StudySpec)!,
                found.Revision,
                found.State,
                found.CreatedAt
            )
            : null;

    public Task<IReadOnlyList<StudyRow>> ListAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("Studies of a home elsewhere are found by their jobs.");

    public Task<IReadOnlyList<StudyChange>> ReadAsync(
        StudyId id,
        long afterRevision,
        CancellationToken cancellationToken
    ) =>
        Away.PatientlyAsync(
            () => client.ChangesAsync(id.Value, afterRevision, cancellationToken),
            cancellationToken
        );
}
