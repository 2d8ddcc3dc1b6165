using System.Globalization;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Live;

/// <summary>How the session ends: everything is cancelled, and the venue's word on every order is waited for.</summary>
internal sealed partial class LiveSession
{
    /// <summary>So long the venue may take to confirm the end of every order, in nanoseconds.</summary>
    public const long MostClosingNs = 10_000_000_000;

    // An order that lives on without a cancel on its way is cancelled again so often.
    private const long AgainNs = 2_000_000_000;

    // What the venue says of the position comes after the last order's end, and so does that it counts down no more.
    private const long LastWordNs = 2_000_000_000;
    private const long GoodByeNs = 200_000_000;

    private readonly List<string> _leftOpen = [];
    private readonly List<string> _differences = [];

    /// <summary>Orders whose end the venue hasn't confirmed, for people; none is what should be.</summary>
    public IReadOnlyList<string> LeftOpen => _leftOpen;

    /// <summary>Instruments in which ledger and venue differ at the end, with both numbers, for people.</summary>
    public IReadOnlyList<string> Differences => _differences;

    /// <summary>What the venue itself lists as open at the end; null before.</summary>
    public LastLook? LastLook { get; private set; }

    /// <summary>It ended as it was to: the venue has confirmed every order's end and lists none that is the session's; or what was to be kept is there, and nothing cancels it.</summary>
    public bool IsClean => Kept is null ? _leftOpen.Count == 0 && LastLook is { Failure: null, Open.Count: 0 } : LastLook!.Failure is null && !IsCountdownLeft;

    private void WindUp()
    {
        StopEngine();
        long nowNs = _line.NowNs, lastNs = nowNs + MostClosingNs, againNs = nowNs + AgainNs;
        while (Engine.LiveOrders > 0 && (nowNs = _line.NowNs) < lastNs)
        {
            Poll(Math.Min(lastNs, againNs));
            if (_line.NowNs < againNs)
                continue;
            StopEngine();
            againNs = _line.NowNs + AgainNs;
        }

        IVenue venue = _line.Venue;
        venue.Disarm(_line.NowNs);
        for (lastNs = _line.NowNs + LastWordNs; (venue.IsArmed || _watchedLedger!.Differences().Any()) && _line.NowNs < lastNs;)
            Poll(Math.Min(_line.NowNs + LookNs, lastNs));
        _leftOpen.AddRange(Engine.SnapshotOrders().Select(Text));
        _differences.AddRange(_watchedLedger!.Differences());
        LastLook = LookLast();
        _isOver = true;
        long endNs = _times.Next(_line.NowNs);
        Keep(f => f.Complete(endNs, Engine.Inputs));
        // What ended a session that never traded is a part of what its recovery did.
        if (!_isStarted)
            TellRecovery(EndTrouble);
        Storage?.Finish(endNs);
        _control?.End(this, endNs);
    }

    // Whatever kept it from being asked, the certificate's file gone or no socket to be had: what is known of the orders is to be told.
    private LastLook LookLast()
    {
        try
        {
            return _lookLast();
        }
        catch (Exception e)
        {
            return new LastLook([], e.Message);
        }
    }

    // The second time, what is still there without a cancel on its way is cancelled again.
    private void StopEngine()
    {
        long stopNs = _times.Next(_line.NowNs);
        Look(stopNs);
        _tap.BeforeInput();
        bool isFirst = !IsStopped;
        Engine.Stop(stopNs);
        _tap.OnStop(Engine.Inputs, stopNs);
        KeepInJournal(j => j.OnStop(Engine.Inputs, stopNs));
        Storage?.OnStop(Engine.Inputs, stopNs);
        _control?.OnStop(Engine.Inputs, stopNs);
        if (isFirst)
            Keep(f => f.MarkEnd(stopNs));
        Dispatch();
    }

    // The books are closed, but money is money.
    private void SayLate(in OrderReport report)
    {
        if (report.Kind is ReportKind.Fill or ReportKind.Liquidation or ReportKind.External)
            _say($"{Instruments[report.Instrument].Symbol}: {(report.Id.IsNone ? "an order of others" : $"order {report.Id}")} traded at the very end, and the summary is without it; {(_isLeaving ? "the next session with the journal books it" : $"look at the position at {_chosen.Venue!.Name}")}");
    }

    private string Text(OrderUpdate order)
    {
        Instrument instrument = Instruments[order.Instrument];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(order.Side == Side.Buy ? "buy" : "sell")} {instrument.QuantityUnit.ToDecimal(order.Remaining):0.########} {instrument.Symbol} at {instrument.PriceUnit.ToDecimal(order.Price):0.########} (order {order.Id})");
    }
}
