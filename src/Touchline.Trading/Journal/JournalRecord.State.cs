using Touchline.Core;

namespace Touchline.Trading;

/// <content>Records of what the engine itself looks after: in the same bytes as in a checkpoint.</content>
public readonly partial struct JournalRecord
{
    private const string About = "the record";

    /// <exception cref="BadInputException">It isn't one.</exception>
    internal (OrderId Id, OrderOrigin Origin) Origin()
    {
        var from = new CheckpointReader(State.Span, About);
        return (new OrderId(from.Long()), OrderFields.ReadOrigin(ref from));
    }

    /// <exception cref="BadInputException">It isn't one.</exception>
    internal BracketSlot Bracket()
    {
        var from = new CheckpointReader(State.Span, About);
        return BracketFields.Read(ref from);
    }

    /// <exception cref="BadInputException">They aren't any.</exception>
    internal LegsSlot Legs()
    {
        var from = new CheckpointReader(State.Span, About);
        return LegsFields.Read(ref from);
    }

    /// <exception cref="BadInputException">It isn't one.</exception>
    public (int Strategy, OrderReason Reason, string Name) ReasonName()
    {
        var from = new CheckpointReader(State.Span, About);
        return (from.UShort(), new OrderReason(from.UShort()), from.Text());
    }
}
