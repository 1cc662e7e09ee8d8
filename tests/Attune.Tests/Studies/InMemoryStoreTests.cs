using Attune.Conformance.Stores;
using Attune.Studies;

namespace Attune.Tests.Studies;

public sealed class InMemoryStudyStoreTests : StudyStoreConformance
{
    protected override Task<IStudyStore> OpenAsync() =>
        Task.FromResult<IStudyStore>(new InMemoryStudyStore());
}

public sealed class InMemoryMeasurementStoreTests : MeasurementStoreConformance
{
    protected override Task<IMeasurementStore> OpenAsync() =>
        Task.FromResult<IMeasurementStore>(new InMemoryMeasurementStore());
}
