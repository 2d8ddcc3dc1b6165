using Touchline.Control;

namespace Touchline.Monitoring;

/// <summary>The share of orders that the venue refuses, over the last minutes.</summary>
internal sealed class RejectRateRule(decimal most) : AlertRule("reject_rate", AlertSeverity.Warning, "the venue refuses a large share of orders")
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Fewer say nothing.</summary>
    public const int LeastOrders = 20;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    // Counts at the beginnings of steps, and what stood before the oldest.
    private readonly Queue<(TimeSpan At, long Sent, long Rejected)> _steps = new();
    private (TimeSpan At, long Sent, long Rejected) _newest;
    private string? _session;
    private (long Sent, long Rejected) _within;

    public override string? Now => _within.Sent < LeastOrders
        ? $"only {_within.Sent:N0} orders were sent within {Window.TotalMinutes:0} minutes"
        : $"{Refused}, no more than {most:P0}";

    private string Refused => $"the venue refused {_within.Rejected:N0} of {_within.Sent:N0} orders within {Window.TotalMinutes:0} minutes";

    public override IEnumerable<Finding> Look(SessionPortrait portrait, AlertLook look)
    {
        (long sent, long rejected) = (portrait.Orders.Sent, portrait.Orders.Rejected);
        // Another session counts from zero.
        if (portrait.Session != _session || sent < _newest.Sent || rejected < _newest.Rejected)
        {
            _steps.Clear();
            _session = portrait.Session;
            _steps.Enqueue(_newest = (look.Now, 0, 0));
        }

        while (_steps.Count > 1 && look.Now - _steps.ElementAt(1).At >= Window)
            _steps.Dequeue();
        (_, long sentBefore, long rejectedBefore) = _steps.Peek();
        if (look.Now - _newest.At >= Step)
            _steps.Enqueue(_newest = (look.Now, sent, rejected));
        _within = (sent - sentBefore, rejected - rejectedBefore);
        if (_within.Sent >= LeastOrders && _within.Rejected > most * _within.Sent)
            yield return new Finding("", $"{Refused}, more than {most:P0}");
    }
}
