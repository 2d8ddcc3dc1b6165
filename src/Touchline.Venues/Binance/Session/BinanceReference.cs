using System.Globalization;
using System.Text.Json;

namespace Touchline.Venues.Binance;

/// <summary>exchangeInfo: what can be traded and how, and the address's and account's limits. Fetched at the start, for symbols that are asked for later, and every hour.</summary>
internal sealed class BinanceReference(BinanceSession session)
{
    private const int Weight = 1;
    private const long EveryNs = 3600 * BinanceSession.NsPerSecond;

    // Nothing at all came from the host for so long: it is the wrong one, or there is no network.
    private const long PatienceNs = 30 * BinanceSession.NsPerSecond;

    private readonly Dictionary<string, BinanceSymbolFacts> _facts = new(StringComparer.Ordinal);
    private readonly BinanceRetry _retry = new(session.Random);
    private long _nextNs = long.MaxValue, _giveUpNs = long.MaxValue, _loadedNs;
    private string _why = "no answer";
    private bool _isAsked;

    public bool IsLoaded => _facts.Count > 0;

    public long NextNs => Math.Min(_isAsked ? long.MaxValue : _nextNs, _giveUpNs);

    /// <summary>Is told after each load.</summary>
    public Action<long> Loaded { get; set; } = _ => { };

    public void Start(long nowNs)
    {
        _nextNs = nowNs;
        _giveUpNs = nowNs + PatienceNs;
    }

    public BinanceSymbolFacts? Find(string symbol) => _facts.GetValueOrDefault(symbol);

    /// <summary>A symbol that isn't known may have been listed since.</summary>
    public void Refresh(long nowNs)
    {
        if (nowNs - _loadedNs > 10 * BinanceSession.NsPerSecond)
            _nextNs = Math.Min(_nextNs, nowNs);
    }

    public void Advance(long nowNs)
    {
        if (nowNs >= _giveUpNs)
        {
            _giveUpNs = long.MaxValue;
            session.SetTrouble(BinanceTrouble.Hopeless, $"nothing came from {session.Options.RestUrl} within {PatienceNs / BinanceSession.NsPerSecond} s ({_why}): check the network, the address and the firewall, then start again");
        }

        if (_isAsked || nowNs < _nextNs)
            return;
        _isAsked = true;
        session.Rest.Ask(new BinanceCall("GET", "/fapi/v1/exchangeInfo", "", Weight, BinanceUrgency.Urgent, BinanceSecurity.Open, OnReply), nowNs);
    }

    private void OnReply(BinanceReply reply, long nowNs)
    {
        _isAsked = false;
        if (reply.IsOk && TryLoad(reply.Http.Body))
        {
            _retry.Reset();
            _loadedNs = nowNs;
            _giveUpNs = long.MaxValue;
            _nextNs = nowNs + EveryNs;
            session.SetTrouble(BinanceTrouble.Reference, null);
            Loaded(nowNs);
            return;
        }

        _nextNs = nowNs + _retry.NextNs();
        string host = session.Options.RestUrl;
        if (reply.Http.Status is 404 or (>= 200 and < 300))
        {
            if (!IsLoaded)
                session.SetTrouble(BinanceTrouble.Hopeless, $"{host} answers, but not as Binance's USDⓈ-M futures do (HTTP {reply.Http.Status} to /fapi/v1/exchangeInfo): check the address");
            return;
        }

        _why = reply.Failure?.Text ?? $"HTTP {reply.Http.Status}";
        if (reply.Http.Status != 0)
            _giveUpNs = long.MaxValue; // somebody answers there
        if (!IsLoaded)
            session.SetTrouble(BinanceTrouble.Reference, $"reference data couldn't be fetched from {host} ({_why}); trying again");
    }

    private bool TryLoad(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            var seen = new Dictionary<string, BinanceSymbolFacts>(StringComparer.Ordinal);
            foreach (JsonElement symbol in document.RootElement.GetProperty("symbols").EnumerateArray())
            {
                BinanceSymbolFacts facts = Facts(symbol);
                seen[facts.Symbol] = facts;
            }

            if (seen.Count == 0)
                return false;
            _facts.Clear();
            foreach ((string name, BinanceSymbolFacts facts) in seen)
                _facts.Add(name, facts);
            if (document.RootElement.TryGetProperty("rateLimits", out JsonElement limits))
                SetLimits(limits);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return false;
        }
    }

    private static BinanceSymbolFacts Facts(JsonElement symbol)
    {
        string tick = "0", step = "0";
        decimal notional = 0, up = 0, down = 0;
        if (symbol.TryGetProperty("filters", out JsonElement filters))
        {
            foreach (JsonElement filter in filters.EnumerateArray())
            {
                string? type = Text(filter, "filterType");
                if (type == "PRICE_FILTER")
                    tick = Text(filter, "tickSize") ?? "0";
                else if (type == "LOT_SIZE")
                    step = Text(filter, "stepSize") ?? "0";
                else if (type == "MIN_NOTIONAL")
                    notional = Amount(filter, "notional");
                else if (type == "PERCENT_PRICE")
                    (up, down) = (Amount(filter, "multiplierUp"), Amount(filter, "multiplierDown"));
            }
        }

        return new BinanceSymbolFacts(
            symbol.GetProperty("symbol").GetString()!, Text(symbol, "status") ?? "", Text(symbol, "contractType") ?? "", Text(symbol, "quoteAsset") ?? "", Text(symbol, "marginAsset") ?? "",
            tick, step)
        {
            MinNotional = notional,
            PriceBandUp = up,
            PriceBandDown = down,
            DeliveryMs = symbol.TryGetProperty("deliveryDate", out JsonElement delivery) && delivery.TryGetInt64(out long ms) ? ms : 0,
        };
    }

    private void SetLimits(JsonElement limits)
    {
        int weight = 0, orders10S = 0, ordersMinute = 0;
        foreach (JsonElement limit in limits.EnumerateArray())
        {
            string? type = Text(limit, "rateLimitType"), interval = Text(limit, "interval");
            int every = limit.GetProperty("intervalNum").GetInt32(), most = limit.GetProperty("limit").GetInt32();
            if (type == "REQUEST_WEIGHT" && interval == "MINUTE" && every == 1)
                weight = most;
            else if (type == "ORDERS" && interval == "MINUTE" && every == 1)
                ordersMinute = most;
            else if (type == "ORDERS" && interval == "SECOND" && every == 10)
                orders10S = most;
        }

        session.Budget.SetLimits(weight, orders10S, ordersMinute);
    }

    private static decimal Amount(JsonElement element, string name) =>
        decimal.TryParse(Text(element, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) ? amount : 0;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
