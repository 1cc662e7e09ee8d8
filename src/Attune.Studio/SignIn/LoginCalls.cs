using Attune.Client.Protocols.Control;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.SignIn;

/// <summary>The door for the command of another machine: a one-time code, or a name and its password, is swapped for a token.</summary>
internal sealed class LoginCalls(SignInCodes codes, AccountBook accounts, AuditLog audit)
{
    private const string What = "sign in a command";
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMethods(ControlCall.Login, ["POST"], LoginAsync)
            .AllowAnonymous()
            .RequireRateLimiting(SignInCalls.Limit)
            .Describe(
                "Swaps a one-time code, or a name and its password, for a token of 90 days.",
                ControlJson.Default.LoginRequest,
                ControlJson.Default.LoginResponse
            );

    private async Task LoginAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.LoginRequest)
            .ConfigureAwait(false);
        var who = await FindAsync(context, request).ConfigureAwait(false);
        AccessToken kept;
        string token;
        try
        {
            (kept, token) = await accounts
                .IssueAsync(who.Name, request.Label ?? "attune login", who.Role, Life, context.RequestAborted)
                .ConfigureAwait(false);
        }
        catch (AccountException error)
        {
            throw new MLflowException(MLflowError.Invalid(error.Message));
        }
        await WriteDownAsync(context, who.Name, StatusCodes.Status200OK).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        await MLflowReply
            .WriteAsync(
                context,
                new LoginResponse(who.Name, Access.NameOf(kept.Role), kept.Id, token, kept.EndsAt),
                ControlJson.Default.LoginResponse
            )
            .ConfigureAwait(false);
    }

    private async Task<Caller.Person> FindAsync(HttpContext context, LoginRequest request)
    {
        if (request.Code is { Length: > 0 } code)
        {
            var person =
                codes.Redeem(SignInCalls.CodeIn(code))
                ?? throw Refused(
                    "This code is not valid: it was used already, is older than ten minutes, or is none of this host's."
                );
            if (person == Session.LocalOwner)
            {
                // What the machine's own user hands to another machine can be seen and taken back, as others' tokens.
                await accounts.KeepOwnAsync(person.Name, context.RequestAborted).ConfigureAwait(false);
            }
            return person;
        }
        var name = MLflowRequest.Require(request.User, "code").Trim();
        if (accounts.SignIn(name, request.Password ?? "") is { } account)
        {
            return new Caller.Person(account.Name, account.Role);
        }
        if (accounts.Find(name) is not null)
        {
            await WriteDownAsync(context, name, StatusCodes.Status401Unauthorized).ConfigureAwait(false);
        }
        throw Refused("This name and password do not belong together.");
    }

    private Task WriteDownAsync(HttpContext context, string who, int result) =>
        audit.AppendAsync(who, What, "", result, Audited.AddressOf(context), context.TraceIdentifier);

    private static MLflowException Refused(string message) =>
        new(new MLflowError(StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", message));
}
