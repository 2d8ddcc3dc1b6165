using System.Globalization;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Live;

/// <summary>Looks at Binance by its REST: clock, symbols, key, account, limits. Asks only; each look is one or more checks.</summary>
internal sealed class BinanceDoctor(BinanceInquiry inquiry, IReadOnlyList<string> symbols)
{
    private const int ClockReadings = 5;
    private const int Pings = 20;
    private const long NsPerMs = 1_000_000;
    private const long WarnSkewNs = 1000 * NsPerMs;
    private const long SlowNs = 500 * NsPerMs;

    private int _weightLimit;
    private string? _usedWeight;
    private string? _wait;

    /// <summary>The venue takes no requests from this address just now: each further one makes it longer.</summary>
    public bool IsToldToWait => _wait is not null;

    /// <summary>In their order; ends early where nothing further can be asked.</summary>
    public IEnumerable<DoctorCheck> Checks()
    {
        foreach (DoctorCheck check in All())
        {
            yield return _wait is { } wait ? check with { Fix = $"{wait}, then look again, and run fewer programs behind this address: nothing further was asked, as each request makes it longer" } : check;
            if (IsToldToWait)
                yield break;
        }
    }

    private IEnumerable<DoctorCheck> All()
    {
        DoctorCheck clock = Clock();
        yield return clock;
        if (clock.Verdict == Verdict.Fail)
            yield break;
        foreach (DoctorCheck check in Symbols())
            yield return check;
        if (inquiry.HasKey)
        {
            DoctorCheck key = Key(out Answer config);
            yield return key;
            if (key.Verdict != Verdict.Fail)
            {
                foreach (DoctorCheck check in Account(config.Body))
                    yield return check;
            }
        }

        yield return Latency();
        yield return Weight();
    }

    private DoctorCheck Clock()
    {
        for (int i = 0; i < ClockReadings; i++)
        {
            Answer answer = Note(inquiry.ReadTime());
            if (!answer.IsOk)
                return DoctorCheck.Fail("clock", $"the venue's clock can't be read: {answer.Failure}", "what this says has to be right first: everything else is asked the same way");
        }

        string text = $"this machine's clock is {Ms(Math.Abs(inquiry.OffsetNs))} {(inquiry.OffsetNs > 0 ? "behind" : "ahead of")} the venue's, round trip {Ms(inquiry.RoundTripNs)}";
        return Math.Abs(inquiry.OffsetNs) > WarnSkewNs
            ? DoctorCheck.Warn("clock", text, "have it set by the network (chrony or systemd-timesyncd: timedatectl set-ntp true); requests carry the venue's time, but every latency is measured wrong")
            : DoctorCheck.Ok("clock", text);
    }

    private IEnumerable<DoctorCheck> Symbols()
    {
        Answer answer = Note(inquiry.Get("/fapi/v1/exchangeInfo"));
        if (!answer.IsOk || answer.Body.ValueKind != JsonValueKind.Object || !answer.Body.TryGetProperty("symbols", out JsonElement listed))
        {
            yield return DoctorCheck.Fail("symbols", $"exchangeInfo can't be read: {answer.Failure ?? "an answer without symbols"}", "check the address (--rest-url)");
            yield break;
        }

        ReadLimit(answer.Body);
        var known = listed.EnumerateArray().Where(s => Text(s, "symbol") is not null).ToDictionary(s => Text(s, "symbol")!, s => Text(s, "status") ?? "?");
        yield return DoctorCheck.Ok("symbols", $"{known.Count} contracts are listed, {known.Values.Count(s => s == "TRADING")} of them trade");
        foreach (string symbol in symbols)
        {
            yield return known.GetValueOrDefault(symbol) switch
            {
                null => DoctorCheck.Fail(symbol, "isn't listed", $"check the symbol{Configuration.NearestName.Hint(symbol, known.Keys)}"),
                "TRADING" => DoctorCheck.Ok(symbol, "trades"),
                var status => DoctorCheck.Fail(symbol, $"doesn't trade now: its status is {status}", "choose another symbol, or wait"),
            };
        }
    }

