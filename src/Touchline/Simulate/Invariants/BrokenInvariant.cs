namespace Touchline.Simulate;

/// <summary>An invariant that doesn't hold.</summary>
/// <param name="Name">The invariant's.</param>
/// <param name="Sentence">What must hold.</param>
/// <param name="Detail">What is wrong, for people.</param>
/// <param name="Step">Of the seed's run.</param>
/// <param name="AtNs">Simulated time since its beginning.</param>
internal sealed record BrokenInvariant(string Name, string Sentence, string Detail, long Step, long AtNs);
