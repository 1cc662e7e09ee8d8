using Attune.Client.Protocols.Control;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Attune.Studio.SignIn.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>Who is signed in with a browser: everybody looks at and ends their own sessions, owners those of all.</summary>
internal sealed class SessionCalls(SessionBook sessions)
{
    private const string Sessions = ControlCall.Users + "/{name}/sessions";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapMethods(Sessions, ["GET"], ListAsync)
            .RequireAuthorization(Access.Read)
            .Describe(
                "The browsers in which somebody is signed in: oneself, or for owners anybody.",
                response: ControlJson.Default.SessionsResponse
            );
        routes
            .MapMethods(Sessions, ["DELETE"], EndAllAsync)
            .RequireAuthorization(Access.Read)
            .Audited()
            .Describe("Signs somebody out everywhere.", response: ControlJson.Default.NothingResponse);
        routes
            .MapMethods(Sessions + "/{id}", ["DELETE"], EndAsync)
            .RequireAuthorization(Access.Read)
            .Audited()
            .Describe("Ends a session.", response: ControlJson.Default.NothingResponse);
    }

    private Task ListAsync(HttpContext context) =>
        AccountCalls.AnswerAsync(
            context,
            async _ =>
            {
                var name = AccountCalls.OwnName(context);
                if (!sessions.IsSomebody(name))
                {
                    throw new AccountException($"There is no account '{name}'.", isMissing: true);
                }
                await MLflowReply
                    .WriteAsync(
                        context,
                        new SessionsResponse([.. sessions.Of(name).Select(View)]),
                        ControlJson.Default.SessionsResponse
                    )
                    .ConfigureAwait(false);
            }
        );

    private Task EndAllAsync(HttpContext context) =>
        AccountCalls.AnswerAsync(
            context,
            async _ =>
            {
                await sessions
                    .EndAllAsync(AccountCalls.OwnName(context), context.RequestAborted)
                    .ConfigureAwait(false);
                await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
            }
        );

    private Task EndAsync(HttpContext context) =>
        AccountCalls.AnswerAsync(
            context,
            async _ =>
            {
                await sessions
                    .EndAsync(
                        AccountCalls.OwnName(context),
                        context.GetRouteValue("id") as string ?? "",
                        context.RequestAborted
                    )
                    .ConfigureAwait(false);
                await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
            }
        );

    private static SessionResponse View(OpenSession session) =>
        new(session.Id, session.Name, session.BeganAt, session.SeenAt, session.From, session.Browser);
}
