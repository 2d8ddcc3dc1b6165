using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Storage;

/// <summary>
/// Copies what an engine's orders went through into the queue, with the market at that moment, and samples market and ledgers. On the engine's thread;
/// a sample and a position's beginning and end allocate, nothing else does.
/// </summary>
public sealed class StorageTap : IEngineTap
{
    private readonly StorageQueue _queue;
    private readonly Engine _engine;
    private readonly MarketLook _look;
    private readonly long _sampleEveryNs;
    private readonly long[,] _positions;
    private long _nextSampleNs = long.MinValue;

    /// <param name="sampleEveryNs">Above 0, by the engine's time.</param>
    public StorageTap(StorageQueue queue, Engine engine, MarketLook look, long sampleEveryNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleEveryNs);
        _queue = queue;
        _engine = engine;
        _look = look;
        _sampleEveryNs = sampleEveryNs;
        _positions = new long[engine.Strategies.Count, engine.Instruments.Count];
        for (int i = 0; i < engine.Instruments.Count; i++)
            NotePositions(i);
    }

    public void BeforeInput()
    {
    }

    public void OnStart(long input, long localNs) => _queue.Add(new SessionEntry { Kind = SessionEntryKind.Start, Input = input, LocalNs = localNs });

    public void OnStop(long input, long localNs)
    {
        _nextSampleNs = long.MinValue;
        Sample(localNs);
        _queue.Add(new SessionEntry { Kind = SessionEntryKind.Stop, Input = input, LocalNs = localNs });
    }

    public void OnClock(long input, long localNs) => Sample(localNs);

    public void OnCommand(long input, long localNs, EngineCommand command) =>
        _queue.Add(new SessionEntry { Kind = SessionEntryKind.Command, Input = input, LocalNs = localNs, Text = command.ToString() });

    public void OnReport(long input, in OrderReport report)
    {
        MarketTouch touch = default;
        if (report.Kind is ReportKind.Fill or ReportKind.Liquidation)
        {
            touch = _look(report.Instrument);
            AddIndicators(input, report);
        }

        _queue.Add(new SessionEntry
        {
            Kind = SessionEntryKind.Report,
            Input = input,
            LocalNs = report.LocalNs,
            Strategy = _engine.StrategyOf(report.Id),
            Instrument = report.Instrument,
            Report = report,
            Touch = touch,
        });
        Sample(report.LocalNs);
    }

    public void OnIntents(ReadOnlySpan<Intent> intents)
    {
        foreach (ref readonly Intent intent in intents)
        {
            _queue.Add(new SessionEntry
            {
                Kind = intent.Kind switch
                {
                    IntentKind.Place => SessionEntryKind.Place,
                    IntentKind.Amend => SessionEntryKind.Amend,
                    _ => SessionEntryKind.Cancel,
                },
                Input = intent.Input,
                LocalNs = intent.LocalNs,
                Strategy = _engine.StrategyOf(intent.Id),
                Instrument = intent.Instrument,
                Order = intent.Id,
                Terms = intent.Terms,
                Touch = intent.Kind == IntentKind.Place ? _look(intent.Instrument) : default,
            });
        }
    }

    /// <summary>A strategy's opinion, which its next positions in the instrument are put down to.</summary>
    public void OnSignal(long localNs, int strategy, int instrument, SessionSignal signal) =>
        _queue.Add(new SessionEntry { Kind = SessionEntryKind.Signal, LocalNs = localNs, Strategy = strategy, Instrument = instrument, Detail = signal });

    /// <summary>What else people should find in the audit log: a refused command, a changed limit, what a recovery did.</summary>
    public void OnAudit(AuditEntry entry) => _queue.Add(new SessionEntry { Kind = SessionEntryKind.Audit, LocalNs = entry.AtNs, Detail = entry });

    /// <summary>Takes a sample of markets and ledgers when one is due. May be called as often as one likes.</summary>
    public void Sample(long localNs)
    {
        if (localNs < _nextSampleNs)
            return;
        _nextSampleNs = localNs + _sampleEveryNs;
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
}
