using Touchline.Core;

namespace Touchline.Trading;

/// <summary>An order of a checkpoint: its terms and how it stands, in the units of the checkpoint's instrument.</summary>
public readonly struct CheckpointOrder
{
    /// <summary>The bytes of one at most.</summary>
    internal const int MostBytes = 328;

    /// <summary>Trade numbers beyond the few of each order that a checkpoint has room for, of all orders together; of an order for which there is none the highest few are kept.</summary>
    internal const int MostMore = 8_192;

    // In place of a count: it follows, larger.
    private const byte Many = byte.MaxValue;

    private readonly WorkingOrder _order;
    private readonly TradeNumbers _trades;

    internal CheckpointOrder(in WorkingOrder order, in TradeNumbers trades) => (_order, _trades) = (order, trades);

    public OrderId Id => _order.Id;

    /// <summary>Its strategy, by its index in the checkpoint.</summary>
    public int Strategy => _order.Strategy;

    /// <summary>Its terms at the venue as far as is known. The instrument is the index in the checkpoint.</summary>
    public NewOrder Terms => _order.Terms;

    public Quantity Filled => _order.Filled;

    public OrderState State => _order.State;

    /// <summary>Requests that weren't answered.</summary>
    public Requests Open => _order.Open;

    /// <summary>Those of them of which nobody knows what became.</summary>
    public Requests Unknown => _order.Unknown;

    /// <summary>The venue said that it has it.</summary>
    public bool IsAcknowledged => _order.IsAcknowledged;

    /// <summary>The terms asked for while an amend is open.</summary>
    public Price AmendPrice => _order.AmendPrice;

    /// <inheritdoc cref="AmendPrice"/>
    public Quantity AmendQuantity => _order.AmendQuantity;

    /// <summary>When the venue last changed its terms, by the venue's clock; <see cref="long.MinValue"/>: never.</summary>
    public long AmendedNs => _order.AmendedNs;

    /// <summary>The venue's numbers of its newest fills.</summary>
    public long[] TradeNumbers() => _trades.Remembered.ToArray();

    internal WorkingOrder Order => _order;

    internal TradeNumbers Trades => _trades;

    /// <param name="more">Trade numbers beyond the few of each order that there is room for.</param>
    internal void Write(CheckpointWriter to, ref int more)
    {
        to.Long(_order.Id.Number);
        to.Int(_order.Strategy);
        OrderFields.Write(_order.Terms, to);
        to.Long(_order.Filled.Units);
        to.Byte((byte)_order.State);
        to.Byte((byte)_order.Open);
        to.Byte((byte)_order.Unknown);
        to.Flag(_order.IsAcknowledged);
        to.Long(_order.AmendPrice.Units);
        to.Long(_order.AmendQuantity.Units);
        to.Long(_order.AmendedNs);
        WriteTrades(to, ref more);
        OrderFields.Write(_order.Origin, to);
        to.Long(_order.Next.Number);
        to.Int(_order.LastRequest);
        if (_order.Open != Requests.None)
        {
            to.Int(_order.AmendRequest);
            to.Int(_order.CancelRequest);
        }
    }

    internal static CheckpointOrder Read(ref CheckpointReader from)
    {
        const byte AllRequests = (byte)(Requests.New | Requests.Amend | Requests.Cancel);
        var order = new WorkingOrder
        {
            Id = new OrderId(from.Long()),
            Strategy = from.Int(),
            Terms = OrderFields.ReadTerms(ref from),
            Filled = new Quantity(from.Long()),
            State = (OrderState)from.Within((byte)OrderState.Pending, (byte)OrderState.Expired),
            Open = (Requests)from.Within(0, AllRequests),
            Unknown = (Requests)from.Within(0, AllRequests),
            IsAcknowledged = from.Flag(),
            AmendPrice = new Price(from.Long()),
            AmendQuantity = new Quantity(from.Long()),
            AmendedNs = from.Long(),
        };
        TradeNumbers trades = ReadTrades(ref from);
        order.Origin = OrderFields.ReadOrigin(ref from);
        order.Next = new OrderId(from.Long());
        order.LastRequest = from.Int();
        if (order.Open != Requests.None)
        {
            order.AmendRequest = from.Int();
            order.CancelRequest = from.Int();
        }

        return new CheckpointOrder(order, trades);
    }

    private void WriteTrades(CheckpointWriter to, ref int more)
    {
        int beyond = Math.Max(0, _trades.Count - Trading.TradeNumbers.Few);
        TradeNumbers trades = beyond <= more ? _trades : _trades.Highest();
        if (trades.Count <= Trading.TradeNumbers.Few)
        {
            to.Byte((byte)trades.Count);
        }
        else
        {
            more -= beyond;
            to.Byte(Many);
            to.Int(trades.Count);
        }

        to.Flag(trades.IsCut);
        foreach (long trade in trades.Remembered)
            to.Long(trade);
    }

    private static TradeNumbers ReadTrades(ref CheckpointReader from)
    {
        var trades = new TradeNumbers();
        int count = from.Byte();
        if (count == Many)
            count = from.Count(sizeof(long));
        if (count > Trading.TradeNumbers.Most)
            throw from.Wrong($"{count} trade numbers");
        bool isCut = from.Flag();
        for (int i = 0; i < count; i++)
        {
            if (!trades.TryAdd(from.Long()))
                throw from.Wrong("a trade number twice");
        }

        if (isCut)
            trades.Cut();
        return trades;
    }
}
