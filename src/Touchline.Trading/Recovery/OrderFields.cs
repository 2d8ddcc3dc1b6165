using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>An order's terms and origin as bytes of a checkpoint or a record.</summary>
internal static class OrderFields
{
    /// <summary>Bytes of an origin that isn't plain.</summary>
    public const int OriginSize = 3 + 6 * sizeof(int) + sizeof(long);

    public static void Write(in NewOrder terms, CheckpointWriter to)
    {
        to.Int(terms.Instrument);
        to.Byte((byte)terms.Side);
        to.Byte((byte)terms.Type);
        to.Byte((byte)terms.TimeInForce);
        to.Byte((byte)terms.TriggerBy);
        to.Flag(terms.ReduceOnly);
        to.Int(terms.CallbackPpm);
        to.Long(terms.Price.Units);
        to.Long(terms.Quantity.Units);
        to.Long(terms.Trigger.Units);
        to.Long(terms.ExpiresNs);
        to.UShort(terms.Reason.Code);
    }

    public static NewOrder ReadTerms(ref CheckpointReader from)
    {
        int instrument = from.Int();
        Side side = ReadSide(ref from);
        var type = (OrderType)from.Within((byte)OrderType.Limit, (byte)OrderType.TrailingStop);
        var timeInForce = (TimeInForce)from.Within((byte)TimeInForce.GoodTillCancel, (byte)TimeInForce.GoodTillDate);
        var triggerBy = (TriggerSource)from.Within((byte)TriggerSource.LastTrade, (byte)TriggerSource.MarkPrice);
        bool reduceOnly = from.Flag();
        int callback = from.Int();
        return new NewOrder(instrument, side, type, timeInForce, new Price(from.Long()), new Quantity(from.Long()))
        {
            TriggerBy = triggerBy,
            ReduceOnly = reduceOnly,
            CallbackPpm = callback,
            Trigger = new Price(from.Long()),
            ExpiresNs = from.Long(),
            Reason = new OrderReason(from.UShort()),
        };
    }

    public static Side ReadSide(ref CheckpointReader from)
    {
        var side = (Side)(sbyte)from.Byte();
        return side is Side.Buy or Side.Sell ? side : throw from.Wrong("an order of no side");
    }

    /// <summary>Most orders are a strategy's own: that is one byte.</summary>
    public static void Write(in OrderOrigin origin, CheckpointWriter to)
    {
        to.Byte((byte)(origin.IsPlain ? OrderPurpose.Plain : origin.Purpose));
        to.Flag(!origin.IsPlain);
        if (origin.IsPlain)
            return;
        to.Int(origin.Slot);
        to.Int(origin.Serial);
        to.Long(origin.First.Number);
        to.Int(origin.TriesLeft);
        to.Int(origin.Policy.Tries);
        to.Int(origin.Policy.OffsetTicks);
        to.Int(origin.Policy.OffsetPpm);
        to.Byte((byte)origin.Policy.AtEnd);
    }

    public static OrderOrigin ReadOrigin(ref CheckpointReader from)
    {
        var purpose = (OrderPurpose)from.Within((byte)OrderPurpose.Plain, (byte)OrderPurpose.Flatten);
        if (!from.Flag())
            return new OrderOrigin { Purpose = purpose };
        return new OrderOrigin
        {
            Purpose = purpose,
            Slot = from.Int(),
            Serial = from.Int(),
            First = new OrderId(from.Long()),
            TriesLeft = from.Int(),
            Policy = new PostOnlyPolicy(from.Int())
            {
                OffsetTicks = from.Int(),
                OffsetPpm = from.Int(),
                AtEnd = (PostOnlyEnd)from.Within((byte)PostOnlyEnd.GiveUp, (byte)PostOnlyEnd.Market),
            },
        };
    }
}
