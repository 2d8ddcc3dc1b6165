using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// What an outpost is told, on the engine's thread: the market by whole batches, which are dropped where it doesn't follow, and everything about orders, which never is. All of it arrives in the order in which it happened. docs/hot-reload.md.
/// </summary>
public sealed partial class OutpostFeed : IOutpostLine, IDisposable
{
    /// <summary>Events and messages that wait for the outpost.</summary>
    public const int Capacity = 8192;

    /// <summary>Of them kept free of the market, for what is said of orders; what is more waits here, before the market goes on.</summary>
    public const int Reserve = 1024;

    /// <summary>What waits here at most; beyond it nothing more is told, and the outpost is over.</summary>
    public const int MostWaiting = 32_768;

    /// <summary>What an outpost asks for and may open a position is refused when it hasn't seen something that is older than this, in the engine's time.</summary>
    public const long MostLagNs = 1_000_000_000;

    private readonly Engine _engine;
    private readonly StrategySlot _slot;
    private readonly SpscRing<OutpostItem> _ring = new(Capacity, RingWaiting.Block);
    private readonly SpscRing<OrderReport> _reports = new(Capacity, RingWaiting.Spin);

    // As long as the outpost may stand still: then nothing is told to it any more.
    private readonly Queue<(OutpostItem Item, OrderReport Report)> _waiting = new();
    private readonly OutpostBatch[] _batches;
    private readonly OutpostOrders _orders = new();

    // When each of what was told was, by its number; more than the ring holds.
    private readonly long[] _toldNs = new long[2 * Capacity];
    private bool _mayTrade = true;
    private long _clockNs = long.MinValue;
    private long _clockNumber;
    private long _flushedNs = long.MinValue;
    private long _followedNs = long.MaxValue;

    // Of the outpost's thread.
    private long _seen;

    /// <param name="slot">The place in the engine that the outpost's strategy has.</param>
    /// <param name="looksOn">What it does comes to nothing until it is told that it takes over.</param>
    public OutpostFeed(Engine engine, StrategySlot slot, bool looksOn)
    {
        (_engine, _slot) = (engine, slot);
        _batches = [.. engine.Instruments.Select(_ => new OutpostBatch { IsStale = true })];
        Terms = new OutpostTerms
        {
            Name = slot.Name,
            LooksOn = looksOn,
            Instruments = engine.Instruments,
            FeeAssets = engine.FeeAssets,
            MostOrders = engine.Limits.MaxLiveOrders,
            Holdings = [.. engine.Instruments.Select((_, i) => (engine.Ledger(i).State, slot.Ledger(i).State))],
            NowNs = engine.NowNs,
        };
        Resync();
        engine.Follow(this);
    }

    /// <summary>Batches of the market that were dropped.</summary>
    public long DroppedBatches { get; private set; }

    /// <summary>Its place may trade, as it was told last.</summary>
    public bool MayTrade => _mayTrade;

    /// <summary>Some instrument's book isn't told at the moment.</summary>
    public bool IsStale => Array.Exists(_batches, b => b.IsStale);

    /// <summary>Requests that were refused because the outpost was too far behind.</summary>
    public long RefusedLate { get; private set; }

    /// <summary>More than may wait did: it wasn't told everything.</summary>
    public bool IsOverrun { get; private set; }

    /// <summary>So much waits for room.</summary>
    internal int Backlog => _waiting.Count;

    /// <summary>So much was told.</summary>
    internal long Told { get; private set; }

    /// <summary>So much waits to be taken.</summary>
    internal int Waiting => _ring.Count;

    internal OutpostTerms Terms { get; }

    OutpostTerms IOutpostLine.Terms => Terms;

    bool IOutpostLine.Take(out OutpostItem item, CancellationToken cancel) => Take(out item, cancel);

    OrderReport IOutpostLine.TakeReport() => TakeReport();

    bool IOutpostLine.Ask(in Intent intent, CancellationToken cancel) => Ask(OutpostWish.Of(intent, _seen), cancel);

    void IOutpostLine.Name(string reason) => Reasons.Enqueue(reason);

    internal bool Take(out OutpostItem item, CancellationToken cancel) => Seen(_ring.Take(out item, cancel));

    // It was there before the item that says so.
    internal OrderReport TakeReport() => _reports.TryTake(out OrderReport report) ? report : throw new InvalidOperationException("a report was told that isn't there");

    /// <summary>Between two inputs: what had to wait goes on, books that weren't told are as a whole, timers that are due fire.</summary>
    /// <param name="nowNs">No input before this time is to come.</param>
    /// <param name="done">With so much of what it was told the outpost has done.</param>
    /// <param name="timerNs">When the outpost's next timer is due, as it was no earlier.</param>
    public void Flush(long nowNs, long done, long timerNs)
    {
        _flushedNs = nowNs;
        while (_waiting.TryPeek(out (OutpostItem Item, OrderReport Report) next) && TryPublish(next.Item, next.Report))
            _waiting.Dequeue();
        Resync();
        TellPause();
        // One at a time: until it has done with that, the timer is due still.
        if (nowNs >= timerNs && nowNs > _clockNs && done >= _clockNumber && HasRoom(1))
        {
            _clockNs = nowNs;
            TryPublish(new OutpostItem { Kind = OutpostItemKind.Clock, LocalNs = nowNs }, default);
            _clockNumber = Told;
        }
    }

