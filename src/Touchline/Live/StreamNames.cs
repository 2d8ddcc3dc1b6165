using Touchline.Core;

namespace Touchline.Live;

/// <summary>The streams of an instrument by the names that users write.</summary>
internal static class StreamNames
{
    private static readonly (string Name, FeedStreams Stream)[] All =
    [
        ("best-quote", FeedStreams.BestQuote), ("trades", FeedStreams.Trades), ("depth", FeedStreams.Depth), ("partial-depth", FeedStreams.PartialDepth),
        ("mark", FeedStreams.Mark), ("liquidations", FeedStreams.Liquidations), ("candles", FeedStreams.Candles),
    ];

    public static string Known => string.Join(", ", All.Select(s => s.Name));

    public static string Usual => string.Join(",", All.Where(s => (FeedStreams.Usual & s.Stream) != 0).Select(s => s.Name));

    /// <exception cref="BadInputException">A name is unknown, or two of them don't go together.</exception>
    public static FeedStreams Read(string text)
    {
        FeedStreams streams = FeedStreams.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            FeedStreams stream = Array.Find(All, s => s.Name == name).Stream;
            if (stream == FeedStreams.None)
                throw new BadInputException($"--streams: '{name}' is unknown; right is a list with commas between of {Known}");
            streams |= stream;
        }

        if (streams.HasFlag(FeedStreams.Depth) && streams.HasFlag(FeedStreams.PartialDepth))
            throw new BadInputException("--streams: depth and partial-depth don't go together: each of them tells the book; choose one");
        return streams;
    }
}
