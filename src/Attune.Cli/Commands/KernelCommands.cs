using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Attune.Cli.Contracts;
using Attune.Cli.Kernels;

namespace Attune.Cli.Commands;

/// <summary><c>attune kernel …</c>: C# in Jupyter notebooks.</summary>
internal static partial class KernelCommands
{
    private const string Standard = "attune-csharp";

    public static Command Create(CommandTree tree) =>
        new("kernel", "C# in Jupyter notebooks: install the kernel, list it, remove it")
        {
            Install(tree),
            List(tree),
            Remove(tree),
        };

    private static Command Install(CommandTree tree)
    {
        var (name, prefix) = (NameOption(), PrefixOption());
        var title = new Option<string>("--display-name")
        {
            Description = "What people choose it by",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "C# (Attune)",
        };
        var source = new Option<string?>("--source")
        {
            Description = "A folder or address of packages to take the kernel from",
            HelpName = "PLACE",
        };
        var command = CommandTree.New(
            "install",
            "Build the C# kernel and tell Jupyter of it; again after an update",
            "attune kernel install",
            "attune kernel install --prefix ~/venvs/notebooks"
        );
        command.Options.Add(name);
        command.Options.Add(prefix);
        command.Options.Add(title);
        command.Options.Add(source);
        tree.SetAction(
            command,
            async (call, cancellationToken) =>
            {
                var folder = new KernelFolder(
                    Path.Combine(KernelFolder.PlaceOf(call.Get(prefix)), call.Get(name)!)
                );
                if (Directory.Exists(folder.Path) && folder.Version is null)
                {
                    return call.Terminal.Refuse(
                        ExitCode.Conflict,
                        $"{folder.Path} holds a kernel that is none of Attune's.",
                        "take another name: --name NAME"
                    );
                }
                call.Terminal.Say(
                    KernelBuild.Clone is null || call.Get(source) is not null
                        ? "fetching the kernel …"
                        : "building the kernel …"
                );
                Directory.CreateDirectory(folder.Path);
                // A kernel that runs keeps the files that it was started from until the next installation but one.
                var before = Directory
                    .GetDirectories(folder.Path)
                    .OrderByDescending(Directory.GetCreationTimeUtc);
                foreach (var old in before.Skip(1).ToList())
                {
                    Directory.Delete(old, recursive: true);
                }
                var build = Path.Combine(
                    folder.Path,
                    TimeProvider
                        .System.GetUtcNow()
                        .ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)
                );
                var start = await KernelBuild.MakeAsync(build, call.Get(source), cancellationToken);
                folder.Write(start, call.Get(title)!, VersionAction.Text);
                Write(call, [folder]);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command List(CommandTree tree)
    {
        var prefix = PrefixOption();
        var command = CommandTree.New("list", "List Attune's kernels", "attune kernel list");
        command.Options.Add(prefix);
        tree.SetAction(
            command,
            (call, _) =>
            {
                var place = KernelFolder.PlaceOf(call.Get(prefix));
                var kernels = KernelFolder.In(place);
                if (call.ForPeople && kernels.Count == 0)
                {
                    call.Terminal.Say($"No kernels in {place}. Install it: attune kernel install");
                }
                else
                {
                    Write(call, kernels);
                }
                return Task.FromResult(ExitCode.Ok);
            }
        );
        return command;
    }

    private static Command Remove(CommandTree tree)
    {
        var (name, prefix) = (NameOption(), PrefixOption());
        var command = CommandTree.New("remove", "Remove the kernel; notebooks stay", "attune kernel remove");
        command.Options.Add(name);
        command.Options.Add(prefix);
        tree.SetAction(
            command,
            (call, _) =>
            {
                var folder = new KernelFolder(
                    Path.Combine(KernelFolder.PlaceOf(call.Get(prefix)), call.Get(name)!)
                );
                if (folder.Version is null)
                {
                    return Task.FromResult(
                        call.Terminal.Refuse(
                            ExitCode.NotFound,
                            $"There is no kernel of Attune's in {folder.Path}.",
                            "see attune kernel list"
                        )
                    );
                }
                Directory.Delete(folder.Path, recursive: true);
                call.Terminal.Say($"Removed {folder.Path}");
                return Task.FromResult(ExitCode.Ok);
            }
        );
        return command;
    }

    private static void Write(Call call, IReadOnlyList<KernelFolder> kernels)
    {
        if (call.ForPeople)
        {
            foreach (var kernel in kernels)
            {
                var trouble = kernel.Trouble is { } text ? $"  ({text})" : "";
                call.Terminal.Out.Line($"{kernel.Name}  {kernel.Path}{trouble}");
            }
            return;
        }
        call.Write(
            [
                .. kernels.Select(kernel => new KernelContract
                {
                    Name = kernel.Name,
                    Version = kernel.Version ?? "",
                    Path = kernel.Path,
                    Trouble = kernel.Trouble,
                }),
            ],
            ContractJson.Readable.IReadOnlyListKernelContract
        );
    }

    private static Option<string> NameOption()
    {
        var name = new Option<string>("--name", "-n")
        {
            Description = "The name by which notebooks ask for it",
            HelpName = "NAME",
            DefaultValueFactory = _ => Standard,
        };
        name.Validators.Add(result =>
        {
            if (!KernelName().IsMatch(result.GetValueOrDefault<string>() ?? ""))
            {
                result.AddError("A kernel's name has letters, digits, dots, hyphens and underscores.");
            }
        });
        return name;
    }

    private static Option<string?> PrefixOption() =>
        new("--prefix")
        {
            Description = "The virtual or conda environment whose Jupyter is meant. Default: this user's",
            HelpName = "DIR",
        };

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
    private static partial Regex KernelName();
}
