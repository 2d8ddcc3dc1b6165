using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Writes down every callback and does what the test hands in.</summary>
internal sealed class TestStrategy : Strategy
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public List<string> Calls { get; } = [];

    public new IStrategyContext Context => base.Context;

    public Action? Started { get; set; }

    public Action<int>? Timer { get; set; }

    public Action<Fill>? Filled { get; set; }

    public Action<OrderUpdate>? Told { get; set; }

    public Action<Signal>? Signalled { get; set; }

    public MarketEvent LastTrade { get; private set; }

    public override void OnStart()
    {
        Calls.Add("start");
        Started?.Invoke();
    }

    public override void OnBook(int instrument) => Calls.Add($"book {Context.Book(instrument).BestBid}/{Context.Book(instrument).BestAsk}");

    public override void OnTrade(int instrument, in MarketEvent trade)
    {
        LastTrade = trade;
        Calls.Add($"trade {trade.Price}");
    }

    public override void OnCandle(int instrument, in Candle candle) =>
        Calls.Add($"candle {candle.OpenNs / candle.IntervalNs} {candle.Open} {candle.High} {candle.Low} {candle.Close} x {candle.Volume}");

    public override void OnLiquidation(int instrument, in MarketEvent liquidation) =>
        Calls.Add($"liquidation {liquidation.Side} {liquidation.Quantity} at {liquidation.Price}");

    public override void OnMark(int instrument, in Mark mark) => Calls.Add(string.Create(Plain, $"mark {mark.Price}"));

    public override void OnFunding(int instrument, in Funding funding) => Calls.Add(string.Create(Plain, $"funding {funding.Rate}"));

    public override void OnSignal(in Signal signal)
    {
        Calls.Add(string.Create(Plain, $"signal {signal.Confidence} {signal.Reason}"));
        Signalled?.Invoke(signal);
    }

    public override void OnTimer(int id)
    {
        Calls.Add($"timer {id} at {Context.NowNs}");
        Timer?.Invoke(id);
    }

    public override void OnOrder(in OrderUpdate order)
    {
        Calls.Add($"order {order.Id} {order.State} {order.Remaining}");
        Told?.Invoke(order);
    }

    public override void OnFill(in Fill fill)
    {
        Calls.Add($"fill {fill.Id} {fill.Quantity}");
        Filled?.Invoke(fill);
    }

    public override void OnBracket(in BracketUpdate bracket) =>
        Calls.Add($"bracket {bracket.Entry} {bracket.State} {bracket.Open} of {bracket.Filled} {bracket.Reason}");

    public override void OnLegs(in LegsUpdate legs) =>
        Calls.Add($"legs {legs.First} {legs.State} {legs.Filled} {legs.Hedged} {legs.Unwound}, {legs.Unhedged} without");

    public override void OnStop() => Calls.Add("stop");
}
