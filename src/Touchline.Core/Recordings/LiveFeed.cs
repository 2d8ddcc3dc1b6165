namespace Touchline.Core;

/// <summary>
/// An instrument's rows as a venue's adapter tells them, message by message, while a session is played on them. Streams on different
/// sockets have no common order but arrival: an exchange time behind one that was told before is raised to it, so the order of arrival is
/// the exchange's. An event never happens after we saw it, by our clock, and nothing is seen at a time that was played already. For one thread.
/// </summary>
/// <remarks>
/// An instrument has the same units, tick and lot from the session's start to its end. Where the venue changes them the feed ends: what
/// comes behind couldn't be told in these.
/// </remarks>
public sealed class LiveFeed : RowLog
{
    private MarketEvent[] _batch = new MarketEvent[256];
    private long _exchangeNs = MarketEvent.Unseen;
    private long _localNs;

    /// <param name="instrument">What the rows are about; its definition is the first row, which our side alone sees.</param>
    /// <param name="localNs">When it became known.</param>
    public LiveFeed(Instrument instrument, long localNs) : base(instrument, MarketEvent.Unseen, localNs)
    {
        Instrument = instrument;
        _localNs = localNs;
    }

    public Instrument Instrument { get; }

    public override string Name => $"the live feed of {Instrument}";

    public override bool OrdersAwaitRows => true;

    /// <summary>Why nothing more is taken in, for people; null while it goes on.</summary>
    public string? End { get; private set; }

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Events whose exchange time was behind one told before.</summary>
    public long LateEvents { get; private set; }

    /// <summary>By how much the exchange time of such an event was raised at most, in nanoseconds.</summary>
    public long LargestRaiseNs { get; private set; }

    /// <summary>Events that reached us before they happened: our clock is behind the venue's. They happened when we saw them.</summary>
    public long EarlyEvents { get; private set; }

    /// <summary>By how much the exchange time of such an event was lowered at most, in nanoseconds.</summary>
    public long LargestCutNs { get; private set; }

    /// <summary>Takes in a message: whole, its last event ends the batch.</summary>
    /// <exception cref="InvalidOperationException">A reader has stayed too far behind.</exception>
    public void Add(ReadOnlySpan<MarketEvent> batch)
    {
        if (End is not null)
            return;
        if (batch.Length > _batch.Length)
            _batch = new MarketEvent[batch.Length];
        for (int i = 0; i < batch.Length; i++)
        {
            ref MarketEvent row = ref _batch[i];
            row = batch[i];
            row.Instrument = 0; // the only one here
            row.Flags &= EventFlags.EndOfBatch; // none is late here, whatever it was where it comes from
            row.LocalNs = _localNs = Math.Max(_localNs, row.LocalNs);
            if (row.SeenByExchange)
                row.ExchangeNs = _exchangeNs = InOrder(row.ExchangeNs);
        }

        Tell(_batch.AsSpan(0, batch.Length));
        Events += batch.Length;
    }

    /// <summary>The instrument was told again.</summary>
    public void Add(Instrument again)
    {
        if (again with { Version = Instrument.Version } == Instrument)
            return;
        End ??= $"{Instrument} has another price or quantity step now: tick {again.Tick} instead of {Instrument.Tick}, lot {again.Lot} instead of {Instrument.Lot}, "
            + $"price unit {again.PriceUnit} instead of {Instrument.PriceUnit}; start again to trade in these";
    }

    /// <summary>A session has played all that is seen up to and including a local time: what is told from here on is seen later.</summary>
    public void Pass(long localNs) => _localNs = Math.Max(_localNs, checked(localNs + 1));

    private long InOrder(long exchangeNs)
    {
        if (exchangeNs < _exchangeNs)
        {
            LateEvents++;
            LargestRaiseNs = Math.Max(LargestRaiseNs, _exchangeNs - exchangeNs);
            return _exchangeNs;
        }

        if (exchangeNs <= _localNs)
            return exchangeNs;
        EarlyEvents++;
        LargestCutNs = Math.Max(LargestCutNs, exchangeNs - _localNs);
        return _localNs;
    }
}
