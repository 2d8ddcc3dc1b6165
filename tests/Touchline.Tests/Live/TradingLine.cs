using Touchline.Commands;
using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Tests.Live;

/// <summary>
/// A venue whose messages are known beforehand, on a clock that goes as far as it is waited for. Orders are answered a millisecond later, or as <see cref="Answer"/> says.
/// </summary>
internal sealed class TradingLine(IVenueListener listener) : ILiveLine, IVenue
{
    public const long Ms = 1_000_000;
    public const long Second = 1_000_000_000;
    public const long Start = 1_700_000_000 * Second;

    private readonly PriorityQueue<Action, (long LocalNs, int Number)> _script = new();
    private int _added;
    private long _disarmedNs;
    private VenueState _state;

    public static VenueState Ready { get; } = new(IsFeedUp: true, IsTradingReady: true, null, IsHopeless: false);

    public List<Intent> Sent { get; } = [];

    /// <summary>Local times at which something was sent.</summary>
    public List<long> SentNs { get; } = [];

    public bool IsStopped { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>What becomes of a request; null: it is acknowledged or carried out a millisecond later.</summary>
    public Action<TradingLine, Intent>? Answer { get; set; }

    public IVenue Venue => this;

    public bool HasHeard { get; set; } = true;

    public long NowNs { get; private set; } = Start;

    public string Name => "test";

    public VenueTraits Traits { get; set; } = new() { AmendKeepsPlace = true, HasCountdown = false, ClientIdLength = 36, StreamsPerConnection = 1 };

    public VenueState State => _state;

    public long DeadlineNs => long.MaxValue;

    public static Instrument InstrumentOf(string symbol) => Instrument.Linear("test", symbol, DecimalUnit.Parse("0.1", "tick"), DecimalUnit.Parse("0.001", "lot"));

    public static AccountSnapshot Account(params AccountPosition[] positions) => new(Start, IsWhole: true, [], positions);

    public void At(long localNs, Action<IVenueListener> happens) => _script.Enqueue(() => happens(listener), (localNs, _added++));

    public void StateAt(long localNs, VenueState state) => At(localNs, l => l.OnState(_state = state));

    /// <summary>Everything that a session waits for, at once.</summary>
    public TradingLine WithAll(params string[] symbols)
    {
        for (int i = 0; i < symbols.Length; i++)
        {
            int index = i;
            At(Start + Ms, l => l.OnInstrument(index, InstrumentOf(symbols[index])));
            Tell(index, (ulong)(5 + index), 20 * Second);
        }

        StateAt(Start + 300 * Ms, Ready);
        At(Start + 300 * Ms, l => l.OnAccount(Account()));
        return this;
    }

    /// <summary>A synthetic market's messages.</summary>
    /// <param name="aheadNs">What the exchange's clock is ahead of ours.</param>
    public void Tell(int index, ulong seed, long lengthNs, long aheadNs = 0)
    {
        var message = new List<MarketEvent>();
        for (var rows = new LocalTimeline(new SyntheticStream(new SyntheticStreamOptions(), seed, Start + 2 * Ms)); rows.NextNs < Start + lengthNs; rows.Advance())
        {
            if (rows.Row.Kind == EventKind.Definition)
                continue;
            message.Add(rows.Row with { Instrument = (ushort)index, ExchangeNs = rows.Row.ExchangeNs + aheadNs });
            if (!rows.Row.EndsBatch)
                continue;
            MarketEvent[] whole = [.. message];
            message.Clear();
            At(whole[0].LocalNs, l => l.OnMarket(whole));
        }
    }

    /// <summary>A report as from the venue's answer to a request.</summary>
    public void Report(ReportKind kind, in Intent intent, long afterNs = Ms)
    {
        Intent about = intent;
        long number = Sent.Count;
        At(NowNs + afterNs, l => l.OnReport(ReportOf(kind, about, NowNs, number)));
    }

    public static OrderReport ReportOf(ReportKind kind, in Intent about, long nowNs, long trade = 0) => new()
    {
        Kind = kind,
        Id = about.Id,
        Instrument = about.Instrument,
        ExchangeNs = nowNs,
        LocalNs = nowNs,
        Price = about.Terms.Price,
        Quantity = about.Terms.Quantity,
        TradeId = kind == ReportKind.Fill ? trade : 0,
        IsMaker = true,
    };

    public void Poll(long untilNs)
    {
        bool comes = _script.TryPeek(out _, out (long LocalNs, int Number) at) && at.LocalNs <= untilNs;
        NowNs = Math.Max(NowNs, comes ? at.LocalNs : untilNs);
        if (comes)
            _script.Dequeue()();
    }

    /// <summary>What the session took over from earlier ones.</summary>
    public IReadOnlyList<AdoptedOrder> Adopted { get; private set; } = [];

    public void Adopt(IReadOnlyList<AdoptedOrder> orders, IReadOnlyList<AdoptedInstrument> instruments, long sinceNs, long beganNs) => Adopted = orders;

    void IVenue.Start(long nowNs)
    {
    }

    public void OnDeadline(long nowNs)
    {
    }

    public void Subscribe(string symbol, FeedStreams streams, long nowNs)
    {
    }

    public void Send(in Intent intent, long nowNs)
    {
        Sent.Add(intent);
        SentNs.Add(nowNs);
        if (Answer is { } answer)
            answer(this, intent);
        else
            Report(intent.Kind switch { IntentKind.Place => ReportKind.Acknowledged, IntentKind.Cancel => ReportKind.Cancelled, _ => ReportKind.Amended }, intent);
    }

    /// <summary>So long after it was told to the venue still counts down.</summary>
    public long DisarmingNs { get; set; }

    public bool IsArmed => NowNs < _disarmedNs + DisarmingNs;

    public int Reconciliations { get; private set; }

    public void Reconcile(long nowNs) => Reconciliations++;

    /// <summary>It was told that what works is to be kept.</summary>
    public bool KeepsOrders { get; private set; }

    public void Disarm(long nowNs, bool keepsOrders = false) => (_disarmedNs, KeepsOrders) = (nowNs, keepsOrders);

    public void Stop(long nowNs) => IsStopped = true;

    public void Dispose() => IsDisposed = true;

    public void OnOpened(int connection, long nowNs)
    {
    }

    public void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs)
    {
    }

    public void OnClosed(int connection, string reason, long nowNs)
    {
    }

    public void OnReply(HttpReply reply, long nowNs)
    {
    }
}
