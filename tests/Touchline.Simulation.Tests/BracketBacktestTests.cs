using Touchline.Core;
using Touchline.Matching;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>A whole backtest of a strategy that enters with brackets, on the synthetic market.</summary>
public sealed class BracketBacktestTests
{
    private const long Start = 1_700_000_000_000_000_000;
    private const long LengthNs = 120_000_000_000;

    [Theory]
    [InlineData(BracketPart.None)]
    [InlineData(BracketPart.StopLoss)]
    [InlineData(BracketPart.TakeProfitLimit)]
    [InlineData(BracketPart.Trailing)]
    public void Every_position_is_closed_for_a_reason_that_the_market_gave_or_is_protected_at_the_end(BracketPart atVenue)
    {
        var trader = new Trader(atVenue);
        Backtest backtest = Run(trader);
        var closed = new PositionRecord[4096];
        closed = closed[..backtest.Engine.CopyClosedPositions(closed)];
        StrategySlot slot = backtest.Engine.Strategies[0];
        Assert.Null(slot.Failure);
        Assert.Empty(trader.Wrong);
        Assert.True(closed.Length > 10, $"{closed.Length} positions in all, {backtest.Engine.Anomalies}");
        Assert.All(closed, p => Assert.Contains(p.ExitReason, (OrderReason[])[OrderReason.TakeProfit, OrderReason.StopLoss, OrderReason.Trailing]));
        Assert.All(closed, p => Assert.Equal("a coin", slot.NameOf(p.EntryReason)));
        Assert.True(closed.Select(p => p.ExitReason).Distinct().Count() > 1, $"all for {closed[0].ExitReason}");
        Assert.Equal(slot.Ledger(0).Realised, closed.Sum(p => p.Realised) + backtest.Engine.Position(0, 0).Realised);
        var live = new BracketUpdate[4];
        int count = backtest.Engine.CopyBrackets(live);
        Assert.Equal(slot.Ledger(0).Position.Units, live[..count].Sum(b => b.Side.Sign() * b.Open.Units));
        Assert.Equal(0, backtest.Engine.Anomalies.LateFills + backtest.Engine.Anomalies.Illegal);
    }

    [Fact]
    public void Two_runs_trade_alike()
    {
        var first = new Trader(BracketPart.StopLoss);
        var second = new Trader(BracketPart.StopLoss);
        Run(first);
        Run(second);
        Assert.Equal(first.Fills, second.Fills);
        Assert.True(first.Fills.Count > 20);
    }

    private static Backtest Run(Trader trader)
    {
        var market = new SyntheticStream(new SyntheticStreamOptions(), 7, Start);
        var backtest = new Backtest([market], [new StrategySetup("trader", trader)], new RiskLimits(), new SimulationOptions());
        backtest.PlayUntil(Start + LengthNs);
        return backtest;
    }

    /// <summary>Enters on a coin's side whenever nothing is open, and lets its bracket do the rest.</summary>
    private sealed class Trader(BracketPart atVenue) : Strategy
    {
        private const long Away = 12;

        private OrderId _entry;
        private Bracket _bracket;
        private long _batchNs;
        private long _high;
        private long _low;

        public List<string> Wrong { get; } = [];

        public List<string> Fills { get; } = [];

        public override void OnTrade(int instrument, in MarketEvent trade)
        {
            (_high, _low) = _batchNs == Context.NowNs
                ? (Math.Max(_high, trade.Price.Units), Math.Min(_low, trade.Price.Units))
                : (trade.Price.Units, trade.Price.Units);
            _batchNs = Context.NowNs;
        }

        public override void OnBook(int instrument)
        {
            BookView book = Context.Book(0);
            if (!book.IsTwoSided || book.IsStale || Context.TryBracket(_entry, out _))
                return;
            Side side = Context.Random.Chance(0.5) ? Side.Buy : Side.Sell;
            Price price = side == Side.Buy ? book.BestAsk : book.BestBid;
            _bracket = new Bracket
            {
                TakeProfit = price + side.Sign() * Away,
                StopLoss = price - side.Sign() * Away,
                TrailingPpm = 15,
                AtVenue = atVenue,
                EntryNs = 1_000_000_000,
            };
            var quantity = new Quantity(20 * Context.Instruments[0].LotUnits);
            NewOrder entry = NewOrder.Limit(0, side, price, quantity) with { Reason = Context.Reason("a coin") };
            _entry = Context.PlaceBracket(entry, _bracket).Id;
        }

        public override void OnFill(in Fill fill) => Fills.Add($"{fill.Id} {fill.Side} {fill.Quantity} at {fill.Price} {fill.Reason} {fill.ExchangeNs}");

        // What the engine holds it decides by the trades of the batch that it has just seen.
        public override void OnBracket(in BracketUpdate bracket)
        {
            if (bracket.State == BracketState.Ended && !bracket.Open.IsZero)
                Wrong.Add($"{bracket} ended open");
            if (bracket.State != BracketState.Exiting || bracket.Entry != _entry || _batchNs != Context.NowNs)
                return;
            bool isLong = bracket.Side == Side.Buy;
            bool isDue = bracket.Reason == OrderReason.TakeProfit ? (isLong ? _high >= _bracket.TakeProfit.Units : _low <= _bracket.TakeProfit.Units)
                : bracket.Reason != OrderReason.StopLoss || (isLong ? _low <= _bracket.StopLoss.Units : _high >= _bracket.StopLoss.Units);
            if (!isDue)
                Wrong.Add($"{bracket} between {_low} and {_high}");
        }
    }
}
