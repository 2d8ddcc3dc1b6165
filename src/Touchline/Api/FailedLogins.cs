using System.Net;
using System.Text.Json.Nodes;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>
/// Failed logins for the audit log, so merged that nobody without a password can fill it: of each user at each address the first is written, and what follows as one entry a minute that says how many there
/// were. Beyond so many users and addresses a minute they are counted together. None goes unheard of: what is still to be told is written when the session ends. Any thread.
/// </summary>
internal sealed class FailedLogins : IDisposable
{
    /// <summary>Users and addresses that are told apart within a minute; those at the machine itself come on top.</summary>
    public const int MostAMinute = 60;

    private const string Nobody = "nobody";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Action<string, string, JsonObject, string> _write;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly Dictionary<(string Who, string Action, string From), Failures> _known = [];
    private int _others;

    private sealed class Failures
    {
        public int More { get; set; }

        public string Newest { get; set; } = "";
    }

    /// <param name="write">Gets who, the action, what is told besides and why it failed.</param>
    public FailedLogins(Action<string, string, JsonObject, string> write, TimeProvider time)
    {
        _write = write;
        _timer = time.CreateTimer(_ => OnMinute(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="who">A user's name, or nobody.</param>
    /// <param name="action">What was tried.</param>
    public void Add(string who, string action, IPAddress? address, string why)
    {
        string from = LoginAddress.KeyOf(address);
        lock (_lock)
        {
            if (_known.TryGetValue((who, action, from), out Failures? failures))
            {
                failures.More++;
                failures.Newest = why;
            }
            else if (_known.Count >= MostAMinute && from != LoginAddress.Loopback)
                _others++;
            else
            {
                if (_known.Count == 0)
                    _timer.Change(Minute, Timeout.InfiniteTimeSpan);
                _known[(who, action, from)] = new Failures();
                _write(who, action, new JsonObject { ["from"] = from }, why);
            }
        }
    }

    /// <summary>Writes what was only counted so far.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            foreach (((string who, string action, string from), Failures failures) in _known.Where(k => k.Value.More > 0))
            {
                _write(who, action, new JsonObject { ["from"] = from, ["more"] = failures.More }, failures.Newest);
                failures.More = 0;
            }

            if (_others > 0)
                _write(Nobody, "auth.login", new JsonObject { ["from"] = "others", ["more"] = _others }, "more users and addresses failed than are told apart");
            _others = 0;
        }
    }

    public void Dispose() => _timer.Dispose();

    // Who goes on is known already and gets one entry a minute; who was quiet is forgotten, and makes room.
    private void OnMinute()
    {
        lock (_lock)
        {
            foreach ((string, string, string) quiet in _known.Where(k => k.Value.More == 0).Select(k => k.Key).ToArray())
                _known.Remove(quiet);
            Flush();
            if (_known.Count > 0)
                _timer.Change(Minute, Timeout.InfiniteTimeSpan);
        }
    }
}
