namespace Touchline.Simulate;

/// <summary>The simulated process is dead from here on: thrown through whatever it was doing, and what is run on the way up touches nothing any more.</summary>
internal sealed class ProcessDiedException : Exception;

/// <summary>An invariant that doesn't hold.</summary>
/// <param name="Name">The invariant's.</param>
/// <param name="Detail">What is wrong, for people.</param>
/// <param name="Step">Of the seed's run.</param>
/// <param name="AtNs">Simulated time since its beginning.</param>
internal sealed record BrokenInvariant(string Name, string Detail, long Step, long AtNs);
