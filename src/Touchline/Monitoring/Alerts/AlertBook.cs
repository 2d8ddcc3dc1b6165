using System.Collections.Immutable;
using Touchline.Control;
using Touchline.Storage;

namespace Touchline.Monitoring;

/// <summary>
/// Which alerts fire, and what people were told. An alert fires once its rule's condition has held for the rule's time. The same alert about the same thing is told at most once in
/// <see cref="AlertOptions.Repeat"/>, however often it comes and goes meanwhile; its end is told if its beginning was. Fed and read on any thread.
/// </summary>
internal sealed class AlertBook : ISessionListener
{
    /// <summary>The newest are kept.</summary>
    public const int MostNotices = 1000;

    /// <summary>Things that alerts are about at once; what is beyond isn't told.</summary>
    public const int MostAlerts = 1000;

    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly TimeSpan _repeat;
    private readonly List<IAlertListener> _listeners = [];
    private readonly Dictionary<(string Alert, string Subject), Watched> _watched = [];
    private readonly Queue<AlertNotice> _notices = new();
    private readonly Lock _noticesLock = new();
    private readonly Lock _lock = new();
    private volatile ImmutableArrayBox _active = new([]);
    private volatile SessionPortrait? _portrait;
    private TimeSpan _portraitAt;
    private long _seq;

    public AlertBook(IReadOnlyList<AlertRule> rules, TimeSpan repeat, TimeProvider clock)
    {
        (Rules, _repeat, _clock) = (rules, repeat, clock);
        _began = clock.GetTimestamp();
    }

    public IReadOnlyList<AlertRule> Rules { get; }

    /// <summary>Those that fire now, in the rules' order.</summary>
    public ImmutableArray<ActiveAlert> Active => _active.Alerts;

    /// <summary>Told so far, also those that aren't kept any more.</summary>
    public long Told => Interlocked.Read(ref _seq);

    /// <summary>Why a rule can't fire; null: it can.</summary>
    public string? WhyInactive(AlertRule rule) => rule.Inactive(_portrait);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<AlertNotice> Notices()
    {
        lock (_noticesLock)
            return [.. _notices.Reverse()];
    }

    /// <summary>Before the first portrait.</summary>
    public void Listen(IAlertListener listener) => _listeners.Add(listener);

    public void OnRows(SessionRows rows)
    {
    }

    public void OnPortrait(SessionPortrait portrait)
    {
        lock (_lock)
        {
            _portrait = portrait;
            _portraitAt = Now;
            Look(portrait);
        }
    }

    /// <summary>Looks again, whether or not a portrait came: that none comes may be what is wrong.</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_portrait is { } portrait)
                Look(portrait);
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    private void Look(SessionPortrait portrait)
    {
        var look = new AlertLook(Now, Now - _portraitAt);
        var active = ImmutableArray.CreateBuilder<ActiveAlert>();
        var found = new HashSet<(string, string)>();
        foreach (AlertRule rule in Rules.Where(r => r.Inactive(portrait) is null))
        {
            foreach (Finding finding in rule.Look(portrait, look))
            {
                if (Take(rule, finding, look.Now) is { } watched && found.Add((rule.Name, finding.Subject)) && watched.FiringSince is { } since)
                    active.Add(new ActiveAlert(rule.Name, PlainText.Of(finding.Subject), rule.Severity, watched.Text, since));
            }
        }

        foreach (((string Alert, string Subject) key, Watched watched) in _watched.ToArray())
        {
            if (!found.Contains(key))
                End(key, watched, look.Now);
        }

        _active = new ImmutableArrayBox(active.ToImmutable());
    }

    // Null: there is no room to watch it.
    private Watched? Take(AlertRule rule, Finding finding, TimeSpan now)
    {
        if (!_watched.TryGetValue((rule.Name, finding.Subject), out Watched? watched))
        {
            if (_watched.Count >= MostAlerts)
                return null;
            _watched[(rule.Name, finding.Subject)] = watched = new Watched(rule);
        }

        watched.Text = PlainText.Of(finding.Text);
        watched.HeldSince ??= now;
        if (now - watched.HeldSince < rule.Hold)
            return watched;
        watched.FiringSince ??= _clock.GetUtcNow();
        if (watched.ToldAt is null || now - watched.ToldAt >= _repeat)
        {
            AlertState state = watched.IsTold ? AlertState.StillFiring : AlertState.Firing;
            (watched.ToldAt, watched.IsTold) = (now, true);
            Tell(rule, finding.Subject, state, watched.Text, watched.FiringSince.Value);
        }

        return watched;
    }

    private void End((string Alert, string Subject) key, Watched watched, TimeSpan now)
    {
        if (watched is { IsTold: true, FiringSince: { } since })
            Tell(watched.Rule, key.Subject, AlertState.Resolved, watched.Rule.Now is { } text ? $"over: {text}" : $"over; it was: {watched.Text}", since);
        (watched.IsTold, watched.FiringSince, watched.HeldSince) = (false, null, null);
        // Remembered as long as it must not be told again.
        if (watched.ToldAt is null || now - watched.ToldAt >= _repeat)
            _watched.Remove(key);
    }

    private void Tell(AlertRule rule, string subject, AlertState state, string text, DateTimeOffset since)
    {
        var notice = new AlertNotice(Interlocked.Increment(ref _seq), rule.Name, PlainText.Of(subject), rule.Severity, state, text, _clock.GetUtcNow(), since);
        lock (_noticesLock)
        {
            _notices.Enqueue(notice);
            if (_notices.Count > MostNotices)
                _notices.Dequeue();
        }

        foreach (IAlertListener listener in _listeners)
            listener.OnAlert(notice);
    }

    // What a rule found of one thing.
    private sealed class Watched(AlertRule rule)
    {
        public AlertRule Rule => rule;

        public string Text { get; set; } = "";

        public TimeSpan? HeldSince { get; set; }

        public DateTimeOffset? FiringSince { get; set; }

        public TimeSpan? ToldAt { get; set; }

        /// <summary>People believe that it fires.</summary>
        public bool IsTold { get; set; }
    }

    private sealed record ImmutableArrayBox(ImmutableArray<ActiveAlert> Alerts);
}
