using System.Globalization;
using Attune.Client.Protocols.Arm;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Reads registered models from the protocol's words.</summary>
internal static class ModelReading
{
    /// <summary>A version's number.</summary>
    /// <exception cref="ArmException">It is none.</exception>
    public static int Version(ArmCall call) =>
        int.TryParse(call.Route("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && version > 0
            ? version
            : throw new ArmException(
                ArmError.Of(
                    400,
                    "ValidationError",
                    $"'{call.Route("version")}' is no version of a model: here they are numbers from 1.",
                    "version"
                )
            );

    /// <summary>How a model's files are laid out; null to look at them.</summary>
    public static ModelType? Type(AssetProperties asked, List<Problem> problems)
    {
        switch (asked.ModelType?.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant())
        {
            case null or "":
                return null;
            case "CUSTOMMODEL":
                return ModelType.Custom;
            case "MLFLOWMODEL":
                return ModelType.MLflow;
            case "TRITONMODEL":
                return ModelType.Triton;
            default:
                problems.Add(
                    new Problem(
                        "properties.modelType",
                        $"'{asked.ModelType}' is no type of model.",
                        "custom_model, mlflow_model or triton_model"
                    )
                );
                return null;
        }
    }

    /// <summary>A type in the protocol's words.</summary>
    public static string TypeOf(ModelType type) =>
        type switch
        {
            ModelType.MLflow => "mlflow_model",
            ModelType.Triton => "triton_model",
            _ => "custom_model",
        };

    /// <summary>Tags or properties; a value that is absent is empty.</summary>
    public static Dictionary<string, string> Map(Dictionary<string, string?>? asked) =>
        (asked ?? []).ToDictionary(each => each.Key, each => each.Value ?? "", StringComparer.Ordinal);
}
