using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// Maker and taker fee as a share of the traded value; negative is a rebate. With tiers they are the rates of an account that hasn't traded
/// enough for the first of them. Every instrument counts for itself.
/// </summary>
public sealed record FeeRates(decimal Maker, decimal Taker)
{
    /// <summary>Rates of accounts that traded more, by rising value.</summary>
    public IReadOnlyList<FeeTier> Tiers { get; init; } = [];
}

/// <summary>Rates from a traded value on.</summary>
/// <param name="FromValue">Traded in the last 30 days, quote currency.</param>
public readonly record struct FeeTier(decimal FromValue, decimal Maker, decimal Taker);

/// <summary>
/// What fills cost. Tiers go by the value of the fills of the last 30 days before, by exchange time; a fill counts to the end of the
/// hour in which it is 30 days old.
/// </summary>
internal sealed class FeeMeter(FeeRates rates)
{
    private const long NsPerHour = 3_600_000_000_000;
    private const long WindowHours = 30 * 24;

    private readonly Queue<(long Hour, decimal Value)> _hours = new();
    private decimal _newest;
    private long _newestHour = long.MinValue;
    private decimal _traded;

    public decimal Fee(decimal value, bool isMaker, long exchangeNs)
    {
        if (rates.Tiers.Count == 0)
            return value * (isMaker ? rates.Maker : rates.Taker);
        GoTo(exchangeNs / NsPerHour);
        (decimal maker, decimal taker) = RatesNow();
        _newest += value;
        _traded += value;
        return value * (isMaker ? maker : taker);
    }

    private (decimal Maker, decimal Taker) RatesNow()
    {
        (decimal maker, decimal taker) = (rates.Maker, rates.Taker);
        foreach (FeeTier tier in rates.Tiers)
        {
            if (_traded < tier.FromValue)
                break;
            (maker, taker) = (tier.Maker, tier.Taker);
        }

        return (maker, taker);
    }

    private void GoTo(long hour)
    {
        if (hour == _newestHour)
            return;
        if (_newest != 0)
            _hours.Enqueue((_newestHour, _newest));
        (_newestHour, _newest) = (hour, 0);
        while (_hours.TryPeek(out (long Hour, decimal Value) oldest) && oldest.Hour < hour - WindowHours)
        {
            _traded -= oldest.Value;
            _hours.Dequeue();
        }
    }
}
