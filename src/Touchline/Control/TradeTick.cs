using Touchline.Core;

namespace Touchline.Control;

/// <summary>A trade in the market.</summary>
/// <param name="Side">Who took.</param>
internal readonly record struct TradeTick(int Instrument, long ExchangeNs, long LocalNs, Price Price, Quantity Quantity, Side Side);
