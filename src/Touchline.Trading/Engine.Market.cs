using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What the engine does with market events besides setting levels, and how a batch reaches the strategies.</summary>
public sealed partial class Engine
{
    private const decimal MarkStep = 1e-8m;
    private const decimal FundingStep = 1e-12m;

    internal CandleSeries Candles(int owner, int instrument, long intervalNs, int history)
    {
        CandleFeeds feeds = _states[instrument].Candles;
        int before = feeds.Count;
        int feed = feeds.Subscribe(owner, intervalNs, history);
        if (feeds.Count > before)
            SetTimer(CandleTimer(instrument, feed), feeds.NextCloseNs(feed, NowNs));
        return feeds[feed];
    }

    // A mark price in an instrument's units, rounded down and up: it may lie between two of them.
    internal static (long Low, long High) MarkUnits(in MarketEvent e, Instrument instrument)
    {
        decimal units = e.Price.Units * MarkStep / instrument.PriceUnit.ToDecimal(new Price(1));
        return ((long)decimal.Floor(units), (long)decimal.Ceiling(units));
    }

    private static void ApplyOther(in MarketEvent e, long localNs, InstrumentState state)
    {
        switch (e.Kind)
        {
            case EventKind.Trade or EventKind.Liquidation or EventKind.MarkPrice or EventKind.Funding:
                // A recording's rows are without the clock offset; a strategy sees one local time only.
                state.Told.Add(e).LocalNs = localNs;
                if (e.Kind == EventKind.MarkPrice)
                    state.TakeMark(e.Price.Units);
                break;
            case EventKind.Clear or EventKind.Snapshot or EventKind.Gap or EventKind.Definition:
                state.RememberMid();
                state.Book.Apply(e);
                state.BookChanged |= e.Kind != EventKind.Definition; // the rows behind a definition tell the book
                break;
            case EventKind.OrderAdd or EventKind.OrderModify or EventKind.OrderCancel or EventKind.OrderExecute:
                if (e.Kind != EventKind.OrderAdd && state.Book.HasSideOfOneLevel)
                    state.RememberMid();
                state.Book.Apply(e);
                state.BookChanged = true;
                break;
        }
    }

    private void EndBatch(int instrument, InstrumentState state)
    {
        bool bookChanged = state.BookChanged;
        state.BookChanged = false;
        if (state.Told.Count > 0 && state.Candles.Count > 0)
            AddToCandles(instrument, state);
        if (_isTrading)
        {
            Desk.Brackets.OnBatch(instrument, bookChanged);
            Desk.Legs.OnBatch();
            foreach (StrategySlot strategy in _strategies)
            {
                if (bookChanged && strategy.IsCalled)
                    strategy.OnBook(instrument);
                if (state.Told.Count > 0)
                    TellEvents(strategy, instrument, state.Told.Events);
            }

            TellSignals();
        }

        if (state.Told.Count > 0)
            state.Told.Clear();
    }

    private static void TellEvents(StrategySlot strategy, int instrument, Span<MarketEvent> events)
    {
        foreach (ref readonly MarketEvent e in events)
        {
            if (!strategy.IsCalled)
                return;
            switch (e.Kind)
            {
                case EventKind.Trade:
                    strategy.OnTrade(instrument, e);
                    break;
                case EventKind.Liquidation:
                    strategy.OnLiquidation(instrument, e);
                    break;
                case EventKind.MarkPrice:
                    strategy.OnMark(instrument, new Mark(e.Price.Units * MarkStep, e.Reference * MarkStep, e.ExchangeNs));
                    break;
                case EventKind.Funding:
                    strategy.OnFunding(instrument, new Funding(e.Price.Units * FundingStep, e.Reference, e.ExchangeNs));
                    break;
            }
        }
    }

    private void AddToCandles(int instrument, InstrumentState state)
    {
        for (int feed = 0; feed < state.Candles.Count; feed++)
        {
            TellClosed(instrument, state.Candles, feed);
            foreach (ref readonly MarketEvent e in state.Told.Events)
            {
                if (e.Kind == EventKind.Trade)
                    state.Candles[feed].OnTrade(e.ExchangeNs, e.Price, e.Quantity);
            }
        }
    }

    private void CloseCandles(int timer)
    {
        (int instrument, int feed) = (timer / CandleFeeds.Most, timer % CandleFeeds.Most);
        CandleFeeds feeds = _states[instrument].Candles;
        TellClosed(instrument, feeds, feed);
        SetTimer(CandleTimer(instrument, feed), feeds.NextCloseNs(feed, NowNs));
    }

    // Closed candles reach whoever asked for them, oldest first; those still forming are newer.
    private void TellClosed(int instrument, CandleFeeds feeds, int feed)
    {
        CandleSeries series = feeds[feed];
        int closed = series.OnClock(NowNs);
        if (closed == 0 || !_isTrading)
            return;
        int forming = 0;
        while (forming < series.Count && series[forming].IsForming)
            forming++;
        for (int age = forming + closed - 1; age >= forming; age--)
        {
            Candle candle = series[age];
            foreach (int listener in feeds.Listeners(feed))
            {
                SlotOf(listener).OnCandle(listener, instrument, candle);
            }
        }
    }

    private static TimerId CandleTimer(int instrument, int feed) => new(TimerId.Engine, instrument * CandleFeeds.Most + feed);
}
