using System.Numerics;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>One stream of an instrument on the line that carries it.</summary>
internal sealed class BinanceStream(BinanceInstrument instrument, FeedStreams kind, BinanceStreamLine line)
{
    public BinanceInstrument Instrument => instrument;

    public FeedStreams Kind => kind;

    public BinanceStreamLine Line => line;

    /// <summary>As Binance calls it; symbols are in lower case there.</summary>
    public string Name { get; } = instrument.Symbol.ToLowerInvariant() + Suffix(kind);

    /// <summary>When the venue said yes, on whichever connection was last; 0: it hasn't yet.</summary>
    public long AcknowledgedNs { get; set; }

    /// <summary>When its last message came; 0: none has.</summary>
    public long DataNs { get; set; }

    /// <summary>How often in a row it was silent for too long.</summary>
    public int Alarms { get; set; }

    /// <summary>Silence beyond this is suspicious: an acknowledgement doesn't prove that the stream exists. 0: it may be silent for ever.</summary>
    public long SilenceNs => kind switch
    {
        FeedStreams.Mark => 15 * BinanceSession.NsPerSecond,
        FeedStreams.Depth or FeedStreams.PartialDepth or FeedStreams.BestQuote => 30 * BinanceSession.NsPerSecond,
        FeedStreams.Candles => 150 * BinanceSession.NsPerSecond,
        FeedStreams.Trades => 300 * BinanceSession.NsPerSecond,
        _ => 0,
    };

    /// <summary>It isn't connected any more.</summary>
    public void OnLost(long nowNs)
    {
        AcknowledgedNs = DataNs = 0;
        if (kind == FeedStreams.Depth)
            instrument.Book.OnLost(nowNs);
        instrument.ForgetIds(kind);
    }

    public static int Number(FeedStreams kind) => BitOperations.TrailingZeroCount((int)kind);

    /// <summary>Books go by /public, all else by /market.</summary>
    public static bool IsPublic(FeedStreams kind) => kind is FeedStreams.BestQuote or FeedStreams.Depth or FeedStreams.PartialDepth;

    private static string Suffix(FeedStreams kind) => kind switch
    {
        FeedStreams.BestQuote => "@bookTicker",
        FeedStreams.Trades => "@aggTrade",
        FeedStreams.Depth => "@depth@100ms",
        FeedStreams.PartialDepth => "@depth20@100ms",
        FeedStreams.Mark => "@markPrice@1s",
        FeedStreams.Liquidations => "@forceOrder",
        FeedStreams.Candles => "@kline_1m",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
