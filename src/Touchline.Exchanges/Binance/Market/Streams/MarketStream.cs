using Touchline.Core;
using Touchline.Matching;

namespace Touchline.Exchanges.Binance;

/// <summary>One market stream by its name, while anybody listens: it begins with its first listener and ends with its last.</summary>
/// <param name="name">As clients subscribe to it.</param>
/// <param name="isPublic">Of the class /public; else of /market.</param>
/// <param name="periodMs">It tells at whole multiples of this; 0: at once.</param>
internal abstract class MarketStream(string name, bool isPublic, long periodMs)
{
    public string Name => name;

    public bool IsPublic => isPublic;

    public long PeriodMs => periodMs;

    /// <summary>Replaced, never changed: a listener may go while it is being told.</summary>
    public MarketConnection[] Listeners { get; private set; } = [];

    public void Add(MarketConnection connection) => Listeners = [.. Listeners, connection];

    public void Remove(MarketConnection connection) => Listeners = [.. Listeners.Where(c => c != connection)];

    public virtual void OnTrade(BinanceMarket market, in BinanceTrade trade, long nowNs)
    {
    }

    public virtual void OnLevels(BinanceMarket market, ReadOnlySpan<LevelChange> changes, long nowNs)
    {
    }

    public virtual void OnAggregates(MarketHistory history, IReadOnlyList<AggregateTrade> trades, long nowNs)
    {
    }

    public virtual void OnLiquidation(BinanceMarket market, BinanceOrder order, long nowNs)
    {
    }

    /// <summary>A multiple of its period.</summary>
    public virtual void OnTick(long nowNs)
    {
    }
}

/// <summary>A client's connection to market streams.</summary>
internal sealed class MarketConnection(int number, StreamRoute route, bool isCombined)
{
    public int Number => number;

    public StreamRoute Route => route;

    /// <summary>Payloads come wrapped with their stream's name.</summary>
    public bool IsCombined { get; set; } = isCombined;

    /// <summary>In the order of subscribing, those that will never tell anything too.</summary>
    public List<string> Names { get; } = [];
}

/// <summary>Which class of streams a connection's path carries. Others are accepted there and stay silent.</summary>
internal enum StreamRoute { Public, Market, Any }
