using Touchline.Control;
using Touchline.Trading;

namespace Touchline.Monitoring;

/// <summary>The rules that are there without anybody asking for them.</summary>
internal static class AlertRules
{
    /// <summary>A session that tells nothing for so long hangs.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StaleBook = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<AlertRule> Of(AlertOptions options, QueueWatch queues) =>
    [
        new InactiveRule("drift_high", AlertSeverity.Warning, "live fills drift away from what the models make of the same market",
            "nothing measures drift while a session runs; 'touchline drift' does afterwards"),
        new InactiveRule("manipulation_rate", AlertSeverity.Warning, "more than 10 % of what happens in a market looks like manipulation", "no detector of manipulation is built yet"),
        new InactiveRule("model_server_down", AlertSeverity.Critical, "the model server has been down for more than 5 minutes", "no model server is built yet"),
        new InactiveRule("consensus_rate", AlertSeverity.Warning, "strategies agree in less than 30 % of cases", "no consensus of strategies is built yet"),
        new PortraitRule("ledger_difference", AlertSeverity.Critical, "the ledger differs from what the venue says", LedgerDifferences),
        new DailyLossRule("daily_loss_near", AlertSeverity.Warning, "a large share of the daily loss limit is used", options.DailyLoss),
        new DailyLossRule("daily_loss", AlertSeverity.Critical, "the daily loss limit is used up", 1),
        new DropsRule(queues),
        new RejectRateRule(options.RejectRate),
        new PortraitRule("disconnected", AlertSeverity.Critical, "a connection is down", Disconnected) { Hold = options.Disconnect },
        new UnstableRule(),
        new PortraitRule("killed", AlertSeverity.Critical, "trading was killed: nothing new passes until it is armed again", Killed),
        new PortraitRule("strategy_failed", AlertSeverity.Critical, "a strategy failed", FailedStrategies),
        new PortraitRule("instrument_frozen", AlertSeverity.Warning, "an instrument is frozen", FrozenInstruments),
        new PortraitRule("breaker_open", AlertSeverity.Warning, "a venue failed too often in a row: nothing new is sent there", OpenBreakers),
        new PortraitRule("book_stale", AlertSeverity.Warning, "a book misses messages", StaleBooks) { Hold = StaleBook },
        new SilenceRule(),
    ];

    private static IEnumerable<Finding> LedgerDifferences(SessionPortrait portrait) => portrait.Differences.Select(d => new Finding(d.Subject, d.Text));

    // At a session's end its connections close.
    private static IEnumerable<Finding> Disconnected(SessionPortrait portrait) => portrait.IsStopped
        ? []
        : portrait.Connections.Where(c => !c.IsUp).Select(c => new Finding(c.Name, $"connection {c.Name} is down{(c.Trouble is { } trouble ? $": {trouble}" : "")}"));

    private static IEnumerable<Finding> Killed(SessionPortrait portrait)
    {
        if (portrait.Kill.State != KillState.Armed)
            yield return new Finding("", $"trading was killed, state {portrait.Kill.State.ToString().ToLowerInvariant()}{(portrait.Kill.Reason is { } reason ? $": {reason}" : "")}");
    }

    private static IEnumerable<Finding> FailedStrategies(SessionPortrait portrait) =>
        portrait.Strategies.Where(s => s.Failure is not null).Select(s => new Finding(s.Name, $"strategy {s.Name} failed: {s.Failure}"));

    private static IEnumerable<Finding> FrozenInstruments(SessionPortrait portrait) => portrait.Instruments.Where(i => i.Frozen != FreezeReason.None)
        .Select(i => new Finding(i.Instrument.ToString(), $"{i.Instrument} is frozen ({i.Frozen.ToString().ToLowerInvariant()})"));

    private static IEnumerable<Finding> OpenBreakers(SessionPortrait portrait) => portrait.Breakers.Where(b => b.State != BreakerState.Closed)
        .Select(b => new Finding(b.Venue, $"the breaker of {b.Venue} is {(b.State == BreakerState.Open ? "open" : "half open")} after {b.Failures} failures in a row"));

    private static IEnumerable<Finding> StaleBooks(SessionPortrait portrait) => portrait.IsStopped
        ? []
        : portrait.Instruments.Where(i => i.IsStale).Select(i => new Finding(i.Instrument.ToString(), $"the book of {i.Instrument} misses messages"));
}

/// <summary>A session that doesn't say how it stands: its thread hangs.</summary>
internal sealed class SilenceRule() : AlertRule("session_silent", AlertSeverity.Critical, "the session doesn't say how it stands any more")
{
    public override IEnumerable<Finding> Look(SessionPortrait portrait, AlertLook look)
    {
        if (!portrait.IsStopped && look.PortraitAge > AlertRules.Silence)
            yield return new Finding("", $"the session hasn't said how it stands for more than {AlertRules.Silence.TotalSeconds:0} s");
    }
}
