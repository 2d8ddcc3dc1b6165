namespace Touchline.Simulate;

/// <summary>The simulated process is dead from here on: thrown through whatever it was doing, and what is run on the way up touches nothing any more.</summary>
internal sealed class ProcessDiedException : Exception;
