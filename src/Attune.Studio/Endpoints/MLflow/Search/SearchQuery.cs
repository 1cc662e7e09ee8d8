using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Endpoints.MLflow.Search;

/// <summary>What a search asks for: which, in what order, and which page of them.</summary>
internal sealed record SearchQuery(Filter Filter, SearchOrder Order, int Size, long From)
{
    /// <summary>Reads <c>filter</c>, <c>order_by</c>, <c>max_results</c> and <c>page_token</c> of a query.</summary>
    /// <exception cref="MLflowException">One of them is none.</exception>
    public static SearchQuery Read(HttpContext context, FilterDialect dialect, int byDefault, int most) =>
        new(
            Filter.Parse(MLflowRequest.Query(context, "filter"), dialect),
            SearchOrder.Parse([.. context.Request.Query["order_by"].OfType<string>()], dialect),
            MLflowRequest.PageSize(MLflowRequest.QueryNumber(context, "max_results"), byDefault, most),
            PageToken.Read(MLflowRequest.Query(context, "page_token"))
        );

    /// <summary>The page, and where the next one begins when there is one.</summary>
    /// <param name="items">All there are.</param>
    /// <param name="subject">An item as filters see it.</param>
    /// <param name="ties">The order of those that are equal by what was asked.</param>
    public (IReadOnlyList<T> Page, string? Next) Take<T>(
        IEnumerable<T> items,
        Func<T, ISearchSubject> subject,
        Func<IOrderedEnumerable<T>, IOrderedEnumerable<T>> ties
    )
    {
        var found = items.Where(item => Filter.Matches(subject(item)));
        var rest = ties(Order.Sort(found, subject)).Skip((int)Math.Min(From, int.MaxValue)).ToArray();
        return ([.. rest.Take(Size)], rest.Length > Size ? PageToken.Of(From + Size) : null);
    }
}
