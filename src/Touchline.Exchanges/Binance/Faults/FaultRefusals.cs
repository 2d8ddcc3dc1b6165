using System.Globalization;

namespace Touchline.Exchanges.Binance;

/// <summary>What the faults that answer in a request's stead say: the venue's codes and texts.</summary>
internal static class FaultRefusals
{
    public const int UsualCode = -2010;

    private const long UsualRetryMs = 30_000;
    private const long UsualBanMs = 120_000;

    private static readonly (int Code, string Text)[] Rejections =
    [
        (-1000, "An unknown error occured while processing the request."),
        (-1001, "Internal error; unable to process your request. Please try again."),
        (-1008, "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."),
        (-1015, "Too many new orders; current limit is 300 orders per TEN_SECONDS."),
        (-1021, "Timestamp for this request is outside of the recvWindow."),
        (-2010, "NEW_ORDER_REJECTED"),
        (-2011, "Unknown order sent."),
        (-2013, "Order does not exist."),
        (-2015, "Invalid API-key, IP, or permissions for action."),
        (-2019, "Margin is insufficient."),
        (-2022, "ReduceOnly Order is rejected."),
        (-4400, "Futures Trading Quantitative Rules violated, only reduceOnly order is allowed, please try again later."),
        (-5021, "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history"),
        (-5022, "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history"),
        (-5028, "Timestamp for this request is outside of the ME recvWindow."),
    ];

    public static string CodesText { get; } = $"one of {string.Join(", ", Rejections.Select(r => r.Code))}";

    public static bool Has(int code) => Rejections.Any(r => r.Code == code);

    public static BinanceError Rejection(ExchangeFault fault)
    {
        (int code, string text) = Rejections.First(r => r.Code == (fault.Code ?? UsualCode));
        return new BinanceError(code, text, code == -1008 ? 503 : 400);
    }

    /// <summary>With what goes by the Retry-After header, in seconds; null: none.</summary>
    public static (BinanceError Error, long? RetrySeconds) Status(ExchangeFault fault, long nowMs)
    {
        long waitMs = fault.Ms ?? (fault.Status == 418 ? UsualBanMs : UsualRetryMs);
        return fault.Status switch
        {
            429 => (new BinanceError(-1003, "Too many requests; current limit is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API.", 429), Seconds(waitMs)),
            418 => (new BinanceError(-1003, string.Create(CultureInfo.InvariantCulture, $"Way too many requests; IP banned until {nowMs + waitMs}. Please use the websocket for live updates to avoid bans."), 418), Seconds(waitMs)),
            403 => (new BinanceError(0, "Forbidden", 403), null),
            408 => (new BinanceError(-1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.", 408), null),
            // Said of whether it was carried out: nobody knows. Nothing said: it certainly wasn't.
            503 when fault.Accepted is null => (new BinanceError(-1000, "Service Unavailable.", 503), null),
            503 => (new BinanceError(-1000, "Unknown error, please check your request or try again later.", 503), null),
            504 => (new BinanceError(-1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.", 504), null),
            { } status => (new BinanceError(-1000, "An unknown error occured while processing the request.", status), null),
            null => throw new InvalidOperationException("a fault of kind status has a status"),
        };
    }

    public static BinanceError Maintenance { get; } = new(-1016, "This service is no longer available.", 503);

    private static long Seconds(long ms) => Math.Max(1, (ms + 999) / 1000);
}
