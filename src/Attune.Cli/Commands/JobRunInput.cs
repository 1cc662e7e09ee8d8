using System.CommandLine;
using Attune.Client;
using Attune.Client.Protocols.Control;

namespace Attune.Cli.Commands;

/// <summary>How a job file is handed in: the file with what is changed in it, a name, trials at once, whether it is a new job in any case.</summary>
internal sealed class JobRunInput
{
    private readonly FileInput _file;

    private readonly Option<string?> _name = new("--name", "-n")
    {
        Description = "The job's name, instead of the file's or one that is made up",
        HelpName = "NAME",
    };

    private readonly Option<int?> _maxConcurrent = new("--max-concurrent")
    {
        Description = "Trials at once, instead of what the file says",
        HelpName = "N",
    };

    private readonly Option<bool> _new = new("--new")
    {
        Description = "A new job, even when an unfinished one came from the same file",
    };

    public JobRunInput(Command command)
    {
        _file = new FileInput(command);
        command.Options.Add(_name);
        command.Options.Add(_maxConcurrent);
        command.Options.Add(_new);
        _maxConcurrent.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--max-concurrent must be at least 1.");
            }
        });
    }

    /// <summary>The file as it was typed, and what is changed in it.</summary>
    public (string File, IReadOnlyList<string> Overrides) File(Call call) =>
        (_file.Get(call), _file.Overrides(call));

    /// <summary>Hands the file in: by its path to a host of this machine, with its code and data to one elsewhere.</summary>
    public Task<SubmitResponse> SubmitAsync(
        Call call,
        HostClient client,
        CancellationToken cancellationToken
    ) =>
        call.Remote is null
            ? client.SubmitAsync(Request(call), cancellationToken)
            : client.SubmitAsync(
                _file.Get(call),
                new JobOptions
                {
                    Set = _file.Overrides(call),
                    Name = call.Get(_name),
                    MaxConcurrent = call.Get(_maxConcurrent),
                    IsNew = call.Get(_new),
                },
                cancellationToken
            );

    private SubmitRequest Request(Call call) =>
        new(
            Path.GetFullPath(_file.Get(call)),
            _file.Overrides(call),
            call.Workspace,
            call.Get(_name),
            call.Get(_maxConcurrent),
            call.Get(_new)
        );
}
