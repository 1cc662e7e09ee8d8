using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Sessions;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Gateway;

/// <summary>Ends open sockets within seconds after what let them in has ended: the session, the role, the instance.</summary>
internal sealed class SocketWatch(SessionBook sessions, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Begins to watch over a socket; dispose of the result when it is closed.</summary>
    /// <param name="context">The request that opened it.</param>
    /// <param name="isOpen">Whether what it leads to is still there.</param>
    /// <param name="end">Ends it.</param>
    /// <remarks>A program's token cannot be asked after again: such a socket ends with its instance.</remarks>
    public IAsyncDisposable Begin(HttpContext context, Func<bool> isOpen, Action end)
    {
        var user = context.User;
        var hasSession = context.Request.Headers.Authorization.Count == 0;
        return time.CreateTimer(
            _ =>
            {
                if (!isOpen() || (hasSession && sessions.PersonOf(user) is not { Role: >= Role.Contributor }))
                {
                    end();
                }
            },
            null,
            Interval,
            Interval
        );
    }
}
