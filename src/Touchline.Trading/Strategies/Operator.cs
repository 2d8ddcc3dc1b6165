using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Hears the market's trades, on the engine's thread.</summary>
public interface ITradeListener
{
    void OnTrade(int instrument, in MarketEvent trade);
}

/// <summary>
/// The seat of people in a session: a strategy that wants nothing by itself. Orders that people place by a command are its orders, so that they pass the same risk and have a position and a P&amp;L
/// of their own.
/// </summary>
/// <param name="listener">Those who look on from there; null: nobody.</param>
public sealed class Operator(ITradeListener? listener = null) : Strategy
{
    /// <summary>What it is called, behind the session's own strategies.</summary>
    public const string Name = "operator";

    public static StrategySetup Setup(ITradeListener? listener = null) => new(Name, new Operator(listener));

    public override void OnTrade(int instrument, in MarketEvent trade) => listener?.OnTrade(instrument, trade);
}
