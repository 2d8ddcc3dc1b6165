using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;

namespace Touchline.Commands;

/// <summary>What a session's summary says of the live market that it traded on.</summary>
internal static class LiveTexts
{
    // Less is what a clock that is kept by the network differs by.
    private const long WrongClockNs = 5_000_000;

    public static string Line(LiveFeed feed)
    {
        string late = feed.LateEvents == 0 ? "none late" : $"{feed.LateEvents:N0} behind a later one of another stream, by {Ms(feed.LargestRaiseNs)} ms at most";
        string early = feed.EarlyEvents == 0 ? "" : $"; {feed.EarlyEvents:N0} came before they happened, by {Ms(feed.LargestCutNs)} ms at most{(feed.LargestCutNs < WrongClockNs ? "" : ": this machine's clock is behind the venue's, set it")}";
        return $"{feed.Instrument}: {feed.Events:N0} events, {late}{early}";
    }

    public static JsonObject ToJson(LiveMarket live) => new()
    {
        ["end"] = live.End,
        ["feeds"] = new JsonArray([.. live.Feeds.Select(f => new JsonObject
        {
            ["instrument"] = f.Instrument.Symbol,
            ["venue"] = f.Instrument.Venue,
            ["events"] = f.Events,
            ["late_events"] = f.LateEvents,
            ["largest_raise_us"] = f.LargestRaiseNs / 1e3,
            ["early_events"] = f.EarlyEvents,
            ["largest_cut_us"] = f.LargestCutNs / 1e3,
        })]),
    };

    private static string Ms(long ns) => (ns / 1e6).ToString("0.###", CultureInfo.InvariantCulture);
}
