using System.Diagnostics.Metrics;
using Touchline.Control;
using Touchline.Trading;
using static Touchline.Monitoring.Readings;

namespace Touchline.Monitoring;

/// <summary>Money, positions and markets.</summary>
internal static class AccountMetrics
{
    public static void AddTo(Readings metrics)
    {
        metrics.Gauge("touchline_equity_quote", "Profit and loss of the session, in quote currency.", p => (double)p.Equity);
        metrics.Gauge("touchline_realised_quote", "Realised profit and loss of the session, in quote currency.", p => (double)p.Realised);
        metrics.Gauge("touchline_unrealised_quote", "Unrealised profit and loss, in quote currency.", p => (double)p.Unrealised);
        metrics.Gauge("touchline_fees_quote", "Fees paid less rebates, in quote currency.", p => (double)p.Fees);
        metrics.Gauge("touchline_funding_quote", "Funding received less paid, in quote currency.", p => (double)p.Funding);
        metrics.Gauge("touchline_turnover_quote", "Value traded in the session, in quote currency.", p => (double)p.Turnover);
        metrics.Gauge("touchline_max_drawdown_quote", "Largest loss from the session's best moment, in quote currency.", p => (double)p.MaxDrawdown);
        metrics.Gauge("touchline_daily_loss_quote", "Loss since midnight UTC where it is limited, in quote currency; a gain is negative.", p => (double?)DailyLossRule.Of(p)?.Lost);
        metrics.Gauge("touchline_daily_loss_limit_quote", "Limit max_daily_loss, in quote currency.", p => (double?)DailyLossRule.Of(p)?.Limit);
        metrics.Gauges("touchline_position", "Position of the account, in the instrument's own quantity.", p => Instruments(p, i => (double)i.Account.Position));
        metrics.Gauges("touchline_mid_price", "Mid price when the book was last two-sided.", p => Instruments(p, i => (double?)i.Mid));
        metrics.Gauges("touchline_worst_position", "Largest position that open orders could lead to.", WorstPositions);
        metrics.Gauges("touchline_strategy_position", "Position of a strategy, in the instrument's own quantity.", p => Ledgers(p, l => l.Position));
        metrics.Gauges("touchline_strategy_net_quote", "Profit and loss of a strategy less fees, with funding, in quote currency.", p => Ledgers(p, l => l.Net));
        metrics.Gauges("touchline_book_stale", "1 while messages of the book are missing.", p => Instruments(p, i => i.IsStale ? 1 : 0));
        metrics.Gauges("touchline_book_age_seconds", "Age of the newest market event.", p => Instruments(p, i => i.LastEventNs > 0 ? Math.Max(0, p.AtNs - i.LastEventNs) / 1e9 : null));
        metrics.Gauges("touchline_instrument_frozen", "1 while the instrument is frozen.", p => Instruments(p, i => i.Frozen != FreezeReason.None ? 1 : 0));
        metrics.Gauges("touchline_order_ratio", "Share of orders that the venue punishes from a limit on.", p => Ratios(p, r => r.Value));
        metrics.Gauges("touchline_order_ratio_limit", "The share from which on the venue punishes.", p => Ratios(p, r => r.Limit));
    }

    private static IEnumerable<Measurement<double>> Instruments(SessionPortrait portrait, Func<InstrumentPortrait, double?> read)
    {
        foreach (InstrumentPortrait instrument in portrait.Instruments)
        {
            if (read(instrument) is { } value)
                yield return Of(value, ("venue", instrument.Instrument.Venue), ("symbol", instrument.Instrument.Symbol));
        }
    }

    private static IEnumerable<Measurement<double>> WorstPositions(SessionPortrait portrait)
    {
        foreach (InstrumentPortrait instrument in portrait.Instruments)
        {
            (string, string) venue = ("venue", instrument.Instrument.Venue), symbol = ("symbol", instrument.Instrument.Symbol);
            yield return Of((double)instrument.WorstLong, venue, symbol, ("side", "long"));
            yield return Of((double)instrument.WorstShort, venue, symbol, ("side", "short"));
        }
    }

    private static IEnumerable<Measurement<double>> Ledgers(SessionPortrait portrait, Func<LedgerSnapshot, decimal> read)
    {
        foreach (StrategyPortrait strategy in portrait.Strategies)
        {
            foreach (LedgerSnapshot ledger in strategy.Ledgers.Where(l => (uint)l.Instrument < (uint)portrait.Instruments.Count))
            {
                InstrumentPortrait instrument = portrait.Instruments[ledger.Instrument];
                yield return Of((double)read(ledger), ("strategy", strategy.Name), ("venue", instrument.Instrument.Venue), ("symbol", instrument.Instrument.Symbol));
            }
        }
    }

    private static IEnumerable<Measurement<double>> Ratios(SessionPortrait portrait, Func<RatioStatus, double> read)
    {
        foreach (InstrumentPortrait instrument in portrait.Instruments)
        {
            foreach (RatioStatus ratio in instrument.Ratios)
                yield return Of(read(ratio), ("venue", instrument.Instrument.Venue), ("symbol", instrument.Instrument.Symbol), ("ratio", ratio.Name));
        }
    }
}
