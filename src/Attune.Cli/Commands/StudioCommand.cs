using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Homes;
using Attune.Cli.Hosting;
using Attune.Studio;
using Attune.Studio.Guards;

namespace Attune.Cli.Commands;

/// <summary><c>attune studio</c>: the host with its pages, until it is interrupted; or the way into one that runs already.</summary>
internal static class StudioCommand
{
    public static Command Create(CommandTree tree)
    {
        var port = new Option<int?>("--port")
        {
            Description = "The port to listen on, from now on; default: the one that the home keeps",
            HelpName = "N",
        };
        var prefix = new Option<string?>("--path-prefix")
        {
            Description = "The path under which a proxy in front passes the studio on",
            HelpName = "/PATH",
        };
        var tls = new Option<bool>("--tls")
        {
            Description = "Listen with TLS too, by the home's own certificate: attune certificate show",
        };
        var tlsPort = new Option<int?>("--tls-port")
        {
            Description = "The port for TLS; default: the one that the home keeps",
            HelpName = "N",
        };
        var bind = new Option<string?>("--bind")
        {
            Description =
                "The address to listen on with TLS, so that others reach it: 0.0.0.0 for all of this machine's",
            HelpName = "ADDRESS",
        };
        var names = new Option<string[]>("--host-name")
        {
            Description =
                "A name by which others reach this machine; stands in the certificate; may be repeated",
            HelpName = "NAME",
        };
        var proxies = new Option<string[]>("--trusted-proxy")
        {
            Description =
                "A proxy in front, by address or network, whose X-Forwarded-For, -Proto and -Host are believed; may be repeated",
            HelpName = "ADDRESS",
        };
        proxies.Validators.Add(result =>
        {
            foreach (var proxy in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (TrustedProxies.ProblemOf(proxy) is { } problem)
                {
                    result.AddError(problem);
                }
            }
        });
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 65_535)
            {
                result.AddError("A port is from 1 to 65535.");
            }
        });
        prefix.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string?>();
            if (
                text is not null
                && (
                    !text.StartsWith('/')
                    || text.EndsWith('/')
                    || text.Contains("//", StringComparison.Ordinal)
                )
            )
            {
                result.AddError("A path prefix begins with '/' and does not end with one, as in /attune.");
            }
        });
        var command = CommandTree.New(
            "studio",
            "Open the web studio: jobs, trials, charts and logs in a browser",
            "attune studio",
            "attune studio --port 8080",
            "attune studio --tls --bind 0.0.0.0 --host-name lab.example.org",
            "attune studio --path-prefix /attune --trusted-proxy 127.0.0.1 --host-name lab.example.org"
        );
        command.Options.Add(port);
        command.Options.Add(prefix);
        command.Options.Add(tls);
        command.Options.Add(tlsPort);
        command.Options.Add(bind);
        command.Options.Add(names);
        command.Options.Add(proxies);
        command.Validators.Add(result =>
        {
            if (
                !result.GetValue(tls)
                && (result.GetValue(bind) ?? "127.0.0.1") is not ("127.0.0.1" or "localhost" or "::1")
            )
            {
                result.AddError(
                    "Another address than this machine's own is listened on with TLS alone: --tls."
                );
            }
        });
        tree.SetAction(
            command,
            (call, cancellationToken) =>
                RunAsync(
                    call,
                    new HostDoor(call.Get(port), call.Get(prefix) ?? "")
                    {
                        Tls = call.Get(tls),
                        TlsPort = call.Get(tlsPort),
                        Bind = call.Get(bind),
                        Names = call.Get(names) ?? [],
                        TrustedProxies = call.Get(proxies) ?? [],
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Call call,
        HostDoor door,
        CancellationToken cancellationToken
    )
    {
        if (
            call.RefuseElsewhere("the studio is opened where its home is; there is one already.", true) is
            { } refused
        )
        {
            return refused;
        }
        await using var host = await HostAccess.HereAsync(call, cancellationToken, door);
        if (host.Own is not { } own)
        {
            call.Terminal.Say(
                $"Process {HostPresence.Text(host.ProcessId!.Value)} runs this home's jobs already, with the studio; here is the way in. A host that was started for a job ends with it."
            );
            var code = await host.Client.SignInCodeAsync(cancellationToken);
            Write(call, host.Address, StudioHost.SignInAddress(host.Address, code));
            return ExitCode.Ok;
        }
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var handlers = new Interrupting(
            own.Workspace,
            text =>
            {
                call.Terminal.Say(text);
                interrupted.TrySetResult();
            }
        );
        Write(call, own.Address, own.SignInAddress(), own.SecureAddress);
        call.Terminal.Say(
            "The code is good once, for ten minutes; `attune studio` in another terminal gives another. Ctrl+C ends the studio."
        );
        foreach (var job in await own.Workspace.TakeUpAsync(cancellationToken))
        {
            call.Terminal.Say($"'{job}' goes on: the host that ran it was killed.");
        }
        await interrupted.Task.WaitAsync(cancellationToken);
        await own.Workspace.WhenIdleAsync(cancellationToken);
        return ExitCode.Interrupted;
    }

    private static void Write(Call call, Uri address, Uri signIn, Uri? secure = null)
    {
        if (call.ForPeople)
        {
            call.Terminal.Out.Line($"Studio:  {address}");
            call.Terminal.Out.Line($"Sign in: {signIn}");
            if (secure is not null)
            {
                call.Terminal.Out.Line($"TLS:     {secure}");
                call.Terminal.Out.Line($"         {secure.AbsoluteUri.TrimEnd('/')}{signIn.PathAndQuery}");
            }
        }
        else
        {
            call.Write(
                new StudioContract
                {
                    Address = address.ToString(),
                    SignIn = signIn.ToString(),
                    Tls = secure?.ToString(),
                },
                ContractJson.Readable.StudioContract
            );
        }
    }
}