    /// <summary>It took the place of the version before. That this may trade again, it hears first.</summary>
    public void TellTakeOver()
    {
        TellPause();
        Tell(new OutpostMessage.TakeOver());
    }

    public void TellSignal(in Signal signal) => Tell(new OutpostMessage.Heard(signal));

    /// <summary>The user gave a parameter another value.</summary>
    public void TellSet(string name, string value) => Tell(new OutpostMessage.Set(name, value));

    /// <summary>A fill of the strategy's place that is of no order of the outpost's: of one of the version before, a liquidation, a trade by hand.</summary>
    public void TellFill(Fill fill)
    {
        // A number of the engine's may be another order's there.
        if (!_orders.Knows(fill.Id))
            TellOther(fill with { Id = default });
    }

    public void TellFunding(FundingPayment payment)
    {
        TellHolding(payment.Instrument);
        Tell(new OutpostMessage.Funding(payment));
    }

    public void Dispose()
    {
        _ring.Dispose();
        _reports.Dispose();
        _requests.Dispose();
    }

    internal void OnMarket(in MarketEvent e, long localNs)
    {
        OutpostBatch batch = _batches[e.Instrument];
        if (!batch.IsStale)
        {
            batch.Add(e, localNs);
            // One that couldn't go in however much room there is isn't gathered to its end.
            if (!e.EndsBatch && batch.Items.Length < Capacity)
                return;
            batch.IsStale = !HasRoom(batch.Items.Length) || !_ring.TryPublish(batch.Items);
            for (int i = 0; !batch.IsStale && i < batch.Items.Length; i++)
                Count(NowNs);
            batch.Clear();
        }

        if (batch.IsStale && e.EndsBatch)
            DroppedBatches++;
    }

    internal void OnReport(in OrderReport told)
    {
        OrderReport report = told;
        bool isOwn = _orders.TryTranslate(ref report);
        if (isOwn)
            Post(new OutpostItem { Kind = OutpostItemKind.Report }, report);
        if (_orders.Knows(told.Id) && !_engine.Desk.IsLive(told.Id))
            _orders.OnEnded(told.Id);
        // The account's is everybody's.
        if (!isOwn && told.Kind is ReportKind.Fill or ReportKind.Funding or ReportKind.Liquidation or ReportKind.External)
            TellHolding(told.Instrument);
    }

    /// <summary>Tells something rare. It is never dropped.</summary>
    private void Tell(OutpostMessage what) => Post(new OutpostItem { Kind = OutpostItemKind.Other, Other = what }, default);

    private void TellPause()
    {
        if (_mayTrade == _slot.MayTrade)
            return;
        _mayTrade = !_mayTrade;
        bool pauses = !_mayTrade;
        Tell(new OutpostMessage.Pause(pauses));
    }

    private void TellOther(Fill fill)
    {
        TellHolding(fill.Instrument);
        Tell(new OutpostMessage.OtherFill(fill));
    }

    private void TellHolding(int instrument)
    {
        if ((uint)instrument >= (uint)_batches.Length)
            return;
        (LedgerState account, LedgerState own) = (_engine.Ledger(instrument).State, _slot.Ledger(instrument).State);
        Tell(new OutpostMessage.Holding(instrument, account, own));
    }

    private bool HasRoom(int items) => _waiting.Count == 0 && _ring.Count + items <= Capacity - Reserve;

    // The engine's time, which goes on where nothing happens too.
    private long NowNs => Math.Max(_engine.NowNs, _flushedNs);

    /// <summary>How long ago the first that the outpost hasn't seen was told; 0: it has seen all. From the first call on, which is when it is to follow.</summary>
    /// <param name="seen">So much it has.</param>
    internal long LagNs(long seen)
    {
        _followedNs = Math.Min(_followedNs, NowNs);
        return OldNs(seen);
    }

    // Of more than are known the last is old enough.
    private long OldNs(long seen) => seen >= Told || _followedNs == long.MaxValue ? 0 : NowNs - Math.Max(_followedNs, _toldNs[Math.Max(seen, Told - _toldNs.Length) % _toldNs.Length]);

    private bool Seen(bool isTaken)
    {
        _seen += isTaken ? 1 : 0;
        return isTaken;
    }

    private void Count(long nowNs) => _toldNs[Told++ % _toldNs.Length] = nowNs;

    private void Post(OutpostItem item, in OrderReport report)
    {
        item.LocalNs = NowNs;
        if (_waiting.Count == 0 && TryPublish(item, report))
            return;
        IsOverrun |= _waiting.Count >= MostWaiting;
        if (!IsOverrun)
            _waiting.Enqueue((item, report));
    }

    // A report is there before the item that says so.
    private bool TryPublish(in OutpostItem item, in OrderReport report)
    {
        if (_ring.Count == Capacity)
            return false;
        if (item.Kind == OutpostItemKind.Report && !_reports.TryPublish(report))
            return false;
        Count(item.LocalNs);
        return _ring.TryPublish(item);
    }

    // Once it has caught up by half: one that is always late isn't kept busy with whole books.
    private void Resync()
    {
        for (int i = 0; i < _batches.Length; i++)
        {
            if (!_batches[i].IsStale || _waiting.Count > 0 || _ring.Count > Capacity / 2)
                continue;
            _batches[i].IsStale = false;
            TellBook(i, _engine.NowNs);
        }
    }

    private void TellBook(int instrument, long nowNs)
    {
        Tell(new OutpostMessage.Book(OutpostBook.Rows(_engine.State(instrument).Book, instrument, nowNs), nowNs));
    }
}