    private void ReadLimit(JsonElement info)
    {
        if (!info.TryGetProperty("rateLimits", out JsonElement limits) || limits.ValueKind != JsonValueKind.Array)
            return;
        foreach (JsonElement limit in limits.EnumerateArray())
        {
            if (Text(limit, "rateLimitType") == "REQUEST_WEIGHT" && limit.TryGetProperty("limit", out JsonElement most) && most.TryGetInt32(out int number))
                _weightLimit = number;
        }
    }

    private DoctorCheck Key(out Answer config)
    {
        config = Note(inquiry.GetSigned("/fapi/v1/accountConfig"));
        if (!config.IsOk)
        {
            return DoctorCheck.Fail("key", $"refused: {config.Failure}", config.Code switch
            {
                -2014 or -2015 => "check the key at the venue: that it is for this host (testnet and real keys differ), that this machine's address may use it, and that futures are enabled for it",
                -1022 => "the signature is wrong: the secret doesn't belong to this key, or the key is of another kind (hmac, ed25519, rsa); add it again with 'touchline keys'",
                -1021 => "the time stamp was refused: the network is too slow or the clock jumps; try again",
                _ => "see what the venue says",
            });
        }

        if (!Is(config.Body, "canTrade"))
            return DoctorCheck.Fail("key", "signature and address are right, but the account may not trade futures", "enable futures for the account and for the key at the venue");
        // What the venue tells here is the account's right, not the key's.
        string withdraw = "whether the key may withdraw isn't told here: see to it at the venue that it may not";
        return DoctorCheck.Ok("key", $"signature, address and right to trade are right; {withdraw}");
    }

    private IEnumerable<DoctorCheck> Account(JsonElement config)
    {
        yield return Is(config, "dualSidePosition")
            ? DoctorCheck.Fail("position mode", "hedge mode", "switch it at the venue to one-way mode (Futures, Preferences, Position Mode), without open orders and positions")
            : DoctorCheck.Ok("position mode", "one-way");
        yield return Is(config, "multiAssetsMargin")
            ? DoctorCheck.Fail("asset mode", "multi-assets mode", "switch it at the venue to single-asset mode (Futures, Preferences, Asset Mode)")
            : DoctorCheck.Ok("asset mode", "single-asset");
        yield return DoctorCheck.Ok("fee tier", config.TryGetProperty("feeTier", out JsonElement tier) ? tier.ToString() : "isn't told");
        foreach (string symbol in symbols)
        {
            string query = $"symbol={Uri.EscapeDataString(symbol)}";
            yield return Settings(symbol, Note(inquiry.GetSigned("/fapi/v1/symbolConfig", query)));
            yield return Fees(symbol, Note(inquiry.GetSigned("/fapi/v1/commissionRate", query)));
            yield return Orders(symbol, Note(inquiry.GetSigned("/fapi/v1/openOrders", query)), query);
            yield return Position(symbol, Note(inquiry.GetSigned("/fapi/v3/positionRisk", query)));
        }
    }

    private static DoctorCheck Settings(string symbol, Answer answer)
    {
        JsonElement row = answer.Body.ValueKind == JsonValueKind.Array && answer.Body.GetArrayLength() > 0 ? answer.Body[0] : answer.Body;
        return answer.IsOk && row.ValueKind == JsonValueKind.Object && row.TryGetProperty("leverage", out JsonElement leverage)
            ? DoctorCheck.Ok($"{symbol}: leverage", $"{leverage} times, margin {Text(row, "marginType") ?? "?"}")
            : Unread($"{symbol}: leverage", answer);
    }

    private static DoctorCheck Fees(string symbol, Answer answer) => answer.IsOk && Text(answer.Body, "makerCommissionRate") is { } maker && Text(answer.Body, "takerCommissionRate") is { } taker
        ? DoctorCheck.Ok($"{symbol}: fees", $"maker {maker}, taker {taker}: for backtests --fees maker={maker},taker={taker}")
        : Unread($"{symbol}: fees", answer);

