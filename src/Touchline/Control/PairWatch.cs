using System.Collections.Concurrent;
using Touchline.Commands;
using Touchline.Core;

namespace Touchline.Control;

/// <summary>
/// The market of pairs that the session doesn't trade, for those who want to see them: a connection to the venue and a thread of its own, so that the session's knows nothing of it. It begins with the
/// first pair and ends with the last. For any thread.
/// </summary>
internal sealed class PairWatch : IVenueListener, IDisposable
{
    /// <summary>Pairs at once.</summary>
    public const int Most = 64;

    // The venue's adapter never forgets one: then it is made anew.
    private const int MostSeen = 256;
    private const FeedStreams Streams = FeedStreams.Trades | FeedStreams.Depth;
    private const long LookNs = 20_000_000;

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(30);

    private readonly Func<IVenueListener, ILiveLine> _connect;
    private readonly Action<string> _say;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, WatchedPair> _pairs = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly AutoResetEvent _wakes = new(false);
    private readonly CancellationTokenSource _end = new();
    private Thread? _thread;
    private volatile string? _trouble;

    // The thread's: of the adapter, by its index.
    private readonly List<WatchedPair> _seen = [];
    private readonly HashSet<WatchedPair> _on = [];
    private bool _isHopeless;

    /// <param name="connect">Makes a line to the venue, without credentials.</param>
    /// <param name="say">Gets what people should know of, on the watch's thread.</param>
    public PairWatch(Func<IVenueListener, ILiveLine> connect, TimeProvider time, Action<string> say) => (_connect, _time, _say) = (connect, time, say);

    /// <summary>What is wrong with the connection, for people; null: nothing.</summary>
    public string? Trouble => _trouble;

    /// <summary>By symbol; those that aren't known yet are left out.</summary>
    public IReadOnlyList<PairView> All => [.. _pairs.Values.OrderBy(p => p.Symbol, StringComparer.Ordinal).Select(p => p.Look(NowNs)).OfType<PairView>()];

    private long NowNs => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Null: it isn't watched.</summary>
    public WatchedPair? Find(string symbol) => _pairs.GetValueOrDefault(symbol);

    public PairView? Look(WatchedPair pair) => pair.Look(NowNs);

    /// <summary>False: there are too many.</summary>
    /// <param name="symbol">One that the venue has.</param>
    public bool Add(string symbol, PairWish wish)
    {
        lock (_lock)
        {
            if (_end.IsCancellationRequested || (_pairs.Count >= Most && !_pairs.ContainsKey(symbol)))
                return false;
            _pairs.GetOrAdd(symbol, s => new WatchedPair(s)).Wishes |= wish;
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "pairs" };
                _thread.Start();
            }
        }

        _wakes.Set();
        return true;
    }

    /// <summary>False: it isn't watched for that. With the last wish the pair goes.</summary>
    public bool Remove(string symbol, PairWish wish)
    {
        lock (_lock)
        {
            if (!_pairs.TryGetValue(symbol, out WatchedPair? pair) || (pair.Wishes & wish) == 0)
                return false;
            if ((pair.Wishes &= ~wish) == PairWish.None)
                _pairs.TryRemove(symbol, out _);
        }

        _wakes.Set();
        return true;
    }

    public void Dispose()
    {
        lock (_lock)
            _end.Cancel();
        _wakes.Set();
        _thread?.Join();
    }

    private void Run()
    {
        while (!_end.IsCancellationRequested)
        {
            if (_pairs.IsEmpty)
            {
                _trouble = null;
                _wakes.WaitOne();
                continue;
            }

            try
            {
                Watch();
            }
            catch (Exception e)
            {
                // Whatever goes wrong while somebody looks at other pairs, the session's process has to live: that is this border's reason.
                _trouble = e.Message;
                _say($"pairs beside the session's: {e.Message}; trying again in {AgainAfter.TotalSeconds:0} s");
                _end.Token.WaitHandle.WaitOne(AgainAfter);
            }
        }
    }

    // Until nobody wants a pair any more, or there have been too many.
    private void Watch()
    {
        _seen.Clear();
        _on.Clear();
        _isHopeless = false;
        using ILiveLine line = _connect(this);
        IVenue venue = line.Venue;
        try
        {
            venue.Start(line.NowNs);
            while (!_end.IsCancellationRequested && !_pairs.IsEmpty && _seen.Count < MostSeen)
            {
                Subscribe(line);
                if (venue.DeadlineNs <= line.NowNs)
                    venue.OnDeadline(line.NowNs);
                line.Poll(Math.Min(line.NowNs + LookNs, venue.DeadlineNs));
                if (_isHopeless)
                    throw new IOException(_trouble ?? "the venue can't be had");
            }
        }
        finally
        {
            venue.Stop(line.NowNs);
            foreach (WatchedPair pair in _on)
                pair.Lose();
        }
    }

    private void Subscribe(ILiveLine line)
    {
        foreach (WatchedPair pair in _on.Where(p => !ReferenceEquals(Find(p.Symbol), p)).ToArray())
        {
            _on.Remove(pair);
            line.Venue.Subscribe(pair.Symbol, FeedStreams.None, line.NowNs);
        }

        foreach (WatchedPair pair in _pairs.Values.Where(p => !_on.Contains(p)))
        {
            _on.Add(pair);
            int at = _seen.FindIndex(p => p.Symbol == pair.Symbol);
            if (at < 0)
                _seen.Add(pair);
            else
                TakeOver(at, pair);
            line.Venue.Subscribe(pair.Symbol, Streams, line.NowNs);
        }
    }

    // The adapter tells what an instrument is once; the one who comes back is told by the one before.
    private void TakeOver(int at, WatchedPair pair)
    {
        if (_seen[at].Look(0) is { } before)
            pair.Begin(before.Instrument);
        _seen[at] = pair;
    }

    void IVenueListener.OnInstrument(int index, Instrument instrument) => _seen[index].Begin(instrument);

    void IVenueListener.OnMarket(ReadOnlySpan<MarketEvent> batch) => _seen[batch[0].Instrument].Add(batch);

    void IVenueListener.OnState(VenueState state) => (_trouble, _isHopeless) = (state.Trouble, state.IsHopeless);

    void IVenueListener.OnNote(string text)
    {
    }

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
}
