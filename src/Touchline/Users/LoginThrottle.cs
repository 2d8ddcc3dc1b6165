using System.Net;

namespace Touchline.Users;

/// <summary>
/// Counts wrong logins in a row and locks out: a user at one address after a few, a user from everywhere beyond this machine after more. The first lock is short, each further wrong login doubles it.
/// From the machine itself, and from an address where the user logged in rightly not long ago, a user is judged by what came from there alone, so that nobody outside keeps the owner out. Another
/// password begins the count anew. In memory. Any thread.
/// </summary>
internal sealed class LoginThrottle(TimeProvider time)
{
    public const int MostWrongAtAddress = 5, MostWrongOfUser = 20;

    private const int MostTallies = 10_000;

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly TallyTable<(Who User, string Address)> _atAddress = new(MostWrongAtAddress, MostTallies);
    private readonly TallyTable<Who> _ofUser = new(MostWrongOfUser, MostTallies);
    private readonly RightPlaces _right = new();

    // What was counted for an earlier password is nobody's any more, and goes with its time.
    private readonly record struct Who(string Name, string? Password);

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>How long the user is locked out at the address from now on; null: not at all.</summary>
    /// <param name="password">Something that changes with the user's password alone; null: there is no such user.</param>
    public TimeSpan? LockedFor(string user, IPAddress? address, string? password = null)
    {
        lock (_lock)
            return Locked(KeyOf(user, password), LoginAddress.KeyOf(address), Now);
    }

    /// <summary>
    /// The same, and when the user isn't locked out counts the login as wrong until <see cref="Right"/> says otherwise: many at once get no more guesses than one after the other.
    /// </summary>
    /// <param name="password">As of <see cref="LockedFor"/>.</param>
    public TimeSpan? Begin(string user, IPAddress? address, string? password = null)
    {
        Who name = KeyOf(user, password);
        string from = LoginAddress.KeyOf(address);
        lock (_lock)
        {
            TimeSpan now = Now;
            if (Locked(name, from, now) is { } wait)
                return wait;
            _atAddress.Count((name, from), now);
            if (from != LoginAddress.Loopback)
                _ofUser.Count(name, now);
            return null;
        }
    }

    /// <summary>The login was right.</summary>
    /// <param name="password">As of <see cref="LockedFor"/>.</param>
    public void Right(string user, IPAddress? address, string? password = null)
    {
        Who name = KeyOf(user, password);
        string from = LoginAddress.KeyOf(address);
        lock (_lock)
        {
            _right.Add(name.Name, from, Now);
            _atAddress.Forget((name, from));
            if (from != LoginAddress.Loopback)
                _ofUser.Forget(name);
        }
    }

    private TimeSpan? Locked(Who name, string from, TimeSpan now)
    {
        TimeSpan until = _atAddress.LockedUntil((name, from));
        if (from != LoginAddress.Loopback && !_right.Has(name.Name, from, now) && _ofUser.LockedUntil(name) is var ofUser && ofUser > until)
            until = ofUser;
        return until > now ? until - now : null;
    }

    // What can't be a name is nobody's: all of it is one, however long it is.
    private static Who KeyOf(string user, string? password) => User.IsName(user) ? new Who(user, password) : new Who("", null);
}
