using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>What of an order's fills both have, and what only one of them.</summary>
public readonly record struct OrderDrift(OrderId Order, int Instrument, Side Side, long MatchedUnits, long MissedUnits, long ExtraUnits)
{
    public bool Differs => MissedUnits != 0 || ExtraUnits != 0;
}

/// <summary>One instrument's part of a drift report.</summary>
public sealed record InstrumentDrift(Instrument Instrument, ProfitDrift Profit, long RealFills, long SimulatedFills);

/// <summary>
/// A session beside its simulation: the journal is replayed, and what it sent goes to simulated venues that see the recorded market (open loop). Everything in it is the same on every machine.
/// How it is counted: docs/drift.md.
/// </summary>
public sealed record DriftReport
{
    /// <summary>Orders that the session sent.</summary>
    public required long Orders { get; init; }

    /// <summary>Requests in all, amends and cancels included.</summary>
    public required long Intents { get; init; }

    /// <summary>From the session's first word to its last, local time.</summary>
    public required long SpanNs { get; init; }

    /// <summary>Fills as they were laid side by side, by order.</summary>
    public required IReadOnlyList<FillPair> Pairs { get; init; }

    /// <summary>By order: those that had a fill in either.</summary>
    public required IReadOnlyList<OrderDrift> ByOrder { get; init; }

    public required IReadOnlyList<InstrumentDrift> Instruments { get; init; }

    /// <summary>From sending an order to the first word about it.</summary>
    public required TimeComparison Latency { get; init; }

    public required QueueError Queue { get; init; }

    /// <summary>Why the journal's replay ended before the journal did; null when it didn't.</summary>
    public required string? Stop { get; init; }

    /// <summary>All instruments together.</summary>
    public ProfitDrift Profit => Instruments.Aggregate(default(ProfitDrift), (sum, i) => sum + i.Profit);

    public long Count(FillMatch match) => Pairs.Count(p => p.Match == match);

    /// <summary>Nothing in fills, money or times is different.</summary>
    public bool IsNone => Pairs.All(p => p is { Real: { } r, Simulated: { } s } && r.Price == s.Price && r.ExchangeNs == s.ExchangeNs && r.LocalNs == s.LocalNs)
        && Profit.Difference == 0 && Latency.Distance is null or 0 && Latency.Real.Count == Latency.Simulated.Count;

    /// <param name="recordings">The session's market log, one an instrument. Stay open as long as this runs.</param>
    /// <param name="engine">Made as the session's was, and fresh.</param>
    /// <exception cref="BadInputException">
    /// The session traded in a market of its own orders, or began with orders or a position; a recording can't be simulated; or the journal can't be replayed: then nobody knows when it sent what.
    /// </exception>
    public static DriftReport Of(OrderJournalFile journal, IReadOnlyList<RowSource> recordings, Engine engine, SimulationOptions models, DriftTolerance tolerance)
    {
        if (recordings.FirstOrDefault(r => r.HoldsOwnOrders) is { } own)
            throw new BadInputException($"{own.Name}: the session's own orders are part of that market (--impact), so that a simulation of it would meet them a second time; drift is for sessions on paper or live");
        if (journal.Checkpoint.Live.Count > 0 || journal.Checkpoint.Instruments.Any(i => !i.Account.Position.IsZero))
            throw NotFlat(journal, "went on with orders or a position of the session before");
        var session = new SessionTrace(engine);
        ReplayResult replay = JournalReplay.Run(journal, new MarketLog(recordings, engine.Instruments), engine, session);
        if (replay.Difference is { } difference)
            throw new BadInputException($"the journal can't be replayed, so that what was sent when isn't sure: {difference}");
        if (session.Begun.Any(l => !l.Position.IsZero))
            throw NotFlat(journal, "had a position when its strategies began");
        var simulation = new OpenLoop(session, recordings, engine.Instruments, models, engine.NowNs);
        List<FillPair> pairs = FillPairing.Of(session.Fills, simulation.Fills, tolerance);
        return new DriftReport
        {
            Orders = session.Placed.Count,
            Intents = session.Intents.Count,
            SpanNs = session.Intents.Count == 0 ? 0 : engine.NowNs - session.Intents[0].LocalNs,
            Pairs = pairs,
            ByOrder = [.. pairs.GroupBy(p => (p.Either.Order, p.Either.Instrument, p.Either.Side)).Select(ToOrder)],
            Instruments = [.. engine.Instruments.Select((n, i) => ToInstrument(i, engine, session, simulation, pairs, recordings[i]))],
            Latency = TimeComparison.Of(session.RoundTripsNs, simulation.RoundTripsNs),
            Queue = QueueError.Of(session.Fills, simulation.Fills),
            Stop = replay.Stop,
        };
    }

    private static BadInputException NotFlat(OrderJournalFile journal, string what) =>
        new($"{journal} {what}, and the simulated venue begins flat and without orders: such sessions aren't compared; --session N names another");

    private static OrderDrift ToOrder(IGrouping<(OrderId Order, int Instrument, Side Side), FillPair> pairs)
    {
        long Units(FillMatch match) => pairs.Where(p => p.Match == match).Sum(p => p.Units);
        return new OrderDrift(pairs.Key.Order, pairs.Key.Instrument, pairs.Key.Side, Units(FillMatch.Matched), Units(FillMatch.Missed), Units(FillMatch.Extra));
    }

    private static InstrumentDrift ToInstrument(
        int index, Engine engine, SessionTrace session, OpenLoop simulation, List<FillPair> all, RowSource recording)
    {
        FillPair[] pairs = [.. all.Where(p => p.Either.Instrument == index)];
        DriftFill[] simulated = [.. simulation.Fills.Where(f => f.Instrument == index)];
        Instrument instrument = engine.Instruments[index];
        Dictionary<long, decimal?> mids = VenueMids.Of(recording, instrument, pairs.Where(p => p.Match != FillMatch.Matched).Select(p => p.Either.ExchangeNs));
        // Where strategies never began nothing was earned.
        LedgerState begun = session.Begun.Length > 0 ? session.Begun[index] : engine.Ledger(index).State;
        ProfitDrift profit = ProfitDrift.Of(
            instrument, begun, engine.Ledger(index).State, simulated, simulation.Funding.GetValueOrDefault(index), pairs, engine.LastMid(index), mids);
        return new InstrumentDrift(instrument, profit, session.Fills.Count(f => f.Instrument == index), simulated.Length);
    }
}
