using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Touchline.Control;
using Touchline.Core;
using Touchline.Storage;

namespace Touchline.Api;

/// <summary>All topics of a session, which the hub's thread and the alerts feed. No client can make either wait.</summary>
internal sealed class TopicBoard(SessionLink link, CandleBook candles) : ISessionListener
{
    private const double MetricsSeconds = 0.95;

    private readonly Lock _lock = new();
    private readonly EventTopic _orders = new("orders"), _fills = new("fills"), _signals = new("signals"), _alerts = new("alerts");
    private Market? _market;

    /// <summary>Another one for each start of the program: numbers of another are about other updates.</summary>
    public string Epoch { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>For people: the topics there are.</summary>
    /// <exception cref="Problem">The session is still opening.</exception>
    public string Known => $"orders, fills, positions, pnl, signals, alerts, metrics, and books:SYMBOL and trades:SYMBOL with SYMBOL one of {string.Join(", ", Session.Symbols)}";

    /// <summary>The names of all topics.</summary>
    /// <exception cref="Problem">The session is still opening.</exception>
    public IEnumerable<string> Names => Session.All.Values.Select(t => t.Name);

    /// <summary>Which session it is, as reads tell it.</summary>
    public string SessionName => link.Session?.Key ?? "";

    private Market Session => Find() ?? throw Problem.Unavailable("the session is still opening");

    /// <summary>Null: there is none of that name; capitals don't matter.</summary>
    public StreamTopic? Find(string name) => Session.All.GetValueOrDefault(name);

    /// <summary>Somebody will want to know how it stands: it isn't written before.</summary>
    public void Refresh(StreamTopic topic)
    {
        if (topic is StateTopic state && (state.IsLookedAt ? link.Portrait : link.NewestPortrait) is { } portrait)
            state.Take(portrait);
    }

    public void OnRows(SessionRows rows)
    {
        Publish(_orders, [.. rows.TakenUp.Where(o => o.EndedNs is null), .. rows.Orders], o => new EventItem(StreamJson.Of(OrderRoutes.Of(o)), o.OrderId, o.EndedNs is not null));
        Publish(_fills, rows.Trades, t => new EventItem(StreamJson.Of(OrderRoutes.Of(t))));
        Publish(_signals, rows.Signals, s => new EventItem(StreamJson.Of(AccountRoutes.Of(s))));
    }

    public void OnTrades(IReadOnlyList<TradeTick> trades)
    {
        if (Find() is not { } market)
            return;
        IReadOnlyList<InstrumentPortrait>? now = link.NewestPortrait?.Instruments;
        foreach (IGrouping<int, TradeTick> group in trades.GroupBy(t => t.Instrument))
        {
            Instrument instrument = now?[group.Key].Instrument ?? market.Instruments[group.Key];
            market.Trades[group.Key].Publish([.. group.Select(t => new EventItem(StreamJson.Trade(instrument, t)))]);
        }
    }

    public void OnPortrait(SessionPortrait portrait)
    {
        if (Find() is not { } market)
            return;
        bool isLookedAt = false;
        foreach (StateTopic topic in market.States)
        {
            if (!topic.HasSubscribers)
                continue;
            isLookedAt |= topic.IsLookedAt;
            topic.Take(portrait);
        }

        if (isLookedAt)
            _ = link.Portrait;
    }

    /// <summary>From any thread.</summary>
    public void OnAlert(JsonObject alert) => _alerts.Publish([new EventItem(StreamJson.Of(alert))]);

    private static void Publish<T>(EventTopic topic, IReadOnlyList<T> rows, Func<T, EventItem> write)
    {
        if (rows.Count > 0)
            topic.Publish([.. rows.Select(write)]);
    }

    // Null before the session has begun.
    private Market? Find()
    {
        if (Volatile.Read(ref _market) is { } known)
            return known;
        if (link.Session is not { } session)
            return null;
        lock (_lock)
            return _market ??= Of(session.Instruments);
    }

    private Market Of(IReadOnlyList<Instrument> instruments)
    {
        string[] symbols = [.. instruments.Select((n, i) => instruments.Take(i).Any(b => string.Equals(b.Symbol, n.Symbol, StringComparison.OrdinalIgnoreCase)) ? $"{n.Symbol}@{n.Venue}" : n.Symbol)];
        EventTopic[] trades = [.. symbols.Select(s => new EventTopic($"trades:{s}", StreamBounds.TradesLogBytes))];
        StateTopic[] states =
        [
            .. symbols.Select((s, i) => new StateTopic($"books:{s}", 0, isLookedAt: true, p => StreamJson.Book(p.Instruments[i], p.AtNs))),
            new StateTopic("positions", 0, isLookedAt: true, p => StreamJson.Of(AccountRoutes.Positions(p))),
            new StateTopic("pnl", 0, isLookedAt: true, p => StreamJson.Of(AccountRoutes.Balance(p))),
            new StateTopic("metrics", MetricsSeconds, isLookedAt: false, p => StreamJson.Of(Metrics(p))),
        ];
        return new Market(instruments, symbols, trades, states, new([.. ((StreamTopic[])[.. states, .. trades, _orders, _fills, _signals, _alerts]).Select(t => KeyValuePair.Create(t.Name, t))], StringComparer.OrdinalIgnoreCase));
    }

    private JsonObject Metrics(SessionPortrait p) => new()
    {
        ["session"] = BotRoutes.Status(p),
        ["latencies"] = AccountRoutes.Latencies(p),
        ["lost"] = new JsonObject { ["entries"] = link.DroppedEntries, ["trades"] = link.DroppedTrades },
        ["pairs"] = new JsonArray([.. p.Instruments.Select((_, i) => (JsonNode)PairMetrics.Of(p, i, candles))]),
    };

    private sealed record Market(IReadOnlyList<Instrument> Instruments, IReadOnlyList<string> Symbols, IReadOnlyList<EventTopic> Trades, IReadOnlyList<StateTopic> States, Dictionary<string, StreamTopic> All);
}
