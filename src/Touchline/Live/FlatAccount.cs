using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Live;

/// <summary>Whether a session may begin: nothing of the account's may be open in what it trades. A strategy counts from zero, and what others have working would trade against it.</summary>
internal static class FlatAccount
{
    // Of a longer list the first ones say enough.
    private const int MostTold = 5;
    private const int ClockReadings = 3;

    private const int InvalidSymbol = -1121;
    private const int TooManyRequests = -1003;

    /// <param name="doctor">The command that looks closer, for people.</param>
    /// <exception cref="BadInputException">Orders or positions are there, or the venue refuses the key.</exception>
    /// <exception cref="IOException">The venue didn't answer.</exception>
    public static void Check(BinanceInquiry inquiry, IReadOnlyList<string> symbols, string doctor)
    {
        for (int i = 0; i < ClockReadings; i++)
            Need(inquiry.ReadTime(), "", doctor);
        foreach (string symbol in symbols)
        {
            string query = $"symbol={Uri.EscapeDataString(symbol)}";
            RefuseOrders(symbol, Need(inquiry.GetSigned("/fapi/v1/openOrders", query), symbol, doctor), "clientOrderId");
            RefuseOrders(symbol, Need(inquiry.GetSigned("/fapi/v1/openAlgoOrders", query), symbol, doctor), "clientAlgoId");
            RefusePosition(symbol, Need(inquiry.GetSigned("/fapi/v3/positionRisk", query), symbol, doctor));
        }
    }

    private static JsonElement Need(Answer answer, string symbol, string doctor)
    {
        if (answer.IsOk)
            return answer.Body;
        if (answer.Code == InvalidSymbol)
            throw new BadInputException($"{symbol} isn't listed at Binance's USDⓈ-M futures: check the symbol");
        if (answer.Code == TooManyRequests || answer.Reply.Status is 418 or 429)
            throw new IOException($"Binance takes no requests from this address just now ({answer.Failure}){Wait(answer.Reply)}; nothing was sent. Start again then, and run fewer programs behind this address");
        string what = answer.Reply.Status == 0 ? answer.Failure! : $"Binance refused a question about the account ({answer.Failure})";
        // Its own word is about what was asked: key, rights, symbol. All else is the network's.
        if (answer.Code != 0 && answer.Reply.Status is >= 400 and < 500)
            throw new BadInputException($"{what}: '{doctor}' looks closer");
        throw new IOException($"{what}; nothing was sent. Check the network and the address; '{doctor}' looks closer");
    }

    private static string Wait(HttpReply reply) => reply.Header("Retry-After") is { } seconds ? $": wait {seconds} s" : ": wait a few minutes";

    private static void RefuseOrders(string symbol, JsonElement orders, string id)
    {
        int count = orders.ValueKind == JsonValueKind.Array ? orders.GetArrayLength() : 0;
        if (count == 0)
            return;
        string[] ids = [.. orders.EnumerateArray().Select(o => o.TryGetProperty(id, out JsonElement name) ? name.ToString() : "?")];
        bool areOurs = Array.TrueForAll(ids, SessionPrefix.IsOf);
        throw new BadInputException(
            $"{count} order{(count == 1 ? "" : "s")} of {(areOurs ? "another Touchline session" : "others")} {(count == 1 ? "is" : "are")} open in {symbol} at Binance "
            + $"({string.Join(", ", ids.Take(MostTold))}{(count > MostTold ? ", ..." : "")}), and a session begins without: "
            + (areOurs
                ? "end that session if it goes on; if it was killed, the venue's countdown cancels its orders within a minute or so: start again then, or cancel them there (Futures, Open Orders, Cancel All)"
                : "cancel them there (Futures, Open Orders, Cancel All), or end the session they belong to, then start again"));
    }

    private static void RefusePosition(string symbol, JsonElement rows)
    {
        if (rows.ValueKind != JsonValueKind.Array)
            return;
        foreach (JsonElement row in rows.EnumerateArray())
        {
            if (row.TryGetProperty("symbol", out JsonElement of) && of.GetString() == symbol && row.TryGetProperty("positionAmt", out JsonElement amount)
                && decimal.TryParse(amount.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal held) && held != 0)
                throw HoldsPosition(symbol, held, "Binance");
        }
    }

    /// <summary>Says how to become flat.</summary>
    public static BadInputException HoldsPosition(string symbol, decimal held, string venue) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the account holds a position of {held:0.########} {symbol} at {venue} already, and a session begins flat: close it there ({(held > 0 ? "sell" : "buy")} {Math.Abs(held):0.########} reduce-only, at market), then start again"));
}
