using System.Globalization;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Conformance.Tests;

/// <summary>
/// What a <see cref="SimulatedSession"/> is in virtual time, once in real time and on real sockets: trouble, then calm, then agreement about everything. Trader and storm follow the
/// seed; what they meet doesn't.
/// </summary>
internal sealed class SocketSession : IAsyncDisposable
{
    private const ulong Seed = 11;
    private const double Pace = 10;
    private const long Second = VenueStage.Second;
    private const long ClockAheadNs = 400 * VenueStage.Ms;

    // How soon it comes about is tested in virtual time; here it must at all: the market never stands still, but at some moment nothing that matters is under way.
    private const long WithinNs = Patience.MostMs * VenueStage.Ms;

    private readonly BinanceSocketStage _stage;
    private readonly RandomTrader _trader = new(placesConditionals: true);
    private readonly BookWatch _watch;
    private readonly Tally _tally = new();
    private readonly Action<string> _say;
    private IReadOnlyList<string> _troubles = [];
    private long _startNs;
    private long _seconds;

    public SocketSession(Action<string> say)
    {
        _say = say;
        _stage = new BinanceSocketStage(Seed, Pace, ClockAheadNs, _trader, new RiskLimits { OrderRate = new OrderRate(200, 10 * Second) });
        _watch = new BookWatch(_stage);
    }

    /// <summary>Runs it, and fails where session and exchange differ.</summary>
    /// <param name="meetsAllTroubles">The storm is so long that every kind of trouble must have come.</param>
    public void Play(long stormNs, long calmNs, bool meetsAllTroubles)
    {
        _stage.OnExchangeSends = _watch.Remember;
        _stage.Session.AfterBatch = i =>
        {
            lock (_stage.Gate)
                _watch.Look(i);
        };
        _stage.Session.BeforeReport = r => _tally.Add($"report: {r.Kind}");
        try
        {
            _stage.Begin();
            _startNs = _stage.NowNs;
            Brew(stormNs);
            Live(stormNs + calmNs / 2);
            _trader.IsResting = true;
            Live(stormNs + calmNs);
            Check();
        }
        finally
        {
            Count();
            _say(_tally.ToString());
        }

        foreach (string kind in meetsAllTroubles ? _troubles : [])
            Assert.True(_tally[kind] > 0, $"'{kind}' never came");
    }

    public Task StartAsync() => _stage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private void Brew(long stormNs)
    {
        var random = new SeededRandom(Seed * 104729);
        VenueTrouble[] troubles = [.. RelayTroubles.Of(_stage.Relay, _stage.Clock, random), .. BinanceTroubles.Of(_stage.Post, random)];
        var storm = new Storm(_stage.Clock, troubles, random, _startNs + stormNs, End, _tally, inRounds: true);
        _troubles = [.. storm.Kinds];

        void End()
        {
            _stage.Relay.Clear();
            _stage.EndFaults();
        }
    }

    // All along: no order is at the exchange twice. The exchange's fills are looked at before it forgets the oldest.
    private void Live(long untilNs)
    {
        for (; _seconds < untilNs / Second; _seconds++)
        {
            _stage.Run(_startNs + (_seconds + 1) * Second);
            _tally.Add(_stage.IsReady ? "seconds ready" : "seconds not ready");
            Assert.Null(_stage.Frozen(() =>
            {
                _ = _stage.Fills();
                return Agreement.DoubledOrder(_stage);
            }));
            if (_seconds % 60 == 59)
                _say(string.Create(CultureInfo.InvariantCulture, $"after {_seconds + 1} s: {_trader.Placed} orders, {_trader.Fills} fills, {_stage.Relay.Accepted} TCP connections, {_watch.Compared} books compared"));
        }
    }

    private void Check()
    {
        Assert.True(_stage.RunUntil(() => _stage.IsReady, WithinNs), $"the session isn't ready in the calm\n{_stage.Story()}");
        string? different = null;
        Assert.True(_stage.RunUntil(() => (different = _stage.Frozen(() => Agreement.Difference(_stage))) is null, WithinNs), $"{different}\n{_stage.Story()}");
        lock (_stage.Gate)
            _watch.RemembersWhole = true;
        for (int i = 0; i < _stage.Symbols.Count; i++)
            CheckBook(i);
        Assert.True(_stage.Session.Misfits.TrueForAll(m => m.IsExplainedBy(_stage.Session.Reports)), $"reports that didn't fit: {_stage.Engine.Anomalies}\n{_stage.Story()}");
    }

    private void CheckBook(int instrument)
    {
        (BookLevel[] Bids, BookLevel[] Asks)? had = null;
        Assert.True(
            _stage.RunUntil(() => (had = _stage.Frozen(() => _watch.WholeAt(instrument))) is not null, WithinNs),
            $"the book of {_stage.Symbols[instrument]} never came to an update id of the exchange's\n{_stage.Story()}");
        Assert.Null(Agreement.BookDifference(_stage, instrument, had!.Value.Bids, had.Value.Asks));
    }

    private void Count()
    {
        _tally.Add(_stage.Tally);
        _tally.Add("TCP connections", _stage.Relay.Accepted);
        _tally.Add("books compared", _watch.Compared);
        _tally.Add("books not compared", _watch.Unseen);
        _tally.Add("gaps", _stage.Session.Books.Sum(b => b.Gaps));
        _tally.Add("snapshots", _stage.Session.Books.Sum(b => b.Snapshots));
        _tally.Add("orders placed", _trader.Placed);
        _tally.Add("amends", _trader.Amends);
        _tally.Add("cancels", _trader.Cancels);
        _tally.Add("fills", _trader.Fills);
        _tally.Add("misfits", _stage.Session.Misfits.Count);
        _tally.Add("live orders at the end", _stage.Session.Engine?.LiveOrders ?? 0);
    }
}
