using Attune.Jobs;
using Attune.Spaces;

namespace Attune.Workspace.JobFiles.Expressions;

/// <summary>The environment variables through which values reach a command. Their names are Azure Machine Learning's, so that scripts may read them too.</summary>
public static class CommandEnvironment
{
    /// <summary>Before the name of a hyperparameter.</summary>
    public const string SweepPrefix = "AZUREML_SWEEP_";

    /// <summary>Before the name of an input.</summary>
    public const string InputPrefix = "AZURE_ML_INPUT_";

    /// <summary>Before the name of an input that is a literal, in addition.</summary>
    public const string ParameterPrefix = "AZUREML_PARAMETER_";

    /// <summary>Before the name of an output.</summary>
    public const string OutputPrefix = "AZURE_ML_OUTPUT_";

    /// <summary>The hyperparameters of a trial: <c>AZUREML_SWEEP_x</c>; a branch is one JSON object and each of its leaves <c>AZUREML_SWEEP_x_leaf</c>.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="assignment">The trial's values.</param>
    public static IEnumerable<KeyValuePair<string, string>> ForAssignment(
        SearchSpace space,
        Assignment assignment
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        return space
            .Render(assignment)
            .Select(variable => KeyValuePair.Create(SweepPrefix + variable.Name, variable.Text));
    }

    /// <summary>The inputs of a job that have a value: a literal's text, or where the data is.</summary>
    /// <param name="job">The job.</param>
    /// <param name="locate">The file or folder (or, in direct mode, the address) of a data input.</param>
    public static IEnumerable<KeyValuePair<string, string>> ForInputs(
        Job job,
        Func<string, JobInput, string> locate
    )
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(locate);
        foreach (var (name, input) in job.Inputs.Where(each => each.Value.HasValue))
        {
            yield return new(InputPrefix + name, input.Value?.ToString() ?? locate(name, input));
            if (input.Value is { } literal)
            {
                yield return new(ParameterPrefix + name, literal.ToString());
            }
        }
    }

    /// <summary>The declared outputs of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="locate">The file or folder of an output.</param>
    public static IEnumerable<KeyValuePair<string, string>> ForOutputs(
        Job job,
        Func<string, JobOutput, string> locate
    )
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(locate);
        return job.Outputs.Select(output =>
            KeyValuePair.Create(OutputPrefix + output.Key, locate(output.Key, output.Value))
        );
    }
}
