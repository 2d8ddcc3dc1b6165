namespace Touchline.Sdk;

/// <summary>What happens with a post-only order that can't be had without crossing, once its tries are used up.</summary>
public enum PostOnlyEnd : byte
{
    /// <summary>Nothing more is sent.</summary>
    GiveUp = 0,

    /// <summary>What is left is sent as a market order.</summary>
    Market = 1,
}

/// <summary>
/// How a post-only order is priced anew that would cross: known when it is placed, or because the venue sends it back. Each try is an order of
/// its own that passes risk; they follow each other (<see cref="OrderUpdate.First"/>, <see cref="OrderUpdate.Next"/>). The new price is the
/// other side's best less the offset, on the tick, and never nearer to the other side than the price asked for.
/// </summary>
/// <param name="Tries">How often it may be priced anew, 1 to <see cref="MostTries"/>.</param>
public readonly record struct PostOnlyPolicy(int Tries)
{
    /// <summary>The most tries.</summary>
    public const int MostTries = 16;

    /// <summary>The offset where none is given: 5 bps, in millionths.</summary>
    public const int UsualOffsetPpm = 500;

    /// <summary>The offset in ticks, to 1,000,000. 0: by <see cref="OffsetPpm"/>.</summary>
    public int OffsetTicks { get; init; }

    /// <summary>The offset in millionths of the price, to 100,000; 0: <see cref="UsualOffsetPpm"/>. A tick at least.</summary>
    public int OffsetPpm { get; init; }

    public PostOnlyEnd AtEnd { get; init; }
}
