using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;

namespace Touchline.StoredStrategies;

/// <summary>
/// A native plug-in in a strategy's seat: it hears the market here, on the engine's thread, and is answered when its orders' fates are known. What it asks for the host takes (<see cref="NativePump"/>), as inputs of the engine's.
/// </summary>
/// <param name="label">What messages call it.</param>
internal sealed class NativeStrategy(string label, NativePluginOptions options) : ElsewhereStrategy
{
    private const double MostMoney = 1e15;

    // An order's number as a double has more digits than this: how near to a tick or lot it has to be.
    private const decimal Nearness = 0.000001m;

    private readonly Dictionary<long, long> _placing = [], _cancelling = [];
    private (Price Bid, Price Ask, Quantity BidQuantity, Quantity AskQuantity)[] _told = [];

    /// <summary>Null before it begins.</summary>
    public NativePlugin? Plugin { get; private set; }

    public string Label => label;

    public override void OnStart()
    {
        base.OnStart();
        _told = new (Price, Price, Quantity, Quantity)[Context.Instruments.Count];
        try
        {
            Plugin = NativePlugin.Start(options, [.. Context.Instruments.Select(i => new PluginSymbol(i.Symbol))], TimeProvider.System);
        }
        catch (IOException e)
        {
            throw new BadInputException($"{label} can't be started: {e.Message}", e);
        }
    }

    public override void OnBook(int instrument)
    {
        BookView book = Context.Book(instrument);
        if (!book.IsTwoSided || book.IsCrossed)
            return;
        (Price Bid, Price Ask, Quantity BidQuantity, Quantity AskQuantity) touch = (book.BestBid, book.BestAsk, book.QuantityAt(Side.Buy, book.BestBid), book.QuantityAt(Side.Sell, book.BestAsk));
        if (_told[instrument] == touch)
            return;
        _told[instrument] = touch;
        Instrument traded = Context.Instruments[instrument];
        Plugin!.OfferTicker(
            instrument, (double)traded.PriceUnit.ToDecimal(touch.Bid), (double)traded.PriceUnit.ToDecimal(touch.Ask), (double)traded.QuantityUnit.ToDecimal(touch.BidQuantity),
            (double)traded.QuantityUnit.ToDecimal(touch.AskQuantity), Context.NowNs, Context.NowNs);
    }

    public override void OnTrade(int instrument, in MarketEvent trade)
    {
        Instrument traded = Context.Instruments[instrument];
        Plugin!.OfferTrade(
            instrument, (double)traded.PriceUnit.ToDecimal(trade.Price), (double)traded.QuantityUnit.ToDecimal(trade.Quantity), isBuyerMaker: trade.Side == Side.Sell, trade.ExchangeNs, trade.LocalNs);
    }

    public override void OnOrder(in OrderUpdate order)
    {
        if (order.State != OrderState.Pending && _placing.Remove(order.Id.Number, out long ticket))
            Plugin!.Answer(ticket, order.State == OrderState.Rejected ? OrderResult.Failed(OrderResult.NoCode) : OrderResult.Done(order.Id.Number));
        bool isSettled = order.State.IsTerminal() || (order.InFlight == OrderInFlight.None && !order.IsUnknown);
        if (isSettled && _cancelling.Remove(order.Id.Number, out ticket))
            Plugin!.Answer(ticket, order.State == OrderState.Cancelled ? OrderResult.Done(order.Id.Number) : OrderResult.Failed(OrderResult.NoCode));
    }

    public override void OnStop() => Plugin?.Stop();

    /// <summary>A request was carried out or refused by the engine; its order may be over already.</summary>
    public void OnCarried(in PluginRequest request, Placement placement)
    {
        if (!placement.IsPlaced)
        {
            Plugin!.Answer(request.Ticket, OrderResult.Failed(OrderResult.NoCode));
            return;
        }

        (request.Kind == PluginRequestKind.Place ? _placing : _cancelling)[placement.Id.Number] = request.Ticket;
        if (Context.TryOrder(placement.Id, out OrderUpdate now) && now.State.IsTerminal())
            OnOrder(now);
    }

    /// <summary>The order that is asked for, in the instrument's units; null where its numbers are none there.</summary>
    public NewOrder? Order(in PluginRequest request)
    {
        Instrument traded = Context.Instruments[request.Symbol];
        if (request.Price >= MostMoney || request.Quantity >= MostMoney
            || !TryCount((decimal)request.Price, traded.Tick, out decimal ticks) || !TryCount((decimal)request.Quantity, traded.Lot, out decimal lots))
            return null;
        return ticks > long.MaxValue / traded.TickUnits || lots > long.MaxValue / traded.LotUnits
            ? null
            : NewOrder.Limit(request.Symbol, request.Side == PluginSide.Buy ? Side.Buy : Side.Sell, new Price((long)ticks * traded.TickUnits), new Quantity((long)lots * traded.LotUnits));
    }

    /// <summary>What was under way is lost: its process is gone.</summary>
    public void ForgetRequests()
    {
        _placing.Clear();
        _cancelling.Clear();
        Array.Clear(_told);
        while (Plugin!.TryTakeLost(out _))
        {
        }
    }

    // To the nearest, as a double can't be most ticks; what lies between two is no price.
    private static bool TryCount(decimal value, decimal step, out decimal count)
    {
        count = Math.Round(value / step, MidpointRounding.AwayFromZero);
        return count > 0 && Math.Abs(count * step - value) <= Math.Max(step, value) * Nearness;
    }
}
