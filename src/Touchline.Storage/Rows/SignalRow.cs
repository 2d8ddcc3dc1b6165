namespace Touchline.Storage;

/// <summary>A strategy's opinion of an instrument.</summary>
/// <param name="Trace">Where it came up: SESSION/INPUT.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Reason">For people.</param>
public sealed record SignalRow(long AtNs, string Trace, string Strategy, string Venue, string Symbol, string Side, double Confidence, string Source, string Reason);
