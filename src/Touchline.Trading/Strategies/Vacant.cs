using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Nobody: holds the place of a strategy that isn't there, for its orders, position and ledger.</summary>
public sealed class Vacant : Strategy;
