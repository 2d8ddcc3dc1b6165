using System.Globalization;
using Touchline.Core;

namespace Touchline.Live;

/// <summary>
/// Compares what the ledger says with what the venue says. They tell of a fill at different moments, so only a difference that lasts is one.
/// </summary>
internal sealed class PositionWatch(IReadOnlyList<Instrument> instruments, Func<int, decimal> ledger, Action<string> say)
{
    /// <summary>Differences that are shorter are messages on their way.</summary>
    public const long LastingNs = 5_000_000_000;

    /// <summary>A difference that goes on with other numbers is told again at most so often, in nanoseconds.</summary>
    public const long AgainNs = 60_000_000_000;

    private readonly decimal?[] _venue = new decimal?[instruments.Count];
    private readonly long[] _sinceNs = [.. Enumerable.Repeat(long.MaxValue, instruments.Count)];
    private readonly long[] _toldNs = new long[instruments.Count];
    private readonly (decimal Ledger, decimal Venue)?[] _told = new (decimal, decimal)?[instruments.Count];

    /// <summary>The venue has told what the whole account holds.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>What the venue said last; null before it said anything.</summary>
    public decimal? VenueOf(int instrument) => _venue[instrument];

    public bool Agrees(int instrument) => _venue[instrument] is not { } venue || venue == ledger(instrument);

    public void OnAccount(AccountSnapshot account)
    {
        // The whole account tells of an instrument by leaving it out.
        if (account.IsWhole)
        {
            IsKnown = true;
            Array.Fill(_venue, 0m);
        }

        foreach (AccountPosition position in account.Positions)
        {
            int index = IndexOf(position.Symbol);
            if (index >= 0)
                _venue[index] = position.Quantity;
        }
    }

    /// <summary>From time to time.</summary>
    public void Look(long nowNs)
    {
        for (int i = 0; i < _venue.Length; i++)
        {
            if (Agrees(i))
                Settle(i);
            else if (_sinceNs[i] == long.MaxValue)
                _sinceNs[i] = nowNs;
            else if (nowNs - _sinceNs[i] >= LastingNs)
                Tell(i, nowNs);
        }
    }

    /// <summary>The instruments where they differ now, with both numbers; for people.</summary>
    public IEnumerable<string> Differences() =>
        Enumerable.Range(0, _venue.Length).Where(i => !Agrees(i)).Select(i => Text(i, ledger(i), _venue[i]!.Value));

    private void Settle(int index)
    {
        _sinceNs[index] = long.MaxValue;
        if (_told[index] is null)
            return;
        _told[index] = null;
        say($"{instruments[index].Symbol}: ledger and venue agree again on a position of {Write(ledger(index))}");
    }

    private void Tell(int index, long nowNs)
    {
        (decimal, decimal) now = (ledger(index), _venue[index]!.Value);
        if (_told[index] is { } told && (told == now || nowNs - _toldNs[index] < AgainNs))
            return;
        (_told[index], _toldNs[index]) = (now, nowNs);
        say(Text(index, now.Item1, now.Item2));
    }

    private string Text(int index, decimal ours, decimal venues) =>
        $"{instruments[index].Symbol}: the ledger has a position of {Write(ours)}, the venue says {Write(venues)}";

    private static string Write(decimal quantity) => quantity.ToString("0.########", CultureInfo.InvariantCulture);

    private int IndexOf(string symbol)
    {
        for (int i = 0; i < instruments.Count; i++)
        {
            if (instruments[i].Symbol == symbol)
                return i;
        }

        return -1;
    }
}
