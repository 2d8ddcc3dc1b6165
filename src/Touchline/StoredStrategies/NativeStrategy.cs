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

    // Of a step.
    private const decimal Nearness = 0.000001m;

    private readonly Dictionary<long, long> _placing = [], _cancelling = [];
    private (Price Bid, Price Ask, Quantity BidQuantity, Quantity AskQuantity)[] _told = [];

    /// <summary>Null before it begins.</summary>
    public NativePlugin? Plugin { get; private set; }

    public string Label => label;

    /// <summary>It died, and is to be started again when its orders have ended: how, and since when by the engine's time. Null: it isn't.</summary>
    public (string How, long SinceNs)? Restarts { get; set; }

    /// <summary>Why it couldn't be started; null: it was, or hasn't begun.</summary>
    public string? Trouble { get; private set; }

    public override void OnStart()
    {
        base.OnStart();
        _told = new (Price, Price, Quantity, Quantity)[Context.Instruments.Count];
        // Whether it starts is no matter of the engine's inputs: it is told afterwards.
        try
        {
            Plugin = NativePlugin.Start(options, [.. Context.Instruments.Select(i => new PluginSymbol(i.Symbol))], TimeProvider.System);
        }
        catch (Exception e) when (e is IOException or BadInputException)
        {
            Trouble = $"{label} can't be started: {e.Message}";
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
        Plugin?.OfferTicker(
            instrument, (double)traded.PriceUnit.ToDecimal(touch.Bid), (double)traded.PriceUnit.ToDecimal(touch.Ask), (double)traded.QuantityUnit.ToDecimal(touch.BidQuantity),
            (double)traded.QuantityUnit.ToDecimal(touch.AskQuantity), Context.NowNs, Context.NowNs);
    }

    public override void OnTrade(int instrument, in MarketEvent trade)
    {
        Instrument traded = Context.Instruments[instrument];
        Plugin?.OfferTrade(
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

    /// <summary>The order that is asked for, in the instrument's units: a plug-in doesn't know ticks and lots. Its price goes to the tick that is no worse for us, its quantity to the lot below; null where nothing is left, or it is beyond all units.</summary>
    public NewOrder? Order(in PluginRequest request)
    {
        Instrument traded = Context.Instruments[request.Symbol];
        if (request.Price >= MostMoney || request.Quantity >= MostMoney)
            return null;
        bool buys = request.Side == PluginSide.Buy;
        decimal ticks = Count((decimal)request.Price, traded.Tick, isUp: !buys), lots = Count((decimal)request.Quantity, traded.Lot, isUp: false);
        return ticks <= 0 || lots <= 0 || ticks > long.MaxValue / traded.TickUnits || lots > long.MaxValue / traded.LotUnits
            ? null
            : NewOrder.Limit(request.Symbol, buys ? Side.Buy : Side.Sell, new Price((long)ticks * traded.TickUnits), new Quantity((long)lots * traded.LotUnits));
    }

    /// <summary>What was under way is lost: its process is gone.</summary>
    public void ForgetRequests()
    {
        _placing.Clear();
        _cancelling.Clear();
        while (Plugin!.TryTakeLost(out _))
        {
        }
    }

    /// <summary>A new process has its place, which has heard nothing: of what the market told in between either.</summary>
    public void OnRestarted() => Array.Clear(_told);

    // A double can't be most ticks: what is as good as one is one.
    private static decimal Count(decimal value, decimal step, bool isUp)
    {
        decimal count = value / step, near = Math.Round(count, MidpointRounding.AwayFromZero);
        return Math.Abs(count - near) <= Nearness ? near : isUp ? Math.Ceiling(count) : Math.Floor(count);
    }
}
