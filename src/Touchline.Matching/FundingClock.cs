namespace Touchline.Matching;

/// <summary>
/// When funding is due next, and at which rate, as the rows tell it. A row that tells of a later time than the one that is due is about the
/// period after it.
/// </summary>
internal sealed class FundingClock
{
    private long _laterNs = long.MaxValue;
    private decimal _laterRate;

    /// <summary><see cref="long.MaxValue"/> while no row has told.</summary>
    public long NextNs { get; private set; } = long.MaxValue;

    /// <summary>What a long pays, as a share of the position's value.</summary>
    public decimal Rate { get; private set; }

    public void OnRow(decimal rate, long nextNs, long rowNs)
    {
        if (nextNs == NextNs)
        {
            Rate = rate;
            return;
        }

        if (nextNs < rowNs + SimulatedVenue.LeastNoticeNs)
            return;
        if (nextNs < NextNs)
            (NextNs, Rate) = (nextNs, rate);
        else
            (_laterNs, _laterRate) = (nextNs, rate);
    }

    /// <summary>The funding that was due is settled.</summary>
    public void GoOn()
    {
        (NextNs, Rate) = (_laterNs, _laterRate);
        _laterNs = long.MaxValue;
    }
}
