using System.CommandLine;
using System.Globalization;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Commands;

/// <summary><c>--from</c> and <c>--to</c>: the part of the data that is traded on.</summary>
internal sealed class RangeOptions
{
    /// <summary>A time as it has to be written.</summary>
    public const string Right = "a time after the start of the data with its unit, e.g. 90s, or in UTC, e.g. 2026-01-05T00:01:30Z";

    private readonly Option<string?> _from = new("--from")
    {
        Description = $"Trade from here on: {Right}. What lies before builds the books, the strategy begins here",
    };

    private readonly Option<string?> _to = new("--to") { Description = "Trade up to here, this moment not included: as --from" };

    public void AddTo(Command command)
    {
        command.Add(_from);
        command.Add(_to);
    }

    /// <exception cref="BadInputException">A time is wrong, or nothing lies between them.</exception>
    public TimeRange Read(ParseResult parsed, TradingData data)
    {
        string? from = parsed.GetValue(_from), to = parsed.GetValue(_to);
        var range = new TimeRange(
            from is null ? long.MinValue : TimeOf(_from.Name, from, data), to is null ? long.MaxValue : TimeOf(_to.Name, to, data) - 1);
        if (range.StartNs > range.EndNs)
            throw new BadInputException($"--from {from} isn't before --to {to}");
        if (range.StartNs > data.LastLocalNs || range.EndNs < data.FirstLocalNs)
            throw new BadInputException(
                $"{(range.StartNs > data.LastLocalNs ? $"--from {from}" : $"--to {to}")} leaves nothing of the data, which lasts {Seconds(data.SpanNs)} s from {Utc(data.FirstLocalNs)} on");
        if (!range.IsAll)
            data.CheckRange(range);
        return range;
    }

    private static long TimeOf(string option, string text, TradingData data)
    {
        if (!TryRead(text, out long ns, out bool isAfterStart))
            throw new BadInputException($"{option} is '{text}'; right is {Right}");
        return isAfterStart ? data.FirstLocalNs + ns : ns;
    }

    /// <param name="isAfterStart">It counts from the start of the data, else since the Unix epoch.</param>
    public static bool TryRead(string text, out long ns, out bool isAfterStart)
    {
        isAfterStart = Duration.TryParse(text, out ns) && ns is >= 0 and <= long.MaxValue / 2;
        if (isAfterStart)
            return true;
        bool isTime = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTime time)
            && text.Contains('-') && time > DateTime.UnixEpoch && time.Year < 2200;
        ns = isTime ? (time - DateTime.UnixEpoch).Ticks * 100 : 0;
        return isTime;
    }

    private static string Seconds(long ns) => (ns / 1e9m).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Utc(long ns) => DateTime.UnixEpoch.AddTicks(ns / 100).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
