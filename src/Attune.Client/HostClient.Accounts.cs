using System.Net.Http.Json;
using Attune.Client.Protocols.Control;

namespace Attune.Client;

/// <summary>What a host is asked about accounts and their tokens.</summary>
public sealed partial class HostClient
{
    /// <summary>Makes an account.</summary>
    internal Task<InvitationResponse> AddUserAsync(
        UserRequest request,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Post,
            ControlCall.Users,
            JsonContent.Create(request, ControlJson.Default.UserRequest),
            ControlJson.Default.InvitationResponse,
            cancellationToken
        );

    /// <summary>Invites an account anew; its password counts no more.</summary>
    internal Task<InvitationResponse> InviteUserAsync(string name, CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Post,
            ControlCall.User(name, "invite"),
            null,
            ControlJson.Default.InvitationResponse,
            cancellationToken
        );

    /// <summary>Every account.</summary>
    internal Task<UsersResponse> ListUsersAsync(CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Get,
            ControlCall.Users,
            null,
            ControlJson.Default.UsersResponse,
            cancellationToken
        );

    /// <summary>Gives an account another role.</summary>
    internal Task<UserResponse> ChangeRoleAsync(
        string name,
        string role,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Patch,
            ControlCall.User(name),
            JsonContent.Create(new UserRequest(null, role), ControlJson.Default.UserRequest),
            ControlJson.Default.UserResponse,
            cancellationToken
        );

    /// <summary>Deletes an account.</summary>
    internal Task<NothingResponse> RemoveUserAsync(string name, CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Delete,
            ControlCall.User(name),
            null,
            ControlJson.Default.NothingResponse,
            cancellationToken
        );

    /// <summary>Makes a token of an account.</summary>
    internal Task<TokenResponse> CreateTokenAsync(
        string user,
        TokenRequest request,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Post,
            ControlCall.User(user, "tokens"),
            JsonContent.Create(request, ControlJson.Default.TokenRequest),
            ControlJson.Default.TokenResponse,
            cancellationToken
        );

    /// <summary>The tokens of an account.</summary>
    internal Task<TokensResponse> ListTokensAsync(string user, CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Get,
            ControlCall.User(user, "tokens"),
            null,
            ControlJson.Default.TokensResponse,
            cancellationToken
        );

    /// <summary>Ends a token.</summary>
    internal Task<NothingResponse> RevokeTokenAsync(
        string user,
        string id,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Delete,
            ControlCall.User(user, "tokens/" + Uri.EscapeDataString(id)),
            null,
            ControlJson.Default.NothingResponse,
            cancellationToken
        );

    /// <summary>The sessions of somebody in browsers.</summary>
    internal Task<SessionsResponse> ListSessionsAsync(string user, CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Get,
            ControlCall.User(user, "sessions"),
            null,
            ControlJson.Default.SessionsResponse,
            cancellationToken
        );

    /// <summary>Ends a session of somebody, or all of them.</summary>
    internal Task<NothingResponse> EndSessionsAsync(
        string user,
        string? id,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Delete,
            ControlCall.User(user, id is null ? "sessions" : "sessions/" + Uri.EscapeDataString(id)),
            null,
            ControlJson.Default.NothingResponse,
            cancellationToken
        );
}
