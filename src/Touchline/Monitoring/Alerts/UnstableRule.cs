using Touchline.Control;

namespace Touchline.Monitoring;

/// <summary>A connection that is lost again and again, however short each time.</summary>
internal sealed class UnstableRule() : AlertRule("connection_unstable", AlertSeverity.Warning, "a connection is lost again and again")
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>More fire.</summary>
    public const int MostLosses = 3;

    private readonly Dictionary<string, Watched> _connections = [];

    public override IEnumerable<Finding> Look(SessionPortrait portrait, AlertLook look)
    {
        if (portrait.IsStopped)
            yield break;
        foreach (ConnectionPortrait connection in portrait.Connections)
        {
            if (!_connections.TryGetValue(connection.Name, out Watched? watched))
                _connections[connection.Name] = watched = new Watched();
            watched.Take(connection.IsUp, look.Now);
            if (watched.Losses > MostLosses)
                yield return new Finding(connection.Name, $"connection {connection.Name} was lost {(watched.Losses == Watched.MostKept ? "at least " : "")}{watched.Losses} times within {Window.TotalMinutes:0} minutes");
        }
    }

    private sealed class Watched
    {
        public const int MostKept = 1000;

        private readonly Queue<TimeSpan> _losses = new();
        private bool _isUp;

        public int Losses => _losses.Count;

        public void Take(bool isUp, TimeSpan now)
        {
            if (_isUp && !isUp)
                _losses.Enqueue(now);
            _isUp = isUp;
            while (_losses.TryPeek(out TimeSpan oldest) && (now - oldest >= Window || _losses.Count > MostKept))
                _losses.Dequeue();
        }
    }
}
