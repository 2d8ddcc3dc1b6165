using Touchline.Core;
using Touchline.Matching;
using Touchline.Venues.Binance;

namespace Touchline.Commands;

/// <summary>A capture of the synthetic market, as if recorded from Binance: the same text for the same seed on every machine.</summary>
internal static class SyntheticCapture
{
    public const string Venue = "binance-usdm";
    public const long NsPerSecond = 1_000_000_000;

    // 2026-01-05 00:00:00 UTC: a capture doesn't depend on when it was made.
    private const long StartNs = 1_767_571_200 * NsPerSecond;

    /// <returns>How many messages were written.</returns>
    public static long Write(string symbol, long lengthNs, ulong seed, TextWriter output, Action<double, long>? progress, CancellationToken cancel)
    {
        SyntheticMarketOptions options = symbol == SyntheticMarketOptions.Eth.Symbol ? SyntheticMarketOptions.Eth : SyntheticMarketOptions.Btc;
        Instrument instrument = Instrument.Linear(Venue, symbol, options.Tick, options.Lot);
        var market = new SyntheticMarket(options, seed, StartNs);
        var capture = new BinanceCapture(instrument, market.Book, seed, output, new BinanceCaptureOptions());
        var rows = new EventBuffer();
        while (market.NextNs < StartNs + lengthNs)
        {
            market.Step(rows);
            capture.Add(rows.Events);
            cancel.ThrowIfCancellationRequested();
            progress?.Invoke((double)(market.NowNs - StartNs) / lengthNs, capture.Messages);
        }

        capture.Complete();
        return capture.Messages;
    }
}
