using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <summary>
/// The two ends of a ring, each on cache lines of its own (128 bytes: processors fetch lines in pairs), with what each end last saw
/// of the other. Sequences count from 0 and never wrap in practice (2^63 items).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingCursors
{
    /// <summary>Items published so far. Written by the producer.</summary>
    [FieldOffset(128)]
    public long Published;

    /// <summary>The producer's last look at <see cref="Taken"/>. Touched by the producer alone.</summary>
    [FieldOffset(136)]
    public long TakenSeen;

    /// <summary>Items taken so far. Written by the consumer.</summary>
    [FieldOffset(256)]
    public long Taken;

    /// <summary>The consumer's last look at <see cref="Published"/>. Touched by the consumer alone.</summary>
    [FieldOffset(264)]
    public long PublishedSeen;
}
