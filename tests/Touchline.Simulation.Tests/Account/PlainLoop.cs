using Touchline.Core;
using Touchline.Matching;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>
/// A simulation that takes one step at a time, always the one whose time is next, and looks through everything to find it: rows and
/// answers of our side, deadlines and rows of the venues, requests there, in this order at equal times and then by instrument, then timers.
/// </summary>
internal sealed class PlainLoop(Recording[] recordings, Engine engine, SimulationOptions options)
{
    private readonly LocalTimeline[] _local = [.. recordings.Select(r => new LocalTimeline(r))];
    private readonly ExchangeTimeline[] _exchange = [.. recordings.Select(r => new ExchangeTimeline(r))];
    private readonly Queue<(long At, Intent Intent)>[] _requests = [.. recordings.Select(_ => new Queue<(long, Intent)>())];
    private readonly Queue<OrderReport>[] _answers = [.. recordings.Select(_ => new Queue<OrderReport>())];
    private readonly ILatency[] _latency = [.. recordings.Select((_, i) => options.Latency.Of(engine.Instruments[i], options.Seed))];
    private readonly long[] _lastRequestNs = new long[recordings.Length];
    private readonly long[] _lastAnswerNs = new long[recordings.Length];

    private long _lastRowNs = long.MinValue;

    public SimulatedVenue[] Venues { get; } =
        [.. recordings.Select((_, i) => new SimulatedVenue(engine.Instruments[i], i, options.Fees, options.Exchange, options.Queue, options.Margin))];

    /// <summary>After every report that the engine took in.</summary>
    public Action<OrderReport>? Reported { get; set; }

    /// <summary>No answer of a venue is on its way to us.</summary>
    public bool IsSettled(int lane) => _answers[lane].Count == 0;

    public void Play()
    {
        long startNs = Math.Max(options.Range.StartNs, _local.Min(l => l.NextNs));
        for (int i = 0; i < _local.Length; i++)
            PlayBooks(i);
        engine.Start(startNs);
        Send();
        while (true)
        {
            (long at, int kind, int lane) = Enumerable.Range(0, _local.Length).SelectMany(Events).Min();
            bool hasRows = Enumerable.Range(0, _local.Length).Any(i => _local[i].NextNs != long.MaxValue || _exchange[i].NextNs != long.MaxValue);
            long next = Math.Min(at, engine.NextTimerNs);
            if (next > options.Range.EndNs || (!hasRows && next > _lastRowNs))
                return;
            if (engine.NextTimerNs < at)
                engine.OnClock(engine.NextTimerNs);
            else
                Do(kind, lane, at);
            Send();
        }
    }

    private void PlayBooks(int lane)
    {
        for (; _local[lane].NextNs < options.Range.StartNs; _local[lane].Advance())
            engine.OnMarket(LocalRow(lane), _local[lane].NextNs);
        for (; _exchange[lane].NextNs < options.Range.StartNs; _exchange[lane].Advance())
        {
            while (Venues[lane].DeadlineNs <= _exchange[lane].NextNs)
                Venues[lane].OnDeadline();
            Venues[lane].OnMarket(_exchange[lane].Row);
        }
    }

    private MarketEvent LocalRow(int lane)
    {
        MarketEvent row = _local[lane].Row;
        row.Instrument = (ushort)lane;
        return row;
    }

    private IEnumerable<(long At, int Kind, int Lane)> Events(int lane) =>
    [
        (_local[lane].NextNs, 0, lane),
        (_answers[lane].TryPeek(out OrderReport report) ? report.LocalNs : long.MaxValue, 1, lane),
        (Math.Min(Venues[lane].DeadlineNs, _exchange[lane].NextNs), 2, lane),
        (_requests[lane].TryPeek(out (long At, Intent) request) ? request.At : long.MaxValue, 3, lane),
    ];

    private void Do(int kind, int lane, long at)
    {
        switch (kind)
        {
            case 0:
                engine.OnMarket(LocalRow(lane), at);
                _lastRowNs = Math.Max(_lastRowNs, at);
                _local[lane].Advance();
                break;
            case 1:
                OrderReport report = _answers[lane].Dequeue();
                engine.OnReport(report);
                Reported?.Invoke(report);
                break;
            case 2 when Venues[lane].DeadlineNs <= at:
                Venues[lane].OnDeadline();
                break;
            case 2:
                Venues[lane].OnMarket(_exchange[lane].Row);
                _lastRowNs = Math.Max(_lastRowNs, at);
                _exchange[lane].Advance();
                break;
            default:
                Request(lane, _requests[lane].Dequeue().Intent, at);
                break;
        }

        foreach (OrderReport said in Venues[lane].Reports)
        {
            // Nothing overtakes what was sent before it.
            _lastAnswerNs[lane] = Math.Max(_lastAnswerNs[lane], said.ExchangeNs + _latency[lane].ResponseNs(said.ExchangeNs));
            _answers[lane].Enqueue(said with { LocalNs = _lastAnswerNs[lane] });
        }

        Venues[lane].Reports.Clear();
    }

    private void Request(int lane, in Intent intent, long at)
    {
        if (intent.Kind == IntentKind.Place)
            Venues[lane].OnPlace(intent.Order, at);
        else if (intent.Kind == IntentKind.Cancel)
            Venues[lane].OnCancel(intent.Id, at);
        else
            Venues[lane].OnAmend(intent.Id, intent.Terms, at);
    }

    private void Send()
    {
        foreach (Intent intent in engine.Intents)
        {
            int lane = intent.Instrument;
            _lastRequestNs[lane] = Math.Max(_lastRequestNs[lane], intent.LocalNs + _latency[lane].EntryNs(intent.LocalNs));
            _requests[lane].Enqueue((_lastRequestNs[lane], intent));
        }

        engine.ClearIntents();
    }
}
