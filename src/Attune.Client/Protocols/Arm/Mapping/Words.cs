using Attune.Jobs;
using Attune.Samplers;
using Attune.Studies;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>The protocol's words.</summary>
internal static class Words
{
    public static readonly WordMap<Goal> Goal = new(
        "goal",
        (Studies.Goal.Minimize, "Minimize"),
        (Studies.Goal.Maximize, "Maximize")
    );

    public static readonly WordMap<RandomRule> Rule = new(
        "rule",
        (RandomRule.Random, "Random"),
        (RandomRule.Sobol, "Sobol")
    );

    public static readonly WordMap<DataType> DataType = new(
        "type of data",
        (Jobs.DataType.UriFolder, "uri_folder"),
        (Jobs.DataType.UriFile, "uri_file"),
        (Jobs.DataType.Mltable, "mltable"),
        (Jobs.DataType.CustomModel, "custom_model"),
        (Jobs.DataType.MlflowModel, "mlflow_model"),
        (Jobs.DataType.TritonModel, "triton_model")
    );

    public static readonly WordMap<InputMode> InputMode = new(
        "mode of an input",
        (Jobs.InputMode.RoMount, "ReadOnlyMount"),
        (Jobs.InputMode.RwMount, "ReadWriteMount"),
        (Jobs.InputMode.Download, "Download"),
        (Jobs.InputMode.Direct, "Direct"),
        (Jobs.InputMode.EvalMount, "EvalMount"),
        (Jobs.InputMode.EvalDownload, "EvalDownload")
    );

    public static readonly WordMap<OutputMode> OutputMode = new(
        "mode of an output",
        (Jobs.OutputMode.RwMount, "ReadWriteMount"),
        (Jobs.OutputMode.Upload, "Upload"),
        (Jobs.OutputMode.Direct, "Direct"),
        (Jobs.OutputMode.Mount, "Mount")
    );

    public static readonly WordMap<IdentityType> Identity = new(
        "identity",
        (IdentityType.UserIdentity, "UserIdentity"),
        (IdentityType.Managed, "Managed"),
        (IdentityType.ManagedIdentity, "ManagedIdentity"),
        (IdentityType.AmlToken, "AMLToken")
    );

    public static readonly WordMap<JobTier> Tier = new(
        "tier",
        (JobTier.Null, "Null"),
        (JobTier.Spot, "Spot"),
        (JobTier.Basic, "Basic"),
        (JobTier.Standard, "Standard"),
        (JobTier.Premium, "Premium")
    );

    public static readonly WordMap<JobPriority> Priority = new(
        "priority",
        (JobPriority.Low, "1"),
        (JobPriority.Medium, "2"),
        (JobPriority.High, "3"),
        (JobPriority.Low, "Low"),
        (JobPriority.Medium, "Medium"),
        (JobPriority.High, "High")
    );
}
