using Touchline.Control;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>
/// A venue's live market while a session trades on it: what its adapter tells becomes the rows of a feed for each symbol. For one thread, the
/// session's.
/// </summary>
internal sealed class LiveMarket : IVenueListener, IDisposable
{
    /// <summary>So long the venue may take to say what its instruments are.</summary>
    public const long MostOpeningNs = 30_000_000_000;

    /// <summary>So long is waited for the books, once the instruments are known.</summary>
    public const long MostBooksNs = 10_000_000_000;

    // Rows of a feed wait for the session in its ring.
    private const int MostWaitingEvents = RowLog.KeptRows / 2;

    // How long an opening market isn't looked at whether its user has given up.
    private const long LookNs = 50_000_000;

    private readonly string _name;
    private readonly IReadOnlyList<string> _symbols;
    private readonly Action<string> _note;
    private readonly ILiveLine _line;
    private readonly LiveFeed?[] _feeds;
    private VenueState _state;
    private bool _isOpen;

    /// <param name="name">The venue's, for people.</param>
    /// <param name="symbols">At least one.</param>
    /// <param name="connect">Makes the line, which isn't used before this constructor has returned.</param>
    /// <param name="note">Gets what people should know of.</param>
    public LiveMarket(string name, IReadOnlyList<string> symbols, Func<IVenueListener, ILiveLine> connect, Action<string> note)
    {
        _name = name;
        _symbols = symbols;
        _note = note;
        _feeds = new LiveFeed?[symbols.Count];
        _line = connect(this);
    }

    /// <summary>In the order of the symbols. Only after <see cref="Open"/>.</summary>
    public IReadOnlyList<LiveFeed> Feeds => _feeds!;

    public long NowNs => _line.NowNs;

    /// <summary>Those to the venue.</summary>
    public IReadOnlyList<ConnectionPortrait> Connections => ConnectionPortrait.Of(_state);

    /// <summary>Why nobody can trade on it any more, for people; null while it goes on. A line that is down for a while is no end.</summary>
    public string? End
    {
        get
        {
            foreach (LiveFeed? feed in _feeds)
            {
                if (feed?.End is { } end)
                    return end;
            }

            return _state.IsHopeless ? $"{_name}: {_state.Trouble}" : null;
        }
    }

    /// <summary>
    /// Goes on until every symbol is known and its book has come, or hasn't for long. A book may show that finer units are needed than the
    /// venue's reference data says; a feed in them takes the place of the one before.
    /// </summary>
    /// <exception cref="BadInputException">The venue won't have it: an unknown symbol, a host that isn't the venue's.</exception>
    /// <exception cref="IOException">It said nothing, or not in time what a symbol is.</exception>
    /// <exception cref="OperationCanceledException">The user gave up.</exception>
    public void Open(CancellationToken cancel)
    {
        _line.Venue.Start(_line.NowNs);
        foreach (string symbol in _symbols)
            _line.Venue.Subscribe(symbol, FeedStreams.Usual, _line.NowNs);
        Await(() => !_feeds.Contains(null), _line.NowNs + MostOpeningNs, cancel);
        if (_feeds.Contains(null))
        {
            throw new IOException($"{_name} didn't say within {Duration.Format(MostOpeningNs)} what {string.Join(", ", _symbols.Where((_, i) => _feeds[i] is null))} is{(_state.Trouble is { } trouble ? $": {trouble}" : "")}; 'touchline doctor' looks closer");
        }

        Await(() => _state.IsFeedUp || Array.Exists(_feeds, f => f!.Events > MostWaitingEvents), _line.NowNs + MostBooksNs, cancel);
        _isOpen = true;
    }

    private void Await(Func<bool> isThere, long lastNs, CancellationToken cancel)
    {
        while (!isThere() && _line.NowNs < lastNs)
        {
            cancel.ThrowIfCancellationRequested();
            if (End is { } reason)
                throw _line.HasHeard ? new BadInputException(reason) : new IOException(reason);
            Poll(Math.Min(_line.NowNs + LookNs, lastNs));
        }
    }

    /// <summary>Takes in what comes. Returns once something was told, or when the time has come.</summary>
    public void Poll(long untilNs)
    {
        IVenue venue = _line.Venue;
        if (venue.DeadlineNs <= _line.NowNs)
            venue.OnDeadline(_line.NowNs);
        _line.Poll(Math.Min(untilNs, venue.DeadlineNs));
    }

    public void Dispose()
    {
        _line.Venue.Stop(_line.NowNs);
        _line.Dispose();
    }

    void IVenueListener.OnInstrument(int index, Instrument instrument)
    {
        _feeds[index]?.Add(instrument);
        if (_feeds[index] is null || (!_isOpen && _feeds[index]!.End is not null))
            _feeds[index] = new LiveFeed(instrument, _line.NowNs);
    }

    void IVenueListener.OnMarket(ReadOnlySpan<MarketEvent> batch) => _feeds[batch[0].Instrument]!.Add(batch);

    // Nobody sends it orders.
    void IVenueListener.OnStatus(int index, InstrumentStatus status)
    {
    }

    void IVenueListener.OnOrderCount(long windowNs, int used)
    {
    }

    void IVenueListener.OnReport(in OrderReport report)
    {
    }

    void IVenueListener.OnAccount(AccountSnapshot account)
    {
    }

    void IVenueListener.OnState(VenueState state)
    {
        // What ends the session is told by its end.
        if (state.Trouble is { } trouble && trouble != _state.Trouble && !state.IsHopeless)
            _note($"{_name}: {trouble}");
        else if (state.Trouble is null && _state.Trouble is not null)
            _note($"{_name}: all is well again");
        _state = state;
    }

    void IVenueListener.OnNote(string text) => _note($"{_name}: {text}");
}
