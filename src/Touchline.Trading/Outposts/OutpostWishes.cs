using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What an outpost in another process says, as frames. Nothing of it is trusted: what can't be is a <see cref="BadInputException"/>.</summary>
internal static class OutpostWishes
{
    /// <summary>Bytes of the largest frame.</summary>
    public const int MostBytes = 1 << 14;

    /// <summary>Characters of a text; what is longer is cut where it is written.</summary>
    public const int MostText = 2_000;

    /// <param name="seen">So much of what it was told the outpost had taken when it decided.</param>
    public static void Ask(OutpostFrameWriter to, in Intent intent, long seen)
    {
        NewOrder order = intent.Terms;
        CheckpointWriter fields = to.Begin(OutpostFrame.Ask);
        fields.Byte((byte)intent.Kind);
        fields.Long(intent.Id.Number);
        fields.Int(intent.Request);
        fields.Int(order.Instrument);
        fields.Byte((byte)((int)order.Side + 1));
        fields.Byte((byte)order.Type);
        fields.Byte((byte)order.TimeInForce);
        fields.Byte((byte)order.TriggerBy);
        fields.Flag(order.ReduceOnly);
        fields.Int(order.CallbackPpm);
        fields.Long(order.Price.Units);
        fields.Long(order.Quantity.Units);
        fields.Long(order.Trigger.Units);
        fields.Long(order.ExpiresNs);
        fields.UShort(order.Reason.Code);
        fields.Long(seen);
        to.End();
    }

    public static OutpostWish ReadAsk(ref CheckpointReader from, int instruments)
    {
        var kind = (IntentKind)from.Within((byte)IntentKind.Place, (byte)IntentKind.Amend);
        var id = new OrderId(AtLeast(ref from, from.Long(), 1));
        int request = (int)AtLeast(ref from, from.Int(), 1), instrument = from.Int();
        if ((uint)instrument >= (uint)instruments)
            throw from.Wrong($"an order for instrument {instrument} of {instruments}");
        var side = (Side)(from.Within((byte)((int)Side.Sell + 1), (byte)((int)Side.Buy + 1)) - 1);
        if (side == Side.None)
            throw from.Wrong("an order of no side");
        var type = (OrderType)from.Within((byte)OrderType.Limit, (byte)OrderType.TrailingStop);
        var timeInForce = (TimeInForce)from.Within((byte)TimeInForce.GoodTillCancel, (byte)TimeInForce.GoodTillDate);
        var triggerBy = (TriggerSource)from.Within((byte)TriggerSource.LastTrade, (byte)TriggerSource.MarkPrice);
        (bool reduceOnly, int callbackPpm) = (from.Flag(), from.Int());
        if (callbackPpm is < 0 or > NewOrder.CallbackScale)
            throw from.Wrong($"a callback of {callbackPpm} millionths");
        (Price price, Quantity quantity, Price trigger) = (new Price(Count(ref from)), new Quantity(Count(ref from)), new Price(Count(ref from)));
        var order = new NewOrder(instrument, side, type, timeInForce, price, quantity)
        {
            TriggerBy = triggerBy,
            ReduceOnly = reduceOnly,
            CallbackPpm = callbackPpm,
            Trigger = trigger,
            ExpiresNs = AtLeast(ref from, from.Long(), 0),
            Reason = new OrderReason(from.UShort()),
        };
        return new OutpostWish(kind, id, order, request, from.Long());
    }

    public static void Text(OutpostFrameWriter to, OutpostFrame kind, string text)
    {
        to.Begin(kind).Text(Cut(text));
        to.End();
    }

    public static void Metric(OutpostFrameWriter to, string name, double value)
    {
        CheckpointWriter fields = to.Begin(OutpostFrame.Metric);
        fields.Text(Cut(name));
        fields.Long(BitConverter.DoubleToInt64Bits(value));
        to.End();
    }

    /// <summary>So many lines and notes found no room since it began.</summary>
    public static void Dropped(OutpostFrameWriter to, long count)
    {
        to.Begin(OutpostFrame.Dropped).Int((int)Math.Min(count, int.MaxValue));
        to.End();
    }

    public static void Progress(OutpostFrameWriter to, long progress, long timerNs)
    {
        CheckpointWriter fields = to.Begin(OutpostFrame.Progress);
        fields.Long(progress);
        fields.Long(timerNs);
        to.End();
    }

    /// <param name="state">How it ended.</param>
    public static void Over(OutpostFrameWriter to, OutpostState state, string why)
    {
        CheckpointWriter fields = to.Begin(OutpostFrame.Over);
        fields.Byte((byte)state);
        fields.Text(Cut(why));
        to.End();
    }

    public static string Cut(string text) => text.Length <= MostText ? text : text[..MostText];

    private static long Count(ref CheckpointReader from)
    {
        long count = from.Long();
        return count is >= -DecimalUnit.MaxCount and <= DecimalUnit.MaxCount ? count : throw from.Wrong($"a count of {count}");
    }

    private static long AtLeast(ref CheckpointReader from, long value, long least) => value >= least ? value : throw from.Wrong($"a {value} where {least} is the least");
}