    private DoctorCheck Orders(string symbol, Answer orders, string query)
    {
        string name = $"{symbol}: open orders";
        if (!orders.IsOk || orders.Body.ValueKind != JsonValueKind.Array)
            return Unread(name, orders);
        Answer conditional = Note(inquiry.GetSigned("/fapi/v1/openAlgoOrders", query));
        if (!conditional.IsOk || conditional.Body.ValueKind != JsonValueKind.Array)
            return Unread(name, conditional);
        int count = orders.Body.GetArrayLength() + conditional.Body.GetArrayLength();
        return count == 0
            ? DoctorCheck.Ok(name, "none")
            : DoctorCheck.Warn(name, count.ToString(CultureInfo.InvariantCulture), "'run --live' refuses while they are there: cancel them at the venue, or end the session they belong to");
    }

    private static DoctorCheck Position(string symbol, Answer answer)
    {
        if (!answer.IsOk || answer.Body.ValueKind != JsonValueKind.Array)
            return Unread($"{symbol}: position", answer);
        decimal held = answer.Body.EnumerateArray().Where(r => Text(r, "symbol") == symbol)
            .Sum(r => decimal.TryParse(Text(r, "positionAmt"), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal amount) ? amount : 0);
        return held == 0
            ? DoctorCheck.Ok($"{symbol}: position", "flat")
            : DoctorCheck.Warn($"{symbol}: position", held.ToString("0.########", CultureInfo.InvariantCulture), "'run --live' refuses while it is there: close it at the venue first");
    }

    private static DoctorCheck Unread(string name, Answer answer) =>
        DoctorCheck.Fail(name, $"can't be read: {answer.Failure ?? "an answer that isn't understood"}", "see what the venue says");

    private DoctorCheck Latency()
    {
        var times = new LatencyHistogram();
        for (int i = 0; i < Pings; i++)
        {
            Answer answer = Note(inquiry.Get("/fapi/v1/ping"));
            if (!answer.IsOk)
                return DoctorCheck.Fail("latency of REST", $"a ping failed: {answer.Failure}", "check the network");
            times.Record(answer.RoundTripNs);
        }

        return OfLatency("latency of REST", times, "round trip of a ping");
    }

    /// <summary>A check of measured times.</summary>
    /// <param name="what">What was measured.</param>
    public static DoctorCheck OfLatency(string name, LatencyHistogram times, string what)
    {
        string text = $"{what}: p50 {Ms(times.Percentile(50) ?? 0)}, p99 {Ms(times.Percentile(99) ?? 0)} over {times.Count}";
        return times.Percentile(50) > SlowNs ? DoctorCheck.Warn(name, text, "a machine nearer to the venue (for Binance: Tokyo) is faster") : DoctorCheck.Ok(name, text);
    }

    private DoctorCheck Weight()
    {
        if (!int.TryParse(_usedWeight, NumberStyles.None, CultureInfo.InvariantCulture, out int used) || _weightLimit == 0)
            return DoctorCheck.Warn("request weight", "the venue doesn't tell what is used", "nothing, if this is a proxy or a test server; else check the address");
        string text = $"{used} of {_weightLimit} a minute used by this address, this look included";
        return used > _weightLimit / 2 ? DoctorCheck.Warn("request weight", text, "something else asks much from this address: sessions have less room") : DoctorCheck.Ok("request weight", text);
    }

    private Answer Note(Answer answer)
    {
        _usedWeight = answer.Reply.Header("X-MBX-USED-WEIGHT-1M") ?? _usedWeight;
        if (answer.Reply.Status is 418 or 429)
            _wait = answer.Reply.Header("Retry-After") is { } seconds ? $"wait {seconds} s" : "wait a few minutes";
        return answer;
    }

    private static bool Is(JsonElement body, string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out JsonElement flag) && flag.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    private static string Ms(long ns) => string.Create(CultureInfo.InvariantCulture, $"{ns / 1e6:0.###} ms");
}
