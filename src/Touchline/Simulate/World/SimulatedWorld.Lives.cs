using Touchline.Core;
using Touchline.Exchanges.Binance;
using Touchline.Trading;

namespace Touchline.Simulate;

/// <summary>The program's starts and deaths, and how it all ends.</summary>
internal sealed partial class SimulatedWorld
{
    // The account is flat again when the session begins, and what was traded before is none of its business.
    private void TradePast()
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Sell, Side.Buy])
        {
            BinanceTrading trading = _exchange.Parts.Trading;
            trading.Advance(Clock.NowNs);
            foreach (string symbol in HasHands ? Symbols : [])
                trading.Place(trading.FindKey(Key)!, new BinanceOrderTerms { Symbol = symbol, Side = side, Type = "MARKET", Quantity = PastQuantity, ClientOrderId = $"web_past_{side}_{symbol}" });
            Clock.Run(side == Side.Sell ? PastNs - PastEndsNs : PastEndsNs);
        }
    }

    // What got lost without a trace is found when the account is looked at anew, once a minute; a start that meets nobody takes as long.
    private const long MostCalmNs = 180 * Second;

    // After the trouble the strategy goes on for so long.
    private const long TradesOnNs = 3 * Second;

    // Of orders and records in a seed's story.
    private const int MostTold = 20;

    private const int SegmentHeadBytes = 80;

    private bool _isCalm;
    private bool _isFinished;
    private SimulatedProcess? _letGo;
    private long _calmNs;
    private string? _differs;
    private JournalDisk? _left;
    private bool _isParted;

    /// <summary>From the beginning to the end. Null, or the invariant that broke.</summary>
    /// <exception cref="OperationCanceledException">The user gave up.</exception>
    public BrokenInvariant? Run(CancellationToken cancel)
    {
        try
        {
            for (int number = 1; !_isFinished && _broken is null; number++)
            {
                cancel.ThrowIfCancellationRequested();
                Live(number);
                if (!_isFinished && _broken is null)
                    WaitForStart();
            }
        }
        catch (ProcessDiedException)
        {
            // No process is up, and an invariant is broken.
        }
        finally
        {
            Count();
        }

        return _broken;
    }

    /// <summary>What the last process said, what the journal has of the orders that a text names, and what was last, for whoever has to find out why.</summary>
    public IEnumerable<string> StoryOf(string about)
    {
        char[] others = [.. about.Where(c => !char.IsAsciiDigit(c)).Distinct()];
        long[] named = [.. about.Split(others).Select(n => long.TryParse(n, out long number) ? number : 0).Where(Journal.Placed.Contains)];
        long lastTrade = Journal.Story.Count > 0 ? Journal.Story[^1].Trade : 0;
        return
        [
            .. Process?.Said ?? [],
            .. Journal.Story.Where(e => e.Kind is default(JournalRecordKind) or JournalRecordKind.Start || e.Report == ReportKind.Funding || named.Contains(e.Number) || (e.Trade != 0 && e.Trade == lastTrade)).Select(e => e.ToString()),
            "the exchange's newest orders:",
            .. Truth.Orders.Values.OrderBy(o => o.Step).TakeLast(MostTold).Select(o => $"{o}, came at step {o.Step}"),
            "the journal's newest records:",
            .. Journal.Story.TakeLast(MostTold).Select(e => e.ToString()),
        ];
    }

    /// <summary>Has a turn about twenty times a second, while the strategy runs.</summary>
    public void OnTurn(SimulatedProcess process)
    {
        if (!_isCalm)
        {
            _desk.OnTurn(process);
            return;
        }

        if (_letGo != process)
            OperatorDesk.LetGo(_letGo = process);
        if (Clock.NowNs - _calmNs < TradesOnNs || _isFinished)
            return;
        if (!process.Trader.IsResting)
        {
            process.Trader.IsResting = true;
            return;
        }

        _differs = null;
        foreach (Invariant invariant in _invariants)
            _differs ??= invariant.AtRest(this);
        if (_differs is not null)
            return;
        _isFinished = true;
        process.End();
    }

    private void Live(int number)
    {
        Process = new SimulatedProcess(this, number, ClockAhead());
        _crash = _isCalm ? null : new CrashPlan(_random, Events);
        foreach (Invariant invariant in _invariants)
            invariant.OnProcess(this);
        Tally.Add(number == 1 ? "starts" : "restarts");
        try
        {
            Process.Run();
            if (Process.IsDead)
                throw new ProcessDiedException();
            OnEnded(Process);
        }
        catch (Exception) when (Process.IsDead)
        {
            // What was run on the way up may meet anything, as it was left in the middle of something.
            Tally.Add("crashes");
        }
        catch (IOException e)
        {
            // The venue couldn't be reached in time, or not be asked.
            Tally.Add("starts that failed");
            _differs = e.Message;
        }
        catch (BadInputException e)
        {
            Tally.Add("starts that were refused");
            _differs = e.Message;
        }
        finally
        {
            // Its last good-byes are nobody's loss.
            _crash = null;
            Process.Dispose();
        }

        Bury();
    }

    private void OnEnded(SimulatedProcess process)
    {
        if (process.Session!.Trouble is not null)
            Tally.Add("sessions that ended by themselves");
        foreach (Invariant invariant in _isFinished ? _invariants : [])
            Check(invariant, invariant.AtEnd(this, process.Session));
    }

    private void Check(Invariant invariant, string? wrong)
    {
        if (wrong is not null)
            Break(invariant, wrong);
    }

    // Beyond a second sessions warn, and some requests are refused.
    private long ClockAhead() => (_random.Below(1_601) - 800) * (Second / 1_000);

    private void Die(string how)
    {
        Tally.Add($"crashes {how}");
        _left = JournalDisk.Take(JournalFolder, Math.Max(1, Journal.Segment));
        Tear();
        Process!.Die();
        throw new ProcessDiedException();
    }

    /// <summary>
    /// What the process was writing as it died may be half there; what it had written before something left is whole. A loss of power takes more: the last records, whatever became of them.
    /// </summary>
    private void Tear()
    {
        Journal.Look();
        JournalEntry[] inSegment = [.. Journal.Recent.Where(e => e.Segment == Journal.Segment)];
        bool isLoss = _random.Chance(0.12);
        JournalEntry[] loose = isLoss ? inSegment : [.. inSegment.Where(e => _leftAt.Segment < e.Segment || e.At >= _leftAt.At)];
        if (loose.Length > 0 && (isLoss || _random.Chance(0.5)))
        {
            JournalEntry torn = loose[Math.Max(0, loose.Length - 1 - _random.Below(isLoss ? 30 : 1))];
            Tally.Add(isLoss ? "losses of power" : "torn records");
            _left!.Tear(torn, _random.NextDouble());
            Journal.CutAt(Journal.Segment, torn.At, isLoss);
        }
        else if (Journal.Segment > 0 && Journal.End == Journal.RecordsAt && _leftAt.Segment < Journal.Segment && _random.Chance(0.5))
        {
            Tally.Add("torn segments");
            _left!.TearHead(Journal.Segment, SegmentHeadBytes - _random.Below(8));
            Journal.ForgetSegment();
        }
    }

    private void Bury()
    {
        _left?.Restore();
        Journal.Close();
        _left = null;
        Journal.News.Clear();
    }

    // Mostly at once, now and then for longer than the venue's countdown.
    private void WaitForStart()
    {
        int kind = _random.Below(20);
        double seconds = kind == 0 ? 40 + 50 * _random.NextDouble() : kind < 4 ? 10 * _random.NextDouble() : _random.NextDouble();
        long untilNs = Clock.NowNs + (long)(seconds * Second);
        while (Step(untilNs))
        {
        }

        Clock.RunUntil(untilNs);
    }

    private void CalmDown()
    {
        _isCalm = true;
        _calmNs = Clock.NowNs;
        _crash = null;
        _storm.End();
    }

    private Storm NewStorm(SeededRandom random)
    {
        VenueTrouble[] troubles =
        [
            .. NetworkTroubles.Of(Network, () => Process?.Wire.Connections ?? [], random),
            .. BinanceTroubles.Of(fault => Network.Ask("POST", "/_faults", $"{{{fault}}}"), random, lies: false),
            new("network: parted", 0, () => Part(random)),
        ];
        return new Storm(
            Clock, troubles, random, long.MaxValue, () =>
            {
                Network.Weather.Clear();
                Network.Ask("DELETE", "/_faults");
            }, Tally);
    }

    // Nothing gets through in either direction, and nobody is told.
    private bool Part(SeededRandom random)
    {
        if (_isParted)
            return false;
        _isParted = true;
        foreach (VirtualConnection connection in (Process?.Wire.Connections ?? []).ToArray())
            Network.Silence(connection);
        (Network.Weather.RefusedConnects, Network.Weather.RequestsLost) = (1, 1);
        Clock.After((long)((1 + 14 * random.NextDouble()) * Second), () =>
        {
            _isParted = false;
            (Network.Weather.RefusedConnects, Network.Weather.RequestsLost) = (0, 0);
        });
        return true;
    }

    private void Count()
    {
        foreach (NetworkFault fault in Enum.GetValues<NetworkFault>())
            Tally.Add($"network did: {fault}", Network.Counted(fault));
        Tally.Add("fills", Truth.AllFills);
        Tally.Add("orders at the exchange", Truth.Orders.Count);
        if (HasConditionals)
        {
            Tally.Add("conditional orders", Truth.Orders.Values.Count(o => o.Waiting is not null));
            Tally.Add("conditional orders set off", Truth.Orders.Values.Count(o => o is { Waiting: not null, At: not null }));
            Tally.Add("guards and exits of brackets", Journal.Exits.Count(Truth.Orders.ContainsKey));
            Tally.Add("hedges of legs", Journal.Hedges.Count(Truth.Orders.ContainsKey));
        }

        Tally.Add("steps", Steps);
        Tally.Add("events", Events);
    }
}
