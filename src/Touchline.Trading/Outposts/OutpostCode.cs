namespace Touchline.Trading;

/// <summary>The strategy that an outpost in another process runs.</summary>
/// <param name="Label">For messages.</param>
/// <param name="Image">Its assembly.</param>
/// <param name="Symbols">Portable PDB.</param>
/// <param name="Values">Of its parameters, in the order of their declaration.</param>
public sealed record OutpostCode(string Label, ReadOnlyMemory<byte> Image, ReadOnlyMemory<byte> Symbols, IReadOnlyList<string> Values);
