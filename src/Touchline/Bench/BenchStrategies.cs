using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Bench;

/// <summary>Looks at the touch whenever the book changed, and does nothing.</summary>
internal sealed class TouchReader : Strategy
{
    public double Sum { get; private set; }

    public override void OnBook(int instrument) => Sum += Context.Book(instrument).Touch.BidPrice.Units;
}

/// <summary>The same on the plain feed.</summary>
internal sealed class PlainTouchReader : PlainStrategy
{
    public double Sum { get; private set; }

    public override void OnBook(SortedBook book) => Sum += book.Touch.BidPrice.Units;
}

/// <summary>Reads the touch and the imbalance over five levels whenever the book changed, and sends nothing.</summary>
internal sealed class ImbalanceReader : Strategy
{
    public double Sum { get; private set; }

    public override void OnBook(int instrument)
    {
        BookView book = Context.Book(instrument);
        Sum += book.Touch.BidPrice.Units + book.Imbalance();
    }
}

/// <summary>The same on the plain feed.</summary>
internal sealed class PlainImbalanceReader : PlainStrategy
{
    public double Sum { get; private set; }

    public override void OnBook(SortedBook book) => Sum += book.Touch.BidPrice.Units + book.Imbalance(5);
}

/// <summary>Every 100 ms: one post-only bid at the best bid and one ask at the best ask; one that stands elsewhere is replaced.</summary>
internal sealed class TouchQuoter : Strategy
{
    public const long RefreshNs = 100_000_000;
    public const long Size = 10;

    private const int Instrument = 0;

    private (OrderId Id, Price Price) _bid;
    private (OrderId Id, Price Price) _ask;

    public override void OnStart() => Context.SetTimer(0, Context.NowNs + RefreshNs);

    public override void OnTimer(int id)
    {
        Context.SetTimer(0, Context.NowNs + RefreshNs);
        Touch touch = Context.Book(Instrument).Touch;
        if (!touch.IsTwoSided)
            return;
        Want(Side.Buy, touch.BidPrice, ref _bid);
        Want(Side.Sell, touch.AskPrice, ref _ask);
    }

    public override void OnOrder(in OrderUpdate order)
    {
        if (!order.State.IsTerminal())
            return;
        if (order.Id == _bid.Id)
            _bid = default;
        else if (order.Id == _ask.Id)
            _ask = default;
    }

    private void Want(Side side, Price price, ref (OrderId Id, Price Price) order)
    {
        if (!order.Id.IsNone)
        {
            if (order.Price == price)
                return;
            Context.Cancel(order.Id);
        }

        Placement placed = Context.Place(NewOrder.Limit(Instrument, side, price, new Quantity(Size), TimeInForce.PostOnly));
        order = (placed.Id, price);
    }
}

/// <summary>The same on the plain backtest.</summary>
internal sealed class PlainTouchQuoter : PlainStrategy
{
    private (long Id, long Price) _bid;
    private (long Id, long Price) _ask;

    public override void OnStart(PlainBacktest market) => market.TimerNs = market.NowNs + TouchQuoter.RefreshNs;

    public override void OnTimer(PlainBacktest market)
    {
        market.TimerNs = market.NowNs + TouchQuoter.RefreshNs;
        Touch touch = market.Book.Touch;
        if (!touch.IsTwoSided)
            return;
        Want(market, Side.Buy, touch.BidPrice.Units, ref _bid);
        Want(market, Side.Sell, touch.AskPrice.Units, ref _ask);
    }

    public override void OnAnswer(in PlainAnswer answer)
    {
        if (answer.Kind is not (ReportKind.Fill or ReportKind.Cancelled or ReportKind.Expired))
            return;
        if (answer.Order == _bid.Id)
            _bid = default;
        else if (answer.Order == _ask.Id)
            _ask = default;
    }

    private static void Want(PlainBacktest market, Side side, long price, ref (long Id, long Price) order)
    {
        if (order.Id != 0)
        {
            if (order.Price == price)
                return;
            market.Cancel(order.Id);
        }

        order = (market.Place(side, price, TouchQuoter.Size), price);
    }
}
