namespace Touchline.Trading;

/// <summary>What a look at a pair of numbers came to.</summary>
internal enum DifferenceNews : byte
{
    None,

    /// <summary>They have differed for long enough.</summary>
    Lasting,

    /// <summary>They still do, and by another amount than was told.</summary>
    Changed,

    /// <summary>They did, it was told, and they agree again.</summary>
    Over,
}

/// <summary>
/// One figure of ledger and venue over time. Both learn of a fill at different moments, so only a difference that lasts is one. It is told once, again when it has
/// become another, at most once a minute, and when it is over.
/// </summary>
internal sealed class LastingDifference
{
    private long _sinceNs = long.MaxValue;
    private long _toldNs;
    private decimal? _told;

    /// <summary>It was told and isn't over.</summary>
    public bool IsTold => _told is not null;

    /// <param name="difference">The venue's number less the ledger's.</param>
    /// <param name="tolerance">Up to so much they agree, and up to so much a difference is the one that was told.</param>
    public DifferenceNews Look(decimal difference, decimal tolerance, long nowNs)
    {
        if (Math.Abs(difference) <= tolerance)
            return Agree();
        if (_sinceNs == long.MaxValue)
            _sinceNs = nowNs;
        if (nowNs - _sinceNs < LedgerWatch.LastingNs)
            return DifferenceNews.None;
        bool isFirst = _told is null;
        if (_told is { } told && (Math.Abs(told - difference) <= tolerance || nowNs - _toldNs < LedgerWatch.AgainNs))
            return DifferenceNews.None;
        (_told, _toldNs) = (difference, nowNs);
        return isFirst ? DifferenceNews.Lasting : DifferenceNews.Changed;
    }

    /// <summary>It is taken as it is: what differs from now on is another one.</summary>
    public void Forget() => (_told, _sinceNs) = (null, long.MaxValue);

    private DifferenceNews Agree()
    {
        bool wasTold = IsTold;
        Forget();
        return wasTold ? DifferenceNews.Over : DifferenceNews.None;
    }
}
