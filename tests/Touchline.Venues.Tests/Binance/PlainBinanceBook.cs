using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Venues.Tests;

/// <summary>
/// A capture read the plain way: System.Text.Json, decimals, sorted dictionaries, and the venue's rule for a local book as its
/// documentation has it. Counts the rows that a recording has to have. Knows neither gaps nor second snapshots.
/// </summary>
internal sealed class PlainBinanceBook(bool isSpot)
{
    private readonly List<JsonElement> _buffered = [];
    private long _lastId = -1;

    public SortedDictionary<decimal, decimal> Bids { get; } = [];

    public SortedDictionary<decimal, decimal> Asks { get; } = [];

    public Dictionary<EventKind, long> Rows { get; } = [];

    /// <summary>The least local less exchange time of everything that becomes a row, in ns.</summary>
    public long LeastLatencyNs { get; private set; } = long.MaxValue;

    public static PlainBinanceBook Read(string path, bool isSpot)
    {
        var book = new PlainBinanceBook(isSpot);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            int space = line.IndexOf(' ');
            using JsonDocument document = JsonDocument.Parse(line.AsMemory(space + 1));
            book.Take(long.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture), document.RootElement);
        }

        return book;
    }

    private void Take(long localNs, JsonElement message)
    {
        if (message.TryGetProperty("lastUpdateId", out JsonElement id))
        {
            TakeSnapshot(localNs, message, id.GetInt64());
            return;
        }

        JsonElement data = message.GetProperty("data");
        string kind = data.TryGetProperty("e", out JsonElement e) ? e.GetString()! : "bookTicker";
        if (kind == "depthUpdate" && _lastId < 0)
            _buffered.Add(data.Clone());
        else if (kind == "depthUpdate")
            Apply(localNs, data);
        else if (kind == "bookTicker")
            Count(EventKind.BestQuote, 2, localNs, data);
        else
            Count(EventKind.Trade, 1, localNs, data);
    }

    private void TakeSnapshot(long localNs, JsonElement message, long id)
    {
        Assert.Equal(-1, _lastId);
        Count(EventKind.Clear, 1, localNs, message);
        Count(EventKind.Snapshot, SetAll(Bids, message.GetProperty("bids")) + SetAll(Asks, message.GetProperty("asks")), localNs, message);
        _lastId = id;
        bool isFirst = true;
        foreach (JsonElement update in _buffered)
        {
            long last = update.GetProperty("u").GetInt64();
            if (isSpot ? last <= id : last < id)
                continue;
            if (isFirst)
                Assert.InRange(id, update.GetProperty("U").GetInt64() - (isSpot ? 1 : 0), last);
            isFirst = false;
            Apply(localNs, update, follows: false);
        }

        Assert.False(isFirst, "this reader wants an increment around the snapshot ahead of it");
    }

    private void Apply(long localNs, JsonElement update, bool follows = true)
    {
        if (follows)
            Assert.Equal(_lastId, isSpot ? update.GetProperty("U").GetInt64() - 1 : update.GetProperty("pu").GetInt64());
        Count(EventKind.Depth, SetAll(Bids, update.GetProperty("b")) + SetAll(Asks, update.GetProperty("a")), localNs, update);
        _lastId = update.GetProperty("u").GetInt64();
    }

    private void Count(EventKind kind, long rows, long localNs, JsonElement message)
    {
        Rows[kind] = Rows.GetValueOrDefault(kind) + rows;
        if (rows > 0 && (message.TryGetProperty("T", out JsonElement ms) || message.TryGetProperty("E", out ms)))
            LeastLatencyNs = Math.Min(LeastLatencyNs, localNs - ms.GetInt64() * 1_000_000);
    }

    private static int SetAll(SortedDictionary<decimal, decimal> side, JsonElement levels)
    {
        foreach (JsonElement level in levels.EnumerateArray())
        {
            decimal price = Number(level[0]), quantity = Number(level[1]);
            if (quantity == 0)
                side.Remove(price);
            else
                side[price] = quantity;
        }

        return levels.GetArrayLength();
    }

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);
}
