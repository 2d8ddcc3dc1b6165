using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>What each kind of row does. Prints that no order in the book met, and forced orders, are nobody's trades here.</summary>
internal sealed partial class RecordedBinanceMarket
{
    private void Play(in MarketEvent row)
    {
        switch (row.Kind)
        {
            case EventKind.Depth or EventKind.Snapshot:
                OnLevel(row);
                break;
            case EventKind.Clear or EventKind.Definition:
                OnClear(row.Kind == EventKind.Clear ? row.Side : Side.None);
                break;
            case EventKind.Trade when row.Side != Side.None && !_isOpening:
                OnTrade(row);
                break;
            case EventKind.MarkPrice:
                _tellsMark = true;
                MarkPrice = row.Price.Units / PerPriceUnit;
                IndexPrice = row.Reference == 0 ? MarkPrice : row.Reference / PerPriceUnit;
                HasNewMark = true;
                break;
            case EventKind.Funding:
                OnFunding(row.Price.Units / PerRateUnit, row.Reference);
                break;
        }
    }

    private void OnLevel(in MarketEvent row)
    {
        if (_recorded.Set(row.Side, row.Price, row.Quantity) != row.Quantity)
            _taken.Remove((row.Side, row.Price));
        _told.Add((row.Side, row.Price));
        _queue.OnLevel(row.Side, row.Price, row.Quantity);
    }

    private void OnClear(Side side)
    {
        foreach (Side cleared in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            if (side == cleared.Opposite())
                continue;
            foreach (BookLevel level in _shown.Snapshot(cleared))
            {
                _told.Add((cleared, level.Price));
                _taken.Remove((cleared, level.Price));
            }
        }

        _recorded.Clear(side);
        _isOpening = true;
    }

    private void OnTrade(in MarketEvent row)
    {
        Side side = row.Side.Opposite();
        long left = row.Quantity.Units;
        _queue.OnTrade(side, row.Price, row.Quantity);
        while (_queue.TryTakeReached(out RecordedQueue.Resting resting, out Quantity reached))
        {
            Quantity may = MayTrade(resting.Order, resting.Left, 0);
            if (may < resting.Left)
                _queue.Reduce(resting.Order, may);
            var traded = new Quantity(Math.Min(reached.Units, may.Units));
            if (traded.IsZero)
                continue;
            AddTrade(resting.Price, traded, row.Side, resting.Order, null, _nowNs);
            _queue.Reduce(resting.Order, resting.Left - traded);
            if (resting.Price == row.Price)
                left -= traded.Units;
        }

        if (left > 0)
            AddTrade(row.Price, new Quantity(left), row.Side, null, null, _nowNs);
    }

    // A row that tells of a later time than the one that is due is about the period after it.
    private void OnFunding(decimal rate, long nextNs)
    {
        long shifted = nextNs + _shiftNs;
        if (nextNs <= 0 || shifted <= _nowNs)
            return;
        if (!_tellsFunding || shifted <= NextFundingNs)
            (NextFundingNs, FundingRate, _tellsFunding) = (shifted, rate, true);
        else
            _later = (shifted, rate);
    }
}
