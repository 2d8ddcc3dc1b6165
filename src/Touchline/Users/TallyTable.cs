namespace Touchline.Users;

/// <summary>Wrong logins in a row by whom they are of, as many as there is room for.</summary>
/// <param name="mostWrong">From this many on there is a lock.</param>
internal sealed class TallyTable<TKey>(int mostWrong, int room)
    where TKey : notnull
{
    private static readonly TimeSpan ShortestLock = TimeSpan.FromMinutes(1), LongestLock = TimeSpan.FromMinutes(15);

    // Longer than any lock.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Dictionary<TKey, Tally> _tallies = [];

    private readonly record struct Tally(int Wrong, TimeSpan Last, TimeSpan LockedUntil);

    public int Size => _tallies.Count;

    public TimeSpan LockedUntil(TKey key) => _tallies.TryGetValue(key, out Tally tally) ? tally.LockedUntil : TimeSpan.Zero;

    public void Count(TKey key, TimeSpan now)
    {
        if (_tallies.TryGetValue(key, out Tally tally) && now - tally.Last >= Kept)
            tally = default;
        else if (!_tallies.ContainsKey(key) && _tallies.Count >= room)
            MakeRoom(now);
        int wrong = tally.Wrong + 1;
        _tallies[key] = new Tally(wrong, now, wrong < mostWrong ? TimeSpan.Zero : now + LockAfter(wrong - mostWrong));
    }

    public void Forget(TKey key) => _tallies.Remove(key);

    private static TimeSpan LockAfter(int more) => more > 10 || ShortestLock * (1 << more) > LongestLock ? LongestLock : ShortestLock * (1 << more);

    // Else of those with the fewest the oldest goes: who floods the table with names loses his own, not those that are near a lock.
    private void MakeRoom(TimeSpan now)
    {
        foreach ((TKey key, Tally tally) in _tallies)
        {
            if (now - tally.Last >= Kept)
                _tallies.Remove(key);
        }

        if (_tallies.Count >= room)
            _tallies.Remove(_tallies.MinBy(t => (t.Value.Wrong, t.Value.Last)).Key);
    }
}
