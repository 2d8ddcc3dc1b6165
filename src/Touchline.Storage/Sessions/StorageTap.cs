using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>
/// Copies what an engine's orders went through into the queue, with the market at that moment, and samples market and ledgers. On the engine's thread;
/// a sample, a signal, a position's beginning and end, and the rare refusal that is told allocate, nothing else does.
/// </summary>
public sealed class StorageTap : IEngineTap
{
    // A strategy that is refused may ask again with every event: the first is told at once, those after it together, so often.
    private const long RefusalsEveryNs = 60_000_000_000;

    private static readonly int Refusals = (int)Enum.GetValues<RiskRefusal>().Max() + 1;

    // Refusals whose reports are on their way.
    private const int MostWhys = 1024;

    private readonly Dictionary<long, string> _why = [];
    private readonly StorageQueue _queue;
    private readonly Engine _engine;
    private readonly MarketLook _look;
    private readonly long _sampleEveryNs;
    private readonly long[,] _positions;
    private readonly (long Count, long NextNs)[,,] _refused;
    private readonly RiskLimits[] _limits;
    private readonly ParameterNotes _parameters;
    private long _nextSampleNs = long.MinValue;

    /// <param name="sampleEveryNs">Above 0, by the engine's time.</param>
    public StorageTap(StorageQueue queue, Engine engine, MarketLook look, long sampleEveryNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleEveryNs);
        _queue = queue;
        _engine = engine;
        _look = look;
        _sampleEveryNs = sampleEveryNs;
        _positions = new long[Engine.MostStrategies, engine.Instruments.Count];
        // Behind the instruments: one that there isn't.
        _refused = new (long, long)[Engine.MostStrategies, engine.Instruments.Count + 1, Refusals];
        _limits = [.. Enumerable.Range(-1, Engine.MostStrategies + 1).Select(LimitsOf)];
        _parameters = new ParameterNotes(engine);
        for (int i = 0; i < engine.Instruments.Count; i++)
            NotePositions(i);
    }

    /// <summary>Who gives the commands that come now; null: nobody said.</summary>
    public string? Actor { get; set; }

    public void BeforeInput()
    {
    }

    public void OnStart(long input, long localNs) => _queue.Add(new SessionEntry { Kind = SessionEntryKind.Start, Input = input, LocalNs = localNs });

    public void OnStop(long input, long localNs)
    {
        _nextSampleNs = long.MinValue;
        Sample(localNs);
        TellRefusals(localNs);
        _queue.Add(new SessionEntry { Kind = SessionEntryKind.Stop, Input = input, LocalNs = localNs });
    }

    /// <summary>The session is over: no call comes after it.</summary>
    public void OnEnd(long localNs) => _queue.Add(new SessionEntry { Kind = SessionEntryKind.End, LocalNs = localNs });

    public void OnClock(long input, long localNs) => Sample(localNs);

    public void OnCommand(long input, long localNs, EngineCommand command)
    {
        _queue.Add(new SessionEntry { Kind = SessionEntryKind.Command, Input = input, LocalNs = localNs, Text = command.ToString(), Detail = Actor });
        if (command.Kind == CommandKind.Limit)
            TellLimits(localNs);
        if (command.Kind == CommandKind.Set)
            TellParameter(localNs, _engine.Strategies[command.Strategy], command.Parameter);
    }

    public void OnReport(long input, in OrderReport report)
    {
        MarketTouch touch = default;
        if (report.Kind is ReportKind.Fill or ReportKind.Liquidation or ReportKind.External)
        {
            touch = _look(report.Instrument);
            AddIndicators(input, report);
        }

        _queue.Add(new SessionEntry
        {
            Kind = SessionEntryKind.Report,
            Input = input,
            LocalNs = report.LocalNs,
            Instrument = report.Instrument,
            Report = report,
            Touch = touch,
            Text = _why.Count > 0 && IsRefusal(report.Kind) && _why.Remove(report.Id.Number, out string? why) ? why : null,
        });
        Sample(report.LocalNs);
    }

    /// <summary>Why the venue refuses what was asked of an order, in its words: for the report of it, which comes next of that order.</summary>
    public void OnWhy(OrderId id, string why)
    {
        // A word without its report is of no use any more.
        if (_why.Count >= MostWhys)
            _why.Clear();
        _why[id.Number] = why;
    }

    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        foreach (ref readonly Intent intent in intents)
        {
            _queue.Add(new SessionEntry
            {
                Kind = SessionEntry.KindOf(intent.Kind),
                Input = intent.Input,
                LocalNs = intent.LocalNs,
                Strategy = intent.Strategy,
                Instrument = intent.Instrument,
                Order = intent.Id,
                Terms = intent.Terms,
                Touch = intent.Kind == IntentKind.Place ? _look(intent.Instrument) : default,
                Text = intent.Kind == IntentKind.Place ? _engine.Strategies[intent.Strategy].OwnNameOf(intent.Terms.Reason) : null,
            });
        }
    }

    /// <summary>A strategy's opinion, which its next positions in the instrument are put down to.</summary>
    public void OnSignal(int strategy, in Signal signal) => _queue.Add(new SessionEntry
    {
        Kind = SessionEntryKind.Signal,
        Input = _engine.Inputs,
        LocalNs = signal.LocalNs,
        Strategy = strategy,
        Instrument = signal.Instrument,
        Detail = new SessionSignal(signal.Source, signal.Side, signal.Confidence, signal.Reason),
    });

    public void OnRefused(int strategy, int instrument, RiskRefusal refusal)
    {
        int at = (uint)instrument < (uint)_engine.Instruments.Count ? instrument : _engine.Instruments.Count;
        ref (long Count, long NextNs) told = ref _refused[strategy, at, (int)refusal];
        told.Count++;
        if (_engine.NowNs >= told.NextNs)
            TellRefusal(strategy, at, refusal, ref told, _engine.NowNs);
    }

    /// <summary>What else people should find in the audit log: a refused command, what a recovery did.</summary>
    public void OnAudit(AuditEntry entry) => _queue.Add(new SessionEntry { Kind = SessionEntryKind.Audit, Input = _engine.Inputs, LocalNs = entry.AtNs, Detail = entry });

    /// <summary>Takes a sample of markets and ledgers when one is due. May be called as often as one likes.</summary>
    public void Sample(long localNs)
    {
        if (localNs < _nextSampleNs)
            return;
        _nextSampleNs = localNs + _sampleEveryNs;
        _parameters.Note();
        for (int i = 0; i < _engine.Instruments.Count; i++)
        {
            MarketTouch touch = _look(i);
            if (!touch.IsNone)
                _queue.Add(new SessionEntry { Kind = SessionEntryKind.Market, LocalNs = localNs, Instrument = i, Touch = touch });
            AddLedger(localNs, -1, i, _engine.Ledger(i));
            for (int s = 0; s < _engine.Strategies.Count; s++)
                AddLedger(localNs, s, i, _engine.Strategies[s].Ledger(i));
        }
    }

    private static bool IsRefusal(ReportKind kind) => kind is ReportKind.Rejected or ReportKind.AmendRejected or ReportKind.CancelRejected or ReportKind.Expired;

    private void AddLedger(long localNs, int strategy, int instrument, Ledger ledger)
    {
        if (ledger.Fills == 0 && ledger.Funding == 0)
            return;
        Instrument traded = _engine.Instruments[instrument];
        decimal? mid = _engine.LastMid(instrument);
        _queue.Add(new SessionEntry
        {
            Kind = SessionEntryKind.Equity,
            LocalNs = localNs,
            Strategy = strategy,
            Instrument = instrument,
            Detail = new LedgerSample(
                traded.QuantityUnit.ToDecimal(ledger.Position), ledger.AveragePrice(traded), mid, ledger.Realised, ledger.Unrealised(traded, mid), ledger.Fees, ledger.Funding,
                ledger.Equity(traded, mid)),
        });
    }

    // Told before the report, so that they are there when it opens or closes the position.
    private void AddIndicators(long input, in OrderReport report)
    {
        for (int s = 0; s < _engine.Strategies.Count; s++)
        {
            StrategySlot strategy = _engine.Strategies[s];
            long was = _positions[strategy.Index, report.Instrument], now = strategy.Ledger(report.Instrument).Position.Units;
            if (Math.Sign(was) == Math.Sign(now))
                continue;
            foreach ((string name, double value) in strategy.Metrics)
            {
                _queue.Add(new SessionEntry
                {
                    Kind = SessionEntryKind.Indicator,
                    Input = input,
                    LocalNs = report.LocalNs,
                    Strategy = strategy.Index,
                    Instrument = report.Instrument,
                    Text = name,
                    Value = value,
                });
            }
        }

        NotePositions(report.Instrument);
    }

    private void NotePositions(int instrument)
    {
        for (int s = 0; s < _engine.Strategies.Count; s++)
            _positions[s, instrument] = _engine.Strategies[s].Ledger(instrument).Position.Units;
    }

    private void TellRefusals(long localNs)
    {
        for (int s = 0; s < _refused.GetLength(0); s++)
        {
            for (int i = 0; i < _refused.GetLength(1); i++)
            {
                for (int r = 0; r < Refusals; r++)
                {
                    if (_refused[s, i, r].Count > 0)
                        TellRefusal(s, i, (RiskRefusal)r, ref _refused[s, i, r], localNs);
                }
            }
        }
    }

    private void TellRefusal(int strategy, int instrument, RiskRefusal refusal, ref (long Count, long NextNs) told, long localNs)
    {
        Instrument? traded = instrument < _engine.Instruments.Count ? _engine.Instruments[instrument] : null;
        string error = $"risk refuses: {refusal}";
        OnAudit(new AuditEntry
        {
            AtNs = localNs,
            Actor = _engine.Strategies[strategy].Name,
            Action = "order.refused",
            EntityType = "instrument",
            EntityId = traded is null ? "" : $"{traded.Venue}/{traded.Symbol}",
            NewValue = RowTexts.Json(new JsonObject { ["times"] = told.Count }),
            Market = traded is null ? null : RowTexts.Market(traded, _look(instrument)),
            Success = false,
            ErrorMessage = error,
        });
        told = (0, localNs + RefusalsEveryNs);
    }

    private void TellParameter(long localNs, StrategySlot strategy, string name)
    {
        (string? before, string? after) = _parameters.Change(strategy, name);
        // Nobody knows the value before where its version has just come; the command itself is told anyway.
        if (before is null || before == after)
            return;
        OnAudit(Change(localNs, "strategy.set", "strategy", strategy.Name, name, before, after));
    }

    private AuditEntry Change(long localNs, string action, string type, string id, string name, string before, string? after) => new()
    {
        AtNs = localNs,
        Actor = Actor ?? "operator",
        Action = action,
        EntityType = type,
        EntityId = id,
        OldValue = RowTexts.Json(new JsonObject { [name] = before }),
        NewValue = RowTexts.Json(new JsonObject { [name] = after }),
    };

    private RiskLimits LimitsOf(int scope) => scope < 0 ? _engine.Limits : scope < _engine.Strategies.Count ? _engine.Strategies[scope].Limits : RiskLimits.None;

    private void TellLimits(long localNs)
    {
        for (int scope = -1; scope < _engine.Strategies.Count; scope++)
        {
            RiskLimits was = _limits[scope + 1], now = _limits[scope + 1] = LimitsOf(scope);
            foreach (RiskLimit limit in RiskLimit.All)
            {
                string before = limit.Get(was), after = limit.Get(now);
                if (before != after)
                    OnAudit(Change(localNs, "limit.change", "limit", scope < 0 ? limit.Name : $"{_engine.Strategies[scope].Name}/{limit.Name}", limit.Name, before, after));
            }
        }
    }
}
