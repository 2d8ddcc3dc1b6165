using Touchline.Core;

namespace Touchline.Control;

/// <summary>Candles of a minute of each instrument since the session began, from the market's trades by exchange time, for those who ask. A minute without a trade has none. For any thread.</summary>
internal sealed class CandleBook : ISessionListener
{
    /// <summary>Minutes that are kept of an instrument: a week.</summary>
    public const int Most = 7 * 24 * 60;

    private const long MinuteNs = 60_000_000_000;

    private readonly Lock _lock = new();
    private readonly List<List<MinuteBar>> _bars = [];

    public void OnTrades(IReadOnlyList<TradeTick> trades)
    {
        lock (_lock)
        {
            foreach (TradeTick trade in trades)
                Take(trade);
        }
    }

    public void OnRows(Storage.SessionRows rows)
    {
    }

    public void OnPortrait(SessionPortrait portrait)
    {
    }

    /// <summary>The newest bars of so many minutes each, oldest first; the last may still grow.</summary>
    /// <param name="minutes">Above 0; bars begin at multiples of it.</param>
    public IReadOnlyList<MinuteBar> Newest(int instrument, int minutes, int limit)
    {
        lock (_lock)
        {
            if (instrument >= _bars.Count)
                return [];
            long lengthNs = minutes * MinuteNs;
            MinuteBar[] bars = [.. _bars[instrument].GroupBy(b => b.OpenNs - b.OpenNs % lengthNs).Select(g => g.Aggregate((a, b) => a.Then(b)) with { OpenNs = g.Key })];
            return bars.Length <= limit ? bars : bars[^limit..];
        }
    }

    private void Take(in TradeTick trade)
    {
        while (_bars.Count <= trade.Instrument)
            _bars.Add([]);
        List<MinuteBar> bars = _bars[trade.Instrument];
        long openNs = trade.ExchangeNs - trade.ExchangeNs % MinuteNs;
        var bar = new MinuteBar(openNs, trade.Price, trade.Price, trade.Price, trade.Price, trade.Quantity.Units, trade.Side == Side.Buy ? trade.Quantity.Units : 0, 1);
        // One that comes late belongs to the bar that it belongs to, while that is among the last.
        int at = bars.Count - 1;
        while (at >= 0 && bars[at].OpenNs > openNs)
            at--;
        if (at >= 0 && bars[at].OpenNs == openNs)
            bars[at] = at == bars.Count - 1 ? bars[at].Then(bar) : bars[at].Then(bar) with { Close = bars[at].Close };
        else
            bars.Insert(at + 1, bar);
        if (bars.Count > Most)
            bars.RemoveAt(0);
    }
}

/// <param name="OpenNs">When its time begins, by the exchange.</param>
/// <param name="Volume">In units of the instrument's quantity.</param>
/// <param name="BoughtVolume">Of it, what buyers took.</param>
/// <param name="Trades">As the stream told them, which may tell several as one.</param>
internal readonly record struct MinuteBar(long OpenNs, Price Open, Price High, Price Low, Price Close, long Volume, long BoughtVolume, int Trades)
{
    public MinuteBar Then(in MinuteBar next) => this with
    {
        High = next.High > High ? next.High : High,
        Low = next.Low < Low ? next.Low : Low,
        Close = next.Close,
        Volume = Volume + next.Volume,
        BoughtVolume = BoughtVolume + next.BoughtVolume,
        Trades = Trades + next.Trades,
    };
}
