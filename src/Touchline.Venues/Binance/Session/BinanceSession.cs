using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>What a trouble is about; the first that there is is what people are told.</summary>
internal enum BinanceTrouble
{
    Hopeless,
    Limits,
    Clock,
    Reference,
    Feed,
    Account,
    PrivateStream,
    Orders,
}

/// <summary>What the parts of an adapter share: the wire, the listener, time, limits, the instruments, and the numbers of connections.</summary>
internal sealed class BinanceSession
{
    /// <summary>Connections at once, those that are being replaced included.</summary>
    public const int MaxConnections = 64;

    /// <summary>Instruments of a session.</summary>
    public const int MaxInstruments = 512;

    public const long NsPerMs = 1_000_000;
    public const long NsPerSecond = 1_000_000_000;

    // Attempts to connect: so many at once, then one a second.
    private const int OpenBurst = 6;
    private const long SnapshotPaceNs = 50 * NsPerMs;

    private readonly IVenueListener _listener;
    private readonly BinanceLine?[] _lines = new BinanceLine?[MaxConnections];
    private readonly string?[] _troubles = new string?[Enum.GetValues<BinanceTrouble>().Length];
    private readonly Queue<OrderReport> _reports = new(64);
    private readonly long[] _openedNs = new long[OpenBurst];
    private int _opened;
    private long _snapshotTurnNs;

    public BinanceSession(BinanceVenueOptions options, IWire wire, IVenueListener listener)
    {
        Options = options;
        Wire = wire;
        _listener = listener;
        Random = new SeededRandom(options.Seed);
        Budget = new BinanceBudget(Clock) { OthersUse = listener.OnOrderCount };
        Signer = options.Credentials is { } credentials ? BinanceSigner.Of(credentials) : null;
        Rest = new BinanceRest(this);
        Array.Fill(_openedNs, long.MinValue / 2);
    }

    public BinanceVenueOptions Options { get; }

    public IWire Wire { get; }

    public SeededRandom Random { get; }

    public BinanceClock Clock { get; } = new();

    public BinanceBudget Budget { get; }

    /// <summary>Null: market data alone.</summary>
    public BinanceSigner? Signer { get; }

    public BinanceRest Rest { get; }

    public List<BinanceInstrument> Instruments { get; } = [];

    public SymbolTable Symbols { get; } = new();

    public bool IsStopped { get; set; }

    /// <summary>The venue refused a time stamp: the clocks are to be compared at once.</summary>
    public bool IsTimeDoubted
    {
        get;
        set
        {
            IsStateOld |= field != value;
            field = value;
        }
    }

    /// <summary>
    /// Since then, by the venue's clock, what happens in the account is told, by this session or the ones before it. What others did and what was paid earlier is in what was held then; until the
    /// account was read for the first time everything is earlier.
    /// </summary>
    public long BeganMs { get; set; } = long.MaxValue;

    /// <summary>The private stream left something out: it is to be connected again.</summary>
    public bool IsPrivateDoubted { get; set; }

    /// <summary>The account's settings were changed: its modes are to be looked at again.</summary>
    public bool AreModesDoubted
    {
        get;
        set
        {
            IsStateOld |= field != value;
            field = value;
        }
    }

    /// <summary>Something that the state is made of has changed.</summary>
    public bool IsStateOld { get; set; } = true;

    public bool IsHopeless => _troubles[(int)BinanceTrouble.Hopeless] is not null;

    public string? Trouble => Array.Find(_troubles, t => t is not null);

    public string? TroubleOf(BinanceTrouble about) => _troubles[(int)about];

    public bool HasReports => _reports.Count > 0;

    public void SetTrouble(BinanceTrouble about, string? text)
    {
        // What ends a session stays; what comes after it is its consequence.
        if (_troubles[(int)about] == text || (about == BinanceTrouble.Hopeless && IsHopeless))
            return;
        _troubles[(int)about] = text;
        IsStateOld = true;
    }

    public void Note(string text) => _listener.OnNote(text);

    public void TellWhy(long number, string why) => _listener.OnRefused(new OrderId(number), why);

    public void TellLost(BinanceInstrument instrument, long number, string clientId) => _listener.OnLostOrder(instrument.Index, new OrderId(number), clientId);

    public void Market(ReadOnlySpan<MarketEvent> batch) => _listener.OnMarket(batch);

    public void Account(AccountSnapshot account) => _listener.OnAccount(account);

    public void State(VenueState state) => _listener.OnState(state);

    public void InstrumentIsKnown(BinanceInstrument instrument) => _listener.OnInstrument(instrument.Index, instrument.Units!);

    public void Status(BinanceInstrument instrument, InstrumentStatus status) => _listener.OnStatus(instrument.Index, status);

    public void Report(in OrderReport report) => _listener.OnReport(report);

    /// <summary>A report for later: the caller is inside the engine's own call.</summary>
    public void ReportLater(in OrderReport report) => _reports.Enqueue(report);

    public void DeliverReports(long nowNs)
    {
        while (_reports.TryDequeue(out OrderReport report))
        {
            report.LocalNs = nowNs;
            _listener.OnReport(report);
        }
    }

    /// <summary>A line's own connection number; -1: there are none left.</summary>
    public int TakeConnection(BinanceLine line)
    {
        int number = Array.IndexOf(_lines, null);
        if (number >= 0)
            _lines[number] = line;
        return number;
    }

    public BinanceLine? LineOf(int connection) => (uint)connection < (uint)_lines.Length ? _lines[connection] : null;

    public void FreeConnection(int connection) => _lines[connection] = null;

    /// <summary>When the next attempt to connect may be made.</summary>
    public long MayOpenNs => _openedNs[_opened % OpenBurst] + OpenBurst * NsPerSecond;

    public void CountOpen(long nowNs) => _openedNs[_opened++ % OpenBurst] = nowNs;

    /// <summary>When a book's snapshot may be asked for: one after the other, so that a hundred books don't come at once.</summary>
    public long SnapshotTurnNs(long nowNs) => _snapshotTurnNs = Math.Max(nowNs, _snapshotTurnNs + SnapshotPaceNs);

    public void CloseAll()
    {
        for (int i = 0; i < _lines.Length; i++)
        {
            if (_lines[i] is not null)
                Wire.Close(i);
        }
    }
}
