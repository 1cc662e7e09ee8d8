using Attune.Storage.Runs;
using Attune.Studies;
using Attune.Studio.Endpoints.MLflow.LoggedModels;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>What log-metric and log-batch carry.</summary>
internal sealed class Batch
{
    public string? Run { get; set; }

    public List<Measurement> Metrics { get; } = [];

    /// <summary>Those of the metrics that belong to models as well.</summary>
    public List<ModelPoint> OfModels { get; } = [];

    public List<NamedText> Parameters { get; } = [];

    public List<NamedText> Tags { get; } = [];
}
