using Touchline.Commands;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Control;

/// <summary>Takes a session's portrait. On the session's thread: it has to be quick.</summary>
internal static class PortraitOf
{
    /// <param name="deepest">The largest fall that a portrait before told: it never becomes less.</param>
    public static SessionPortrait Session(IWatchedSession session, SessionDescription described, decimal deepest, IReadOnlyList<(string Stage, LatencyHistogram Histogram)> latencies)
    {
        Engine engine = session.Engine;
        BacktestFigures figures = session.Figures;
        ILookup<int, LedgerSnapshot> ledgers = engine.SnapshotLedgers().ToLookup(l => l.Strategy);
        LedgerSnapshot[] account = [.. ledgers[LedgerSnapshot.Account]], nobody = [.. ledgers[LedgerSnapshot.Nobody]];
        return new SessionPortrait
        {
            AtNs = engine.NowNs,
            Session = described.Key,
            Kind = described.Kind,
            Pace = session.Pace,
            Seconds = session.Elapsed.TotalSeconds,
            IsStopped = session.IsStopped,
            Inputs = engine.Inputs,
            Rows = session.Rows,
            EventsPerSecond = session.EventsPerSecond,
            LiveOrders = engine.LiveOrders,
            Fills = figures.Fills - session.FillsBefore,
            Equity = figures.Equity,
            Realised = figures.Realised,
            Unrealised = figures.Unrealised,
            Fees = figures.Fees,
            Funding = figures.Funding,
            Turnover = figures.Turnover,
            // The marks are looked at more often than the figures: the fall from them is told beside it.
            MaxDrawdown = Math.Max(deepest, Math.Max(figures.MaxDrawdown, engine.Marks().Peak - figures.Equity)),
            FillRatio = (double)figures.FillRatio,
            Orders = figures.Orders,
            Kill = engine.KillStatus,
            Limits = engine.Limits,
            Marks = engine.Marks(),
            Strategies = [.. engine.Strategies.Select(s => Strategy(s, [.. ledgers[s.Index]]))],
            Instruments = [.. session.Instruments.Select((n, i) => Instrument(engine, n, i, account[i], nobody[i]))],
            Budgets = engine.Budgets,
            Breakers = engine.Breakers,
            Anomalies = engine.Anomalies,
            DroppedSignals = engine.DroppedSignals,
            Latencies = [.. latencies.Select(l => StageLatency.Of(l.Stage, l.Histogram))],
            Connections = session.Connections,
            Balances = session.Balances,
            Differences = session.LedgerDifferences,
            Storage = session.Storage is { } storage ? (storage.Lost, storage.Waiting) : null,
        };
    }

    private static StrategyPortrait Strategy(StrategySlot strategy, LedgerSnapshot[] ledgers) => new()
    {
        Index = strategy.Index,
        Name = strategy.Name,
        State = SessionStatus.StateOf(strategy),
        Version = strategy.Version,
        Replacement = strategy.Replacement,
        Failure = strategy.Failure?.Text,
        LiveOrders = strategy.LiveOrders,
        Parameters = [.. strategy.Parameters.Select(p => new ParameterPortrait(p.Name, p.ValueText, p.Unit, p.Text, p.RangeText))],
        Metrics = new Dictionary<string, double>(strategy.Metrics),
        Limits = strategy.Limits,
        Ledgers = ledgers,
    };

    private static InstrumentPortrait Instrument(Engine engine, Instrument instrument, int index, LedgerSnapshot account, LedgerSnapshot nobody)
    {
        BookView book = engine.Book(index);
        return new InstrumentPortrait
        {
            Instrument = instrument,
            Bids = Side(book, Core.Side.Buy),
            Asks = Side(book, Core.Side.Sell),
            IsStale = book.IsStale,
            Mid = engine.LastMid(index),
            LastEventNs = engine.LastEventNs(index),
            Status = engine.Status(index),
            Frozen = engine.Frozen(index),
            Account = account,
            Unassigned = nobody,
            WorstLong = engine.WorstPosition(index, Core.Side.Buy),
            WorstShort = engine.WorstPosition(index, Core.Side.Sell),
            Ratios = engine.Ratios(index),
        };
    }

    private static BookLevel[] Side(BookView book, Side side)
    {
        var levels = new BookLevel[SessionPortrait.Levels];
        int count = book.CopyTop(side, levels);
        return count == levels.Length ? levels : levels[..count];
    }
}
