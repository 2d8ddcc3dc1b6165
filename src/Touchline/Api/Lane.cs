namespace Touchline.Api;

/// <summary>
/// Requests that take long and wait for each other: they have places of their own, few, and take none of those of all others (<see cref="ApiGate.MostAtOnce"/>). Who waits for one holds neither a place nor a thread.
/// </summary>
/// <param name="What">What they wait for, for who waited in vain.</param>
/// <param name="AtOnce">Places.</param>
internal sealed record Lane(string What, int AtOnce)
{
    /// <summary>What reads and writes files of the store of strategies.</summary>
    public static Lane Store { get; } = new("the store of strategies", 4);

    /// <summary>What compiles: half of what the compiler takes at once, so that the session always has room for its own strategies.</summary>
    public static Lane Compiler { get; } = new("the compiler", 2);

    /// <summary>What begins or replaces strategies of the session: each compiles, one after the other.</summary>
    public static Lane Start { get; } = new("strategies that start", 4);

    /// <summary>What stops them, which never waits for those that start.</summary>
    public static Lane Stop { get; } = new("strategies that stop", 4);

    public static IReadOnlyList<Lane> All { get; } = [Store, Compiler, Start, Stop];
}

/// <summary>The most bytes that a body may have, where it isn't the usual number.</summary>
internal sealed record MostBody(long Bytes);
