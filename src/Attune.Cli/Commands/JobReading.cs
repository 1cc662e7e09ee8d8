using Attune.Cli.Contracts;
using Attune.Cli.Screens;
using Attune.Workspace.JobFiles;

namespace Attune.Cli.Commands;

/// <summary>Reads a job file before it is handed in, so that its problems are told in the words it was typed with.</summary>
internal static class JobReading
{
    /// <summary>Tells every problem; false when there is an error among them.</summary>
    public static async Task<bool> CheckAsync(
        Call call,
        JobRunInput input,
        CancellationToken cancellationToken
    )
    {
        var (file, overrides) = input.File(call);
        var read = await JobFile.ReadAsync(file, overrides, cancellationToken);
        if (read.Job is null && !call.ForPeople)
        {
            call.Write(ValidationContract.Of(file, read.Problems), ContractJson.Readable.ValidationContract);
        }
        else if (read.Job is null || !call.Terminal.Quiet)
        {
            ProblemLines.Write(call.Terminal.Talk, read.Problems);
        }
        return read.Job is not null;
    }
}
