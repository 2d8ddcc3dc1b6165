using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Uses everything an engine has: quotes, plain orders, brackets, legs, post-only orders, amends, cancels, timers, candles, random numbers, signals.</summary>
internal sealed class Restless(int size, long everyNs = 250) : Strategy
{
    private readonly WholeParameter _size = new("size", size, 1, 9, "lots", "quantity of each quote");
    private readonly OrderUpdate[] _orders = new OrderUpdate[64];

    public override void OnStart()
    {
        for (int i = 0; i < Context.Instruments.Count; i++)
            Context.Candles(i, Math.Max(1_000_000, 80 * everyNs));
        Context.SetTimer(1, Context.NowNs + 300);
    }

    public override void OnParametersChanged()
    {
    }

    public override void OnBook(int instrument)
    {
        BookView book = Context.Book(instrument);
        if (!book.IsTwoSided || book.IsCrossed)
            return;
        if (Context.Random.Chance(0.3))
            Context.Quote(instrument, [new Quote(book.BestBid, new Quantity(_size.Value))], [new Quote(book.BestAsk, new Quantity(_size.Value))]);
    }

    public override void OnTimer(int id)
    {
        Context.SetTimer(1, Context.NowNs + everyNs);
        Context.Emit(new Signal(0, Side.Buy, 0.5, "", "", Context.NowNs));
        if (Context.Random.Chance(0.1))
            Legs(Context.Random.Chance(0.5) ? LateHedge.Cross : LateHedge.Unwind);
        int count = Context.CopyOrders(_orders);
        for (int i = 0; i < count; i++)
        {
            if (Context.Random.Chance(0.2))
                Context.Cancel(_orders[i].Id);
            else if (Context.Random.Chance(0.2))
                Context.Amend(_orders[i].Id, _orders[i].Price + 1, _orders[i].Quantity + new Quantity(1));
        }
    }

    public override void OnSignal(in Signal signal)
    {
        Context.Place(NewOrder.Limit(signal.Instrument, signal.Side, new Price(995), new Quantity(1)));
        if (Context.Random.Chance(0.4))
            Bracket();
    }

    public override void OnCandle(int instrument, in Candle candle)
    {
        Context.Place(NewOrder.Limit(instrument, Side.Sell, candle.High + 3, new Quantity(2)));
    }

    public override void OnBracket(in BracketUpdate bracket)
    {
        if (Context.Random.Chance(0.1))
            Context.CloseBracket(bracket.Entry, Context.Reason("enough"));
        else if (Context.Random.Chance(0.05))
            Context.ReleaseBracket(bracket.Entry);
    }

    private void Legs(LateHedge late) => Context.PlaceLegs(
        NewOrder.Limit(0, Side.Sell, new Price(1_001), new Quantity(2)), NewOrder.Limit(1, Side.Buy, new Price(999), new Quantity(4)), new LegTerms(1_000_000, late));

    private void Bracket()
    {
        var bracket = new Bracket
        {
            TakeProfit = new Price(1_003),
            StopLoss = new Price(994),
            TrailingPpm = 3_000,
            AtVenue = (BracketPart)Context.Random.Below(5),
            EntryNs = Context.Random.Chance(0.5) ? 2 * everyNs : 0,
            DropsBarelyFilled = Context.Random.Chance(0.3),
        };
        NewOrder entry = NewOrder.Limit(0, Side.Buy, new Price(999), new Quantity(3), TimeInForce.PostOnly);
        Context.PlaceBracket(entry with { Reason = Context.Reason("a signal") }, bracket, new PostOnlyPolicy(2) { OffsetTicks = 1, AtEnd = (PostOnlyEnd)Context.Random.Below(2) });
    }
}
