using Touchline.Core;
using Touchline.Storage;

namespace Touchline.Control;

/// <summary>
/// Takes what a session tells from its queues, on a thread of its own, and hands it to all who listen: the archive, logs, metrics, alerts, the WebSocket's topics. A listener that fails is told of and
/// hears nothing more; the others go on.
/// </summary>
internal sealed class SessionHub : IDisposable
{
    /// <summary>Between two looks at the session's queues, in milliseconds.</summary>
    public const int LookMs = 20;

    private const int MostEntries = 1024;

    private readonly SessionLink _link;
    private readonly Action<string> _say;
    private readonly List<ISessionListener> _listeners;
    private readonly TradeTick[] _trades = new TradeTick[SessionLink.MostTrades];
    private readonly ManualResetEventSlim _ends = new();
    private readonly Thread _thread;
    private SessionReader? _reader;
    private SessionPortrait? _told;

    /// <param name="say">Gets what people should know of, on the hub's thread.</param>
    public SessionHub(SessionLink link, IReadOnlyList<ISessionListener> listeners, Action<string> say)
    {
        _link = link;
        _listeners = [.. listeners];
        _say = say;
        _thread = new Thread(Run) { IsBackground = true, Name = "control" };
        _thread.Start();
    }

    /// <summary>What the session told until now is handed on before.</summary>
    public void Dispose()
    {
        _ends.Set();
        _thread.Join();
        _ends.Dispose();
    }

    private void Run()
    {
        while (!_ends.Wait(LookMs))
            Turn();
        Turn();
    }

    private void Turn()
    {
        if (_reader is null && _link.Session is { } session)
            _reader = new SessionReader(_link.Queue, session, _link.TakenUp);
        // The trades first: a fill in them may come with its order's report just after.
        int count = _link.TakeTrades(_trades);
        if (count > 0)
        {
            var trades = new ArraySegment<TradeTick>(_trades, 0, count);
            Tell(l => l.OnTrades(trades));
        }

        while (_reader?.Read(MostEntries) is { } rows)
            Tell(l => l.OnRows(rows));
        if (_link.NewestPortrait is { } portrait && !ReferenceEquals(portrait, _told))
        {
            _told = portrait;
            Tell(l => l.OnPortrait(portrait));
        }
    }

    // One that looks on must not end the others, whatever it does wrong: that is this border's reason.
    private void Tell(Action<ISessionListener> tell)
    {
        for (int i = _listeners.Count - 1; i >= 0; i--)
        {
            try
            {
                tell(_listeners[i]);
            }
            catch (Exception e)
            {
                _say($"{_listeners[i].GetType().Name} has failed and is told nothing more: {e.Message}");
                _listeners.RemoveAt(i);
            }
        }
    }
}
