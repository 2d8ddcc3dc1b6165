using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Writes down every callback and does what the test hands in.</summary>
internal sealed class TestStrategy : Strategy
{
    public List<string> Calls { get; } = [];

    public new IStrategyContext Context => base.Context;

    public Action<int>? Timer { get; set; }

    public Action<Fill>? Filled { get; set; }

    public MarketEvent LastTrade { get; private set; }

    public override void OnStart() => Calls.Add("start");

    public override void OnBook(int instrument) => Calls.Add($"book {Context.Book(instrument).BestBid}/{Context.Book(instrument).BestAsk}");

    public override void OnTrade(int instrument, in MarketEvent trade)
    {
        LastTrade = trade;
        Calls.Add($"trade {trade.Price}");
    }

    public override void OnTimer(int id)
    {
        Calls.Add($"timer {id} at {Context.NowNs}");
        Timer?.Invoke(id);
    }

    public override void OnOrder(in OrderUpdate order) => Calls.Add($"order {order.Id} {order.State} {order.Remaining}");

    public override void OnFill(in Fill fill)
    {
        Calls.Add($"fill {fill.Id} {fill.Quantity}");
        Filled?.Invoke(fill);
    }

    public override void OnStop() => Calls.Add("stop");
}
