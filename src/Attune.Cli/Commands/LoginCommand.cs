using System.CommandLine;
using Attune.Cli.Contracts;
using Attune.Cli.Profiles;
using Attune.Client;
using Attune.Client.Protocols.Control;

namespace Attune.Cli.Commands;

/// <summary><c>attune login</c>.</summary>
internal static class LoginCommand
{
    private const string CodePath = "sign-in";

    public static Command Create(CommandTree tree)
    {
        var address = new Argument<string>("URL")
        {
            Description = "Where the host listens; the sign-in address that `attune studio` prints will do",
        };
        var token = new Option<string?>("--token")
        {
            Description = "A token of `attune token create`; - reads it from standard input",
            HelpName = "TOKEN",
        };
        var user = new Option<string?>("--user", "-u")
        {
            Description = "An account; its password is read from standard input",
            HelpName = "NAME",
        };
        var trust = new Option<string?>("--certificate")
        {
            Description = "The certificate to trust: its file, or its SHA-256 sum",
            HelpName = "FILE|SUM",
        };
        var profile = new Option<string?>("--profile")
        {
            Description = "What to call it here; the host's name unless given",
            HelpName = "NAME",
        };
        var command = CommandTree.New(
            "login",
            "Sign in to the host of another machine: commands then speak to it, until `attune profile use local`",
            "attune login https://lab:23457/ --token - < token.txt",
            "attune login 'https://lab:23457/sign-in?code=…' --certificate attune.pem",
            "attune login https://lab:23457/ --user anna"
        );
        command.Arguments.Add(address);
        foreach (var option in (Option[])[token, user, trust, profile])
        {
            command.Options.Add(option);
        }
        tree.SetAction(command, RunAsync);
        return command;

        async Task<ExitCode> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var (server, code) = Parse(call.Get(address)!);
            var fingerprint = call.Get(trust) is { } named ? Remote.FingerprintOf(named) : null;
            if (
                fingerprint is null
                && server.Scheme == Uri.UriSchemeHttps
                && await ShownCertificate.UnknownAsync(server, cancellationToken) is { } unknown
            )
            {
                if (!IsTrusted(call, server, unknown))
                {
                    return call.Terminal.Refuse(
                        ExitCode.Unauthorized,
                        $"{server} proves itself by a certificate that this machine does not know; its SHA-256 sum is {unknown}",
                        $"compare it with `attune certificate show` there, then: --certificate {unknown}"
                    );
                }
                fingerprint = unknown;
            }
            var (given, id) = await TokenAsync(
                new HostLogin(server, "") { Fingerprint = fingerprint },
                code,
                call.Get(token),
                call.Get(user),
                cancellationToken
            );
            using var client = new HostClient(new HostLogin(server, given) { Fingerprint = fingerprint });
            var home = await client.HomeAsync(cancellationToken);
            var kept = Keep(
                call.Get(profile),
                new Profile
                {
                    Name = server.Host,
                    Server = server.ToString(),
                    Token = given,
                    TokenId = id,
                    User = home.User,
                    Fingerprint = fingerprint,
                }
            );
            if (call.ForPeople)
            {
                call.Terminal.Out.Line(
                    $"Signed in to {server} as {home.User} ({home.Role}); the profile is '{kept.Name}'."
                );
                call.Terminal.Say(
                    "Commands speak to it from now on. Back to this machine: attune profile use local"
                );
            }
            else
            {
                call.Write(ProfileContract.Of(kept, kept.Name), ContractJson.Readable.ProfileContract);
            }
            return ExitCode.Ok;
        }
    }

    private static (Uri Server, string? Code) Parse(string text)
    {
        var address =
            Remote.AddressOf(text)
            ?? throw Remote.Wrong("URL", $"'{text}' is no address.", "https://HOST:PORT/");
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw Remote.Wrong(
                "URL",
                $"{address.Host} would be spoken to without TLS: whoever listens on the way could read the token.",
                "use its https address, or a tunnel: ssh -L"
            );
        }
        var code = address
            .Query.TrimStart('?')
            .Split('&')
            .FirstOrDefault(pair => pair.StartsWith("code=", StringComparison.Ordinal))
            ?["code=".Length..];
        var path = address.AbsolutePath.TrimEnd('/');
        path = path.EndsWith("/" + CodePath, StringComparison.Ordinal)
            ? path[..^CodePath.Length]
            : path + "/";
        return (
            new Uri(address.GetLeftPart(UriPartial.Authority) + path),
            code is null ? null : Uri.UnescapeDataString(code)
        );
    }

    private static async Task<(string Token, string? Id)> TokenAsync(
        HostLogin login,
        string? code,
        string? token,
        string? user,
        CancellationToken cancellationToken
    )
    {
        if (token is not null)
        {
            return (token == "-" ? Asked("Token: ") : token, null);
        }
        if (code is null && user is null)
        {
            return Environment.GetEnvironmentVariable("ATTUNE_TOKEN") is { Length: > 0 } variable
                ? (variable, null)
                : (Asked("Token: "), null);
        }
        using var client = new HostClient(login);
        var made = await client.LoginAsync(
            new LoginRequest(
                code,
                user,
                code is null ? Asked("Password: ") : null,
                $"attune login from {Environment.MachineName}"
            ),
            cancellationToken
        );
        return (made.Token, made.Id);
    }

    private static bool IsTrusted(Call call, Uri server, string fingerprint)
    {
        if (Console.IsInputRedirected)
        {
            return false;
        }
        call.Terminal.Talk.Line(
            $"{server} proves itself by a certificate that this machine does not know. Its SHA-256 sum:"
        );
        call.Terminal.Talk.Line($"  {fingerprint}");
        call.Terminal.Talk.Writer.Write("Is it what `attune certificate show` says there? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    /// <summary>A secret: typed without being seen, or the first line of standard input.</summary>
    private static string Asked(string what)
    {
        string? text;
        if (Console.IsInputRedirected)
        {
            text = Console.ReadLine();
        }
        else
        {
            Console.Error.Write(what);
            var typed = new System.Text.StringBuilder();
            while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
            {
                if (key.Key == ConsoleKey.Backspace)
                {
                    typed.Length = Math.Max(0, typed.Length - 1);
                }
                else if (!char.IsControl(key.KeyChar))
                {
                    typed.Append(key.KeyChar);
                }
            }
            Console.Error.WriteLine();
            text = typed.ToString();
        }
        return text?.Trim() is { Length: > 0 } secret
            ? secret
            : throw Remote.Wrong(
                "login",
                "There is no token and no code.",
                "--token TOKEN, --user NAME, or the sign-in address that `attune studio` prints"
            );
    }

    private static Profile Keep(string? asked, Profile profile)
    {
        var list = ProfileFile.Read();
        var name =
            asked
            ?? (
                profile.Name == ProfileCommands.Local
                || list.Profiles.Any(other => other.Name == profile.Name && other.Server != profile.Server)
                    ? FormattableString.Invariant($"{profile.Name}-{new Uri(profile.Server).Port}")
                    : profile.Name
            );
        if (name == ProfileCommands.Local)
        {
            throw Remote.Wrong("--profile", $"'{name}' means this machine.", "give another name");
        }
        var kept = profile with { Name = name };
        ProfileFile.Write(
            new ProfileList
            {
                Current = name,
                Profiles = [.. list.Profiles.Where(other => other.Name != name), kept],
            }
        );
        return kept;
    }
}
