namespace Touchline.Core.Tests;

/// <summary>Tests with busy threads of their own: they run alone, else two cores are too few for them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class ThreadTests
{
    public const string Name = "threads";
}
