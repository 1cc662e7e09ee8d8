using Attune.Client.Protocols.Control;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>Accounts and their tokens: owners manage all, everybody signed in their own tokens.</summary>
internal sealed class AccountCalls(AccountBook accounts)
{
    private const string User = ControlCall.Users + "/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "GET", ControlCall.Users, Access.Own, ListAsync)
            .Describe("Every account, by name.", response: ControlJson.Default.UsersResponse);
        Map(routes, "POST", ControlCall.Users, Access.Own, AddAsync)
            .Describe(
                "Makes an account; the invitation is told once.",
                request: ControlJson.Default.UserRequest,
                response: ControlJson.Default.InvitationResponse
            );
        Map(routes, "POST", User + "/invite", Access.Own, InviteAsync)
            .Describe(
                "Invites an account anew; its password counts no more.",
                response: ControlJson.Default.InvitationResponse
            );
        Map(routes, "PATCH", User, Access.Own, ChangeRoleAsync)
            .Describe(
                "Gives an account another role.",
                request: ControlJson.Default.UserRequest,
                response: ControlJson.Default.UserResponse
            );
        Map(routes, "DELETE", User, Access.Own, RemoveAsync)
            .Describe("Deletes an account with its tokens.", response: ControlJson.Default.NothingResponse);
        Map(routes, "GET", User + "/tokens", Access.Read, ListTokensAsync)
            .Describe(
                "The tokens of an account: one's own, or for owners anybody's.",
                response: ControlJson.Default.TokensResponse
            );
        Map(routes, "POST", User + "/tokens", Access.Read, IssueAsync)
            .Describe(
                "Makes a token, which is told once.",
                request: ControlJson.Default.TokenRequest,
                response: ControlJson.Default.TokenResponse
            );
        Map(routes, "DELETE", User + "/tokens/{id}", Access.Read, RevokeAsync)
            .Describe("Ends a token.", response: ControlJson.Default.NothingResponse);
    }

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder routes,
        string method,
        string pattern,
        string policy,
        Func<HttpContext, Task> call
    )
    {
        var endpoint = routes
            .MapMethods(pattern, [method], context => AnswerAsync(context, call))
            .RequireAuthorization(policy);
        if (method != "GET")
        {
            endpoint.Audited();
        }
        return endpoint;
    }

    private Task ListAsync(HttpContext context) =>
        MLflowReply.WriteAsync(
            context,
            new UsersResponse([.. accounts.All.Select(View)]),
            ControlJson.Default.UsersResponse
        );

    private async Task AddAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.UserRequest)
            .ConfigureAwait(false);
        var name = MLflowRequest.Require(request.Name, "name");
        var code = await accounts
            .InviteAsync(name, RoleOf(request.Role), again: false, context.RequestAborted)
            .ConfigureAwait(false);
        await InvitedAsync(context, name, code).ConfigureAwait(false);
    }

    private async Task InviteAsync(HttpContext context)
    {
        var code = await accounts
            .InviteAsync(Name(context), null, again: true, context.RequestAborted)
            .ConfigureAwait(false);
        await InvitedAsync(context, Name(context), code).ConfigureAwait(false);
    }

    private async Task ChangeRoleAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.UserRequest)
            .ConfigureAwait(false);
        var account = await accounts
            .ChangeRoleAsync(
                Name(context),
                RoleOf(MLflowRequest.Require(request.Role, "role")),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(context, View(account), ControlJson.Default.UserResponse)
            .ConfigureAwait(false);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        await accounts.RemoveAsync(Name(context), context.RequestAborted).ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private Task ListTokensAsync(HttpContext context)
    {
        RequireOwn(context);
        var account =
            accounts.Find(Name(context))
            ?? throw new AccountException($"There is no account '{Name(context)}'.", isMissing: true);
        return MLflowReply.WriteAsync(
            context,
            new TokensResponse([.. account.Tokens.Select(token => View(token, null))]),
            ControlJson.Default.TokensResponse
        );
    }

    private async Task IssueAsync(HttpContext context)
    {
        RequireOwn(context);
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.TokenRequest)
            .ConfigureAwait(false);
        if (request.Days is < 1 or > 366)
        {
            throw new MLflowException(MLflowError.Invalid("A token counts for 1 to 366 days."));
        }
        // A token makes no token that may do more than itself.
        var most = Caller.Of(context) is Caller.Person person ? person.Role : Role.Owner;
        var asked = request.Role is null ? most : RoleOf(request.Role);
        var (kept, token) = await accounts
            .IssueAsync(
                Name(context),
                request.Label ?? "",
                asked < most ? asked : most,
                TimeSpan.FromDays(request.Days ?? 30),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(context, View(kept, token), ControlJson.Default.TokenResponse)
            .ConfigureAwait(false);
    }

    private async Task RevokeAsync(HttpContext context)
    {
        RequireOwn(context);
        await accounts
            .RevokeAsync(Name(context), context.GetRouteValue("id") as string ?? "", context.RequestAborted)
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    /// <summary>The name in the address: the caller's own, or anybody's for owners.</summary>
    internal static string OwnName(HttpContext context)
    {
        RequireOwn(context);
        return Name(context);
    }

    private static void RequireOwn(HttpContext context)
    {
        if (Caller.Of(context) is Caller.Person { Role: < Role.Owner } person && person.Name != Name(context))
        {
            throw new MLflowException(MLflowError.Denied("Only owners manage what belongs to others."));
        }
    }

    private static Task InvitedAsync(HttpContext context, string name, string code) =>
        MLflowReply.WriteAsync(
            context,
            new InvitationResponse(
                name,
                $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/invitation?code={code}",
                (int)AccountBook.InvitationLife.TotalDays
            ),
            ControlJson.Default.InvitationResponse
        );

    private static Role RoleOf(string? text) =>
        text switch
        {
            null or "reader" => Role.Reader,
            "contributor" => Role.Contributor,
            "owner" => Role.Owner,
            _ => throw new MLflowException(
                MLflowError.Invalid($"'{text}' is no role: reader, contributor or owner.")
            ),
        };

    private static UserResponse View(Account account) =>
        new(
            account.Name,
            Access.NameOf(account.Role),
            account.CreatedAt,
            account.Password is not null,
            account.Invitation?.EndsAt,
            account.Tokens.Count
        );

    private static TokenResponse View(AccessToken token, string? secret) =>
        new(token.Id, token.Label, Access.NameOf(token.Role), token.CreatedAt, token.EndsAt, secret);

    /// <summary>Answers a call; what is wrong with an account is told in the protocol's form.</summary>
    internal static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> call)
    {
        try
        {
            await call(context).ConfigureAwait(false);
        }
        catch (AccountException error)
        {
            throw new MLflowException(
                error.IsMissing ? MLflowError.Unknown(error.Message) : MLflowError.Invalid(error.Message)
            );
        }
    }

    private static string Name(HttpContext context) => context.GetRouteValue("name") as string ?? "";
}
