namespace Touchline.Tests;

/// <summary>Tests beside which no others run: they count the process's memory, or change what all of it has.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
