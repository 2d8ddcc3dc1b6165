using System.Globalization;
using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>How a running session stands, for programs: what it holds, whether it may trade, and how much of the venues' patience is left.</summary>
internal static class SessionStatus
{
    public static JsonObject ToJson(IWatchedSession session)
    {
        Engine engine = session.Engine;
        ILookup<int, LedgerSnapshot> ledgers = engine.SnapshotLedgers().ToLookup(l => l.Strategy);
        return new JsonObject
        {
            ["pace"] = session.Pace,
            ["seconds"] = Math.Round(session.Elapsed.TotalSeconds, 3),
            ["stopped"] = session.IsStopped,
            ["pnl"] = DecimalsText.Trim(session.Figures.Equity),
            ["fees"] = DecimalsText.Trim(session.Figures.Fees),
            ["fills"] = session.Figures.Fills,
            ["orders_live"] = engine.LiveOrders,
            ["kill"] = Kill(engine.KillStatus),
            ["strategies"] = Array(engine.Strategies.Select(s => Strategy(engine, s, [.. ledgers[s.Index]]))),
            ["instruments"] = Array(session.Instruments.Select((instrument, i) => Of(session, instrument, i))),
            ["budgets"] = Array(engine.Budgets.Select(b => Budget(b, engine.NowNs))),
            ["breakers"] = Array(engine.Breakers.Select(Breaker)),
            ["limits"] = Limits(engine.Limits),
        };
    }

    private static JsonObject Kill(KillStatus kill) => new()
    {
        ["state"] = kill.State.ToString(),
        ["flattens"] = kill.Flattens,
        ["attempts"] = kill.Attempts,
        ["reason"] = kill.Reason,
    };

    private static JsonObject Limits(RiskLimits limits) =>
        new(RiskLimit.All.Where(l => l.Get(limits) != l.Get(RiskLimits.None)).Select(l => KeyValuePair.Create(l.Name, (JsonNode?)l.Get(limits))));

    private static JsonObject Strategy(Engine engine, StrategySlot strategy, LedgerSnapshot[] ledgers)
    {
        JsonObject status = State(strategy);
        status["pnl"] = DecimalsText.Trim(ledgers.Sum(l => l.Net));
        status["fees"] = DecimalsText.Trim(ledgers.Sum(l => l.Fees));
        status["positions"] = Array(ledgers.Where(l => l.Position != 0).Select(l => new JsonObject
        {
            ["symbol"] = engine.Instruments[l.Instrument].Symbol,
            ["venue"] = engine.Instruments[l.Instrument].Venue,
            ["position"] = DecimalsText.Trim(l.Position),
            ["average_price"] = DecimalsText.Trim(l.AveragePrice),
            ["pnl"] = DecimalsText.Trim(l.Net),
        }));
        status["limits"] = Limits(strategy.Limits);
        return status;
    }

    /// <summary>running, paused, stopped or failed.</summary>
    public static string StateOf(StrategySlot strategy) =>
        strategy.Failure is not null ? "failed" : !strategy.IsRunning ? "stopped" : strategy.IsPaused ? "paused" : "running";

    /// <summary>Null: there was none.</summary>
    public static JsonObject? Replacing(Replacement? newest) => newest is null ? null : new JsonObject
    {
        ["stage"] = newest.Stage switch
        {
            ReplacementStage.WarmingUp => "warming_up",
            ReplacementStage.Closing => "closing",
            ReplacementStage.OnTrial => "on_trial",
            ReplacementStage.Done => "done",
            ReplacementStage.CalledOff => "called_off",
            _ => "brought_back",
        },
        ["version"] = newest.Version,
        ["before"] = newest.Before,
        ["position"] = newest.Closes ? StrategyRequest.Close : StrategyRequest.Keep,
        ["since"] = newest.SinceNs,
        ["reason"] = newest.Reason,
    };

    private static JsonObject State(StrategySlot strategy) => new()
    {
        ["name"] = strategy.Name,
        ["state"] = StateOf(strategy),
        ["version"] = strategy.Version,
        ["replacement"] = Replacing(strategy.Replacement),
        ["orders_live"] = strategy.LiveOrders,
    };

    private static JsonObject Of(IWatchedSession session, Instrument instrument, int index)
    {
        FreezeReason frozen = session.Engine.Frozen(index);
        return new JsonObject
        {
            ["symbol"] = instrument.Symbol,
            ["venue"] = instrument.Venue,
            ["status"] = session.Engine.Status(index).ToString().ToLowerInvariant(),
            ["frozen"] = frozen == FreezeReason.None ? null : EngineCommand.Thaw(index, frozen).Value,
            ["position"] = session.FiguresOf(index).Position is { } held ? DecimalsText.Trim(held) : null,
            ["ratios"] = Array(session.Engine.Ratios(index).Select(r => new JsonObject
            {
                ["name"] = r.Name,
                ["orders"] = r.Orders,
                ["value"] = r.Value,
                ["warn"] = r.Warn,
                ["limit"] = r.Limit,
            })),
        };
    }

    private static JsonObject Budget(BudgetStatus budget, long nowNs) => new()
    {
        ["venue"] = budget.Venue,
        ["window"] = Duration.Format(budget.WindowNs),
        ["capacity"] = budget.Capacity,
        ["used"] = budget.Used,
        ["tokens"] = budget.Tokens,
        ["wait_ms"] = Math.Round((budget.FreeNs - nowNs) / 1e6, 3),
    };

    private static JsonObject Breaker(BreakerStatus breaker) => new()
    {
        ["venue"] = breaker.Venue,
        ["state"] = breaker.State.ToString(),
        ["failures"] = breaker.Failures,
        ["since"] = breaker.SinceNs == 0 ? null : DateTime.UnixEpoch.AddTicks(breaker.SinceNs / 100).ToString("O", CultureInfo.InvariantCulture),
    };

    private static JsonArray Array(IEnumerable<JsonObject> rows) => new([.. rows]);
}
