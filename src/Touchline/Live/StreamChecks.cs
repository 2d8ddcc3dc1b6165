using System.Globalization;
using System.Text;
using System.Text.Json;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Live;

/// <summary>How old market data is when it comes, and how quickly order entry answers.</summary>
internal sealed class StreamChecks(BinanceVenueOptions addresses, WireCalls calls, long offsetNs)
{
    private const int Pings = 20, MostMessages = 500;
    private const long ListenNs = 5_000_000_000, PingTimeoutNs = 5_000_000_000;
    private const long NsPerMs = 1_000_000;

    /// <param name="symbol">Whose best quotes are listened to.</param>
    public DoctorCheck MarketData(string symbol)
    {
        const string Name = "market data";
        if (calls.Open($"{addresses.StreamUrl}/public/ws/{Uri.EscapeDataString(symbol.ToLowerInvariant())}@bookTicker") is { } reason)
            return DoctorCheck.Fail(Name, $"no stream: {reason}", "check the address (--ws-url), the network and the firewall");
        var ages = new LatencyHistogram();
        for (long untilNs = calls.NowNs + ListenNs; ages.Count < MostMessages && calls.Receive(untilNs) is { } message;)
        {
            // A clock that isn't exactly the venue's may make the quickest ones negative.
            if (VenueMs(message.Message) is { } ms)
                ages.Record(Math.Max(0, message.ReceivedNs + offsetNs - ms * NsPerMs));
        }

        calls.Close();
        return ages.Count == 0
            ? DoctorCheck.Fail(Name, string.Create(CultureInfo.InvariantCulture, $"no best quote of {symbol} within {ListenNs / 1e9:0} s"), "check the symbol and the address (--ws-url)")
            : BinanceDoctor.OfLatency(Name, ages, $"age of {symbol}'s best quotes by the venue's clock");
    }

    public DoctorCheck OrderEntry()
    {
        const string Name = "order entry";
        if (calls.Open(addresses.WebSocketApiUrl) is { } reason)
            return DoctorCheck.Warn(Name, $"no WebSocket API: {reason}", "check the address (--ws-api-url); without it orders go by REST, which is slower");
        var times = new LatencyHistogram();
        for (int i = 1; i <= Pings; i++)
        {
            long sentNs = calls.NowNs;
            if (!calls.Send(Encoding.ASCII.GetBytes($$"""{"id":{{i}},"method":"ping"}""")) || calls.Receive(sentNs + PingTimeoutNs) is not { } answer)
                break;
            times.Record(answer.ReceivedNs - sentNs);
        }

        calls.Close();
        return times.Count == 0
            ? DoctorCheck.Warn(Name, "the WebSocket API doesn't answer a ping", "check the address (--ws-api-url); without it orders go by REST, which is slower")
            : BinanceDoctor.OfLatency(Name, times, "round trip of a ping by WebSocket API");
    }

    private static long? VenueMs(byte[] message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("E", out JsonElement time) && time.TryGetInt64(out long ms) ? ms : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
