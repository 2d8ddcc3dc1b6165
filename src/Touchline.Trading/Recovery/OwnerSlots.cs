namespace Touchline.Trading;

/// <summary>Brackets or legs of a checkpoint, each in its slot.</summary>
/// <param name="Serial">The number that was given last.</param>
/// <param name="Next">Where the next one looks for room.</param>
internal sealed record OwnerSlots<T>(int Serial, int Next, IReadOnlyList<T> Slots)
{
    public static OwnerSlots<T> None { get; } = new(0, 0, []);
}
