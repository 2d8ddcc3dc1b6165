using Touchline.Core;

namespace Touchline.Bench;

/// <summary>What the plain market calls.</summary>
internal abstract class PlainStrategy
{
    public virtual void OnStart(PlainBacktest market)
    {
    }

    public virtual void OnBook(SortedBook book)
    {
    }

    public virtual void OnTrade(in MarketEvent trade)
    {
    }

    public virtual void OnTimer(PlainBacktest market)
    {
    }

    public virtual void OnAnswer(in PlainAnswer answer)
    {
    }
}

/// <summary>Rows into a plain book, and batches to a strategy: what of an engine is there without orders.</summary>
internal sealed class PlainFeed(PlainStrategy strategy)
{
    private readonly List<MarketEvent> _trades = [];
    private bool _changed;

    public SortedBook Book { get; } = new();

    public long NowNs { get; private set; }

    public void Take(in MarketEvent row, long localNs)
    {
        if (localNs > NowNs)
            NowNs = localNs;
        switch (row.Kind)
        {
            case EventKind.Depth or EventKind.Snapshot:
                Book.Set(row.Side, row.Price.Units, row.Quantity.Units);
                _changed = true;
                break;
            case EventKind.Clear:
                Book.Clear(row.Side);
                _changed = true;
                break;
            case EventKind.Trade:
                _trades.Add(row);
                break;
        }

        if (row.EndsBatch)
            EndBatch();
    }

    private void EndBatch()
    {
        if (_changed)
            strategy.OnBook(Book);
        _changed = false;
        foreach (MarketEvent trade in _trades)
            strategy.OnTrade(trade);
        _trades.Clear();
    }
}
