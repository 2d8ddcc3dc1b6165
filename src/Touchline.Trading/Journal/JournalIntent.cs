using System.Buffers.Binary;
using Touchline.Core;

namespace Touchline.Trading;

/// <summary>An intent as a journal has it: what was decided. It is no approval, and nothing can be sent with it.</summary>
/// <param name="Input">The number of the input that led to it.</param>
/// <param name="LocalNs">The engine's time then.</param>
/// <param name="Strategy">Whose order it is, by index.</param>
/// <param name="Request"><see cref="Intent.Request"/></param>
public readonly record struct JournalIntent(IntentKind Kind, long Input, long LocalNs, OrderId Id, NewOrder Terms, int Strategy, int Request)
{
    internal static JournalIntent Read(ReadOnlySpan<byte> bytes)
    {
        var terms = new NewOrder(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]),
            (Side)(sbyte)bytes[45],
            (OrderType)bytes[46],
            (TimeInForce)bytes[47],
            new Price(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])),
            new Quantity(BinaryPrimitives.ReadInt64LittleEndian(bytes[32..])))
        {
            Trigger = new Price(BinaryPrimitives.ReadInt64LittleEndian(bytes[48..])),
            ExpiresNs = BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]),
            CallbackPpm = BinaryPrimitives.ReadInt32LittleEndian(bytes[64..]),
            TriggerBy = (TriggerSource)bytes[68],
            ReduceOnly = bytes[69] != 0,
            Reason = new OrderReason(BinaryPrimitives.ReadUInt16LittleEndian(bytes[76..])),
        };
        return new JournalIntent(
            (IntentKind)bytes[44],
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            new OrderId(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])),
            terms,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[70..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[72..]));
    }
}
