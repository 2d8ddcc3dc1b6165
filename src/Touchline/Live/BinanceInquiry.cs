using System.Globalization;
using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Live;

/// <summary>What came of a question.</summary>
/// <param name="Body">The answer; an undefined element when there is none.</param>
/// <param name="Failure">Why there is none, for people; null when there is one.</param>
/// <param name="Code">The venue's error code; 0 when it gave none.</param>
internal sealed record Answer(HttpReply Reply, JsonElement Body, string? Failure, int Code, long ReceivedNs)
{
    public bool IsOk => Failure is null;

    public long RoundTripNs => ReceivedNs - Reply.SentNs;
}

/// <summary>Questions to Binance's REST, one after the other: nothing is ordered and nothing changed. Signed ones carry the venue's time, which has to be read before.</summary>
/// <param name="call">Sends a request and waits for what comes of it, at the latest its time-out.</param>
/// <param name="clock">Local time, in nanoseconds since the Unix epoch.</param>
/// <param name="timeoutNs">So long each answer may take.</param>
internal sealed class BinanceInquiry(BinanceVenueOptions options, Func<HttpCall, HttpReply> call, Func<long> clock, long timeoutNs = BinanceInquiry.UsualTimeoutNs)
{
    public const long UsualTimeoutNs = 10_000_000_000;

    private const long NsPerMs = 1_000_000;

    private readonly BinanceSigner? _signer = options.Credentials is { } credentials ? BinanceSigner.Of(credentials) : null;
    private long _number;

    /// <summary>What the venue's clock is ahead of ours, by the quickest answer so far.</summary>
    public long OffsetNs { get; private set; }

    /// <summary>Of the quickest answer; <see cref="long.MaxValue"/> before there is one.</summary>
    public long RoundTripNs { get; private set; } = long.MaxValue;

    public bool HasKey => _signer is not null;

    /// <summary>Reads the venue's clock once.</summary>
    public Answer ReadTime()
    {
        Answer answer = Get("/fapi/v1/time");
        if (answer.IsOk && answer.Body.TryGetProperty("serverTime", out JsonElement time) && time.TryGetInt64(out long ms) && answer.RoundTripNs < RoundTripNs)
        {
            RoundTripNs = answer.RoundTripNs;
            // A millisecond that is told has begun up to a millisecond ago.
            OffsetNs = ms * NsPerMs + NsPerMs / 2 - (answer.Reply.SentNs + answer.RoundTripNs / 2);
        }

        return answer;
    }

    public Answer Get(string path, string query = "") => Ask(query.Length == 0 ? path : $"{path}?{query}", []);

    /// <summary>As the account; only with a key.</summary>
    public Answer GetSigned(string path, string query = "")
    {
        long ms = (clock() + OffsetNs) / NsPerMs;
        string text = string.Create(CultureInfo.InvariantCulture, $"{query}{(query.Length == 0 ? "" : "&")}recvWindow=5000&timestamp={ms}");
        byte[] signature = new byte[_signer!.MaxLength];
        int length = _signer.Sign(Encoding.UTF8.GetBytes(text), signature);
        return Ask($"{path}?{text}&signature={Uri.EscapeDataString(Encoding.ASCII.GetString(signature, 0, length))}", [new("X-MBX-APIKEY", options.Credentials!.Key)]);
    }

    private Answer Ask(string pathAndQuery, KeyValuePair<string, string>[] headers)
    {
        HttpReply reply = call(new HttpCall(++_number, "GET", options.RestUrl + pathAndQuery, headers, timeoutNs));
        long nowNs = clock();
        if (reply.Failure is { } failure)
            return new Answer(reply, default, failure, 0, nowNs);
        JsonElement body;
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body);
            body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return new Answer(reply, default, $"{new Uri(options.RestUrl).Authority} answered with HTTP {reply.Status} and no JSON: is that Binance?", 0, nowNs);
        }

        if (reply.Status == 200)
            return new Answer(reply, body, null, 0, nowNs);
        bool isError = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("code", out _) && body.TryGetProperty("msg", out _);
        return isError && body.GetProperty("code").TryGetInt32(out int code)
            ? new Answer(reply, default, $"{code} {body.GetProperty("msg")}", code, nowNs)
            : new Answer(reply, default, $"HTTP {reply.Status}", 0, nowNs);
    }
}
