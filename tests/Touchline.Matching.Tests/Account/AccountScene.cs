using System.Globalization;
using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// Rows and requests by hand at given times, for all that hangs on the account. What is due by itself before a row or request, or at its
/// time, happens first, as in a simulation. Tick 1, lot 1, whole quantities; orders are numbered from 1.
/// </summary>
internal sealed class AccountScene
{
    private static readonly Instrument Plain = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.One);

    private readonly Approval _approval = new(Plain);

    public AccountScene(MarginTerms? margin = null, FeeRates? fees = null, ExchangeModel model = ExchangeModel.PartialFill) =>
        Venue = new SimulatedVenue(Plain, 0, fees ?? new FeeRates(0, 0), model, margin: margin);

    public SimulatedVenue Venue { get; }

    public long NowNs { get; private set; }

    /// <summary>What was said since it was last taken.</summary>
    public string[] Said
    {
        get
        {
            string[] said = [.. Venue.Reports.Select(Text)];
            Venue.Reports.Clear();
            return said;
        }
    }

    public IReadOnlyList<OrderReport> Reports => Venue.Reports;

    public AccountScene At(long ns)
    {
        while (Venue.DeadlineNs <= ns)
            Venue.OnDeadline();
        NowNs = ns;
        return this;
    }

    public AccountScene Book(long bid, long bidQuantity, long ask, long askQuantity) => Bid(bid, bidQuantity).Ask(ask, askQuantity);

    public AccountScene Bid(long price, long quantity) => Row(EventKind.Depth, Side.Buy, price, quantity);

    public AccountScene Ask(long price, long quantity) => Row(EventKind.Depth, Side.Sell, price, quantity);

    /// <summary>A trade whose aggressor bought.</summary>
    public AccountScene Bought(long price, long quantity = 1) => Row(EventKind.Trade, Side.Buy, price, quantity);

    public AccountScene Sold(long price, long quantity = 1) => Row(EventKind.Trade, Side.Sell, price, quantity);

    public AccountScene Mark(decimal price) => Row(EventKind.MarkPrice, Side.None, (long)(price * 100_000_000), 0);

    public AccountScene Rate(decimal rate, long nextNs) => Row(EventKind.Funding, Side.None, (long)(rate * 1_000_000_000_000), 0, nextNs);

    public AccountScene Row(EventKind kind, Side side, long price, long quantity, long reference = 0)
    {
        At(NowNs);
        Venue.OnMarket(new MarketEvent
        {
            Kind = kind,
            Side = side,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            Reference = reference,
            ExchangeNs = NowNs,
            LocalNs = NowNs,
            Flags = EventFlags.EndOfBatch,
        });
        return this;
    }

    public AccountScene Buy(long price, long quantity, bool reduceOnly = false) => Place(Limit(Side.Buy, price, quantity) with { ReduceOnly = reduceOnly });

    public AccountScene Sell(long price, long quantity, bool reduceOnly = false) => Place(Limit(Side.Sell, price, quantity) with { ReduceOnly = reduceOnly });

    public AccountScene Take(Side side, long quantity, bool reduceOnly = false) =>
        Place(NewOrder.Market(0, side, new Quantity(quantity)) with { ReduceOnly = reduceOnly });

    public AccountScene Stop(Side side, long trigger, long quantity, TriggerSource by = TriggerSource.LastTrade) =>
        Place(NewOrder.StopMarket(0, side, new Price(trigger), new Quantity(quantity), by));

    public AccountScene Profit(Side side, long trigger, long quantity) => Place(NewOrder.TakeProfit(0, side, new Price(trigger), new Quantity(quantity)));

    public AccountScene Trail(Side side, decimal callback, long quantity, long activation = 0, TriggerSource by = TriggerSource.LastTrade) =>
        Place(NewOrder.TrailingStop(0, side, callback, new Quantity(quantity), new Price(activation), by));

    public AccountScene Place(NewOrder order)
    {
        At(NowNs);
        Venue.OnPlace(_approval.Of(order), NowNs);
        return this;
    }

    public AccountScene Cancel(long order)
    {
        At(NowNs);
        Venue.OnCancel(new OrderId(order), NowNs);
        return this;
    }

    public AccountScene Amend(long order, long price, long whole)
    {
        At(NowNs);
        Venue.OnAmend(new OrderId(order), Limit(Side.Buy, price, whole), NowNs);
        return this;
    }

    /// <summary>Forgets what was said so far.</summary>
    public AccountScene Quietly()
    {
        Venue.Reports.Clear();
        return this;
    }

    public static NewOrder Limit(Side side, long price, long quantity) => NewOrder.Limit(0, side, new Price(price), new Quantity(quantity));

    private static string Text(OrderReport r) => r.Kind switch
    {
        ReportKind.Fill => $"fill {r.Id}: {r.Quantity} at {r.Price}",
        ReportKind.Amended or ReportKind.Reduced => $"{r.Kind.ToString().ToLowerInvariant()} {r.Id} to {r.Quantity}",
        ReportKind.Funding => string.Create(CultureInfo.InvariantCulture, $"funding on {r.Quantity}: {r.Fee:0.######}"),
        ReportKind.Liquidation => string.Create(CultureInfo.InvariantCulture, $"liquidation {r.Side} {r.Quantity} at {r.Price}, fee {r.Fee:0.######}"),
        _ => $"{r.Kind.ToString().ToLowerInvariant()} {r.Id}",
    };
}
