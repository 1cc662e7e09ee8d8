using System.Threading.RateLimiting;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Attune.Studio.Guards;

/// <summary>How much one token may ask at once and each second. Beyond it calls wait a little, then are told to come again (429).</summary>
internal static class CallLimits
{
    private const int AtOnce = 64;
    private const int Waiting = 2_000;
    private const int EachSecond = 10_000;

    public static void Set(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetConcurrencyLimiter(
                    Key(context),
                    _ => new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = Waiting }
                )
            ),
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetTokenBucketLimiter(
                    Key(context),
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = EachSecond,
                        TokensPerPeriod = EachSecond / 10,
                        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
                        QueueLimit = 0,
                    }
                )
            )
        );
        options.OnRejected = (context, _) =>
            new ValueTask(
                SignInCalls.IsFor(context.HttpContext)
                    ? SignInCalls.RefuseAsync(context.HttpContext)
                    : MLflowReply.WriteAsync(
                        context.HttpContext,
                        MLflowError.TooMany("Too many calls at once.")
                    )
            );
    }

    private static string Key(HttpContext context) => context.Features.Get<Caller>()?.Key ?? "";
}
