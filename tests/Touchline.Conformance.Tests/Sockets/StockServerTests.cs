using System.Globalization;
using System.Text.Json;
using Touchline.Exchanges;
using Touchline.Venues.Wire;

namespace Touchline.Conformance.Tests;

/// <summary>The wire against a stock WebSocket server that nobody here has written.</summary>
[Collection(nameof(RealTime))]
[Trait("Category", "Long-clients")]
public sealed class StockServerTests : IDisposable
{
    private const long PatienceNs = Patience.MostMs * VenueStage.Ms;

    private readonly WallClock _clock = new();
    private readonly WireLog _log = new();
    private readonly SocketWire _wire;
    private readonly NodeServer? _server;

    public StockServerTests()
    {
        _wire = new SocketWire(_log, new WireOptions(), () => _clock.NowNs);
        _server = LongFactAttribute.ProgressFile is null ? null : new NodeServer();
    }

    public void Dispose()
    {
        _wire.Dispose();
        _server?.Dispose();
    }

    [LongFact("clients")]
    public void Text_comes_back_as_it_was_sent()
    {
        Open(1);
        foreach (string text in (string[])["", "a", new string('b', 125), new string('c', 126), new string('d', 65_535), new string('e', 65_536), "Ünïcödé 测试 🚀", new string('f', 900_000)])
            Assert.Equal(text, Ask(1, ["echo", text]));
    }

    [LongFact("clients")]
    public void A_message_in_many_frames_with_a_ping_between_them_is_told_whole()
    {
        Open(1);
        foreach ((int frames, int length) in (ReadOnlySpan<(int, int)>)[(2, 10), (7, 1_000), (100, 100_000), (1_000, 1_000), (3, 3_000_000)])
            Assert.Equal(Pattern(length), Ask(1, ["fragments", frames, length]));
    }

    [LongFact("clients")]
    public void A_message_of_many_megabytes_is_told_whole_and_one_over_the_bound_ends_the_connection()
    {
        Open(1);
        int most = new WireOptions().MaxMessageBytes;
        Assert.Equal(Pattern(most), Ask(1, ["big", most]));
        Send(1, ["big", most + 1]);
        Await(() => _log.Lines.Exists(l => l.StartsWith("1 closed", StringComparison.Ordinal)), "the connection to end");
        Open(2);
        Assert.StartsWith("1009", Ask(2, ["firstClose"]), StringComparison.Ordinal);
    }

    [LongFact("clients")]
    public void A_burst_comes_in_order()
    {
        const int Count = 50_000;
        Open(1);
        int before = _log.Lines.Count;
        Send(1, ["burst", Count]);
        Await(() => _log.Lines.Count == before + Count, "the burst");
        Assert.Equal(Enumerable.Range(0, Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"1 burst {i}")), _log.Lines.Skip(before));
    }

    [LongFact("clients")]
    public void A_ping_is_answered_with_its_own_payload()
    {
        Open(1);
        foreach (string payload in (string[])["", "1700000000000", new string('p', 125)])
            Assert.Equal($"pong {payload}", Ask(1, ["ping", payload]));
    }

    [LongFact("clients")]
    public void Compression_is_neither_offered_nor_agreed()
    {
        Open(1);
        Assert.Equal("""{"offered":"","agreed":""}""", Ask(1, ["headers"]));
    }

    [LongFact("clients")]
    public void The_servers_good_bye_is_told_and_answered_with_its_own_status()
    {
        Open(1);
        Send(1, ["close", 4001, "as you wish"]);
        string told = AwaitClosed(1);
        Assert.Contains("4001", told, StringComparison.Ordinal);
        Assert.Contains("as you wish", told, StringComparison.Ordinal);
        Open(2);
        Assert.StartsWith("4001", Ask(2, ["firstClose"]), StringComparison.Ordinal);
    }

    [LongFact("clients")]
    public void Our_good_bye_is_a_normal_one_and_the_server_answers_it()
    {
        Open(1);
        _wire.Close(1);
        AwaitClosed(1);
        Open(2);
        Assert.StartsWith("1000", Ask(2, ["firstClose"]), StringComparison.Ordinal);
    }

    [LongFact("clients")]
    public void A_server_that_hangs_up_without_a_word_is_told()
    {
        Open(1);
        Send(1, ["terminate"]);
        AwaitClosed(1);
    }

    private void Open(int connection)
    {
        _wire.Open(connection, _server!.Url);
        string opened = string.Create(CultureInfo.InvariantCulture, $"{connection} opened");
        Await(() => _log.Lines.Contains(opened), "the connection");
    }

    private void Send(int connection, object[] act) => Assert.True(_wire.Send(connection, JsonSerializer.SerializeToUtf8Bytes(act)), "the wire takes nothing");

    private string Ask(int connection, object[] act)
    {
        int before = _log.Lines.Count;
        Send(connection, act);
        Await(() => _log.Lines.Count > before, "an answer");
        string line = _log.Lines[before];
        string start = string.Create(CultureInfo.InvariantCulture, $"{connection} ");
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        return line[start.Length..];
    }

    private string AwaitClosed(int connection)
    {
        string closed = string.Create(CultureInfo.InvariantCulture, $"{connection} closed");
        Await(() => _log.Lines.Exists(l => l.StartsWith(closed, StringComparison.Ordinal)), "the end of the connection");
        return _log.Lines.Find(l => l.StartsWith(closed, StringComparison.Ordinal))!;
    }

    private void Await(Func<bool> condition, string what)
    {
        for (long endNs = _clock.NowNs + PatienceNs; !condition(); _wire.Poll(_clock.NowNs + 20 * VenueStage.Ms))
            Assert.True(_clock.NowNs < endNs, $"waited in vain for {what}; told last: {_log.Lines.LastOrDefault()}");
    }

    private static string Pattern(int length) => string.Create(length, 0, static (text, _) =>
    {
        for (int i = 0; i < text.Length; i++)
            text[i] = (char)('a' + i % 26);
    });
}
