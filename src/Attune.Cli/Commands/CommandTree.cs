using System.CommandLine;
using System.CommandLine.Help;
using Attune.Cli.Screens;

namespace Attune.Cli.Commands;

/// <summary>All commands. A new one is one file and one line here.</summary>
internal sealed class CommandTree
{
    public const string Name = "attune";

    private readonly Terminal _terminal;
    private readonly GlobalOptions _options = new();

    public CommandTree(Terminal terminal)
    {
        _terminal = terminal;
        var job = new Command("job", "Jobs: submit, list, look at, follow, stop and fetch them")
        {
            JobCreateCommand.Create(this),
            JobListCommand.Create(this),
            JobShowCommand.Create(this),
            JobUpdateCommand.Create(this),
            TrialCommands.Note(this, "job"),
            JobTrialsCommand.Create(this),
            JobStreamCommand.Create(this),
            JobCancelCommand.Create(this),
            JobResumeCommand.Create(this),
            JobRerunCommand.Create(this),
            JobExplainCommand.Create(this),
            JobReplayPolicyCommand.Create(this),
            JobDownloadCommand.Create(this),
            JobReportCommand.Create(this),
            JobArchiveCommand.CreateArchive(this),
            JobArchiveCommand.CreateRestore(this),
            JobDeleteCommand.Create(this),
            JobValidateCommand.Create(this),
            JobSchemaCommand.Create(this),
        };
        var model = new Command("model", "Registered models: list, look at, register, fetch and delete them")
        {
            ModelListCommand.Create(this),
            ModelShowCommand.Create(this),
            ModelRegisterCommand.Create(this),
            ModelDownloadCommand.Create(this),
            ModelDeleteCommand.Create(this),
        };
        var workspace = new Command(
            "workspace",
            "Workspaces: jobs, compute and assets of their own in one home"
        )
        {
            WorkspaceCreateCommand.Create(this),
            WorkspaceListCommand.Create(this),
            WorkspaceShowCommand.Create(this),
            WorkspaceDeleteCommand.Create(this),
            WorkspaceConfigCommand.Create(this),
        };
        var compute = new Command("compute", "Compute: instances to work in, clusters that jobs name")
        {
            ComputeCreateCommand.Create(this),
            ComputeListCommand.Create(this),
            ComputeShowCommand.Create(this),
            ComputeMoveCommand.Create(this, "start", "Start an instance"),
            ComputeMoveCommand.Create(this, "stop", "Stop an instance; nothing of it is lost"),
            ComputeMoveCommand.Create(this, "restart", "Stop an instance and start it again"),
            ComputeDeleteCommand.Create(this),
        };
        var certificate = new Command(
            "certificate",
            "The certificate by which the home's host proves itself over TLS"
        )
        {
            CertificateShowCommand.Create(this),
            CertificateExportCommand.Create(this),
        };
        Root = new Command(Name, "Hyperparameter tuning on your own machines.")
        {
            RunCommand.Create(this),
            job,
            TrialCommands.Create(this),
            UserCommands.Create(this),
            TokenCommands.Create(this),
            AuditCommands.Create(this),
            model,
            workspace,
            compute,
            certificate,
            LoginCommand.Create(this),
            LogoutCommand.Create(this),
            ProfileCommands.Create(this),
            BestCommand.Create(this),
            StudioCommand.Create(this),
            TunerCommand.Create(this),
            KernelCommands.Create(this),
            VerifyCommand.Create(this),
            HostCommand.Create(this),
            CompletionCommand.Create(this),
            CompleteCommand.Create(this),
        };
        _options.AddTo(Root);
        Root.Options.Add(new HelpOption("--help", "-h") { Action = new ExampleHelp() });
        Root.Options.Add(new VersionOption { Action = new VersionAction(terminal) });
    }

    public Command Root { get; }

    /// <summary>A command without an action yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does, in a line.</param>
    /// <param name="examples">How it is typed, for its help.</param>
    public static Command New(string name, string description, params IReadOnlyList<string> examples) =>
        new ExampleCommand(name, description, examples);

    /// <summary>Gives a command its action.</summary>
    public void SetAction(Command command, Func<Call, CancellationToken, Task<ExitCode>> action) =>
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                _terminal.Quiet = parsed.GetValue(_options.Quiet);
                return (int)await action(new Call(parsed, _options, _terminal), cancellationToken);
            }
        );
}
