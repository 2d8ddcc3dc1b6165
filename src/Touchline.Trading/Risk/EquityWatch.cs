using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What a scope has made and lost: where it stood when the day began, and at its best.</summary>
/// <param name="Day">Days since the Unix epoch, UTC.</param>
/// <param name="DayStart">Profit and loss of all time when the engine first looked on that day.</param>
/// <param name="Peak">The best profit and loss of all time at any look.</param>
public readonly record struct EquityMarks(long Day, decimal DayStart, decimal Peak);

/// <summary>
/// Profit and loss of a scope at the last mids, fees and funding included, against midnight UTC and its best moment. Looks are a tenth of a second apart or more, before a market event, and whenever
/// an order asks. While something is held whose price isn't known yet, as after a restart before its book is there, nobody can say what was made: the marks stay as they are.
/// </summary>
internal sealed class EquityWatch(Holding[] holdings, InstrumentState[] instruments)
{
    private const long DayNs = 86_400L * 1_000_000_000;

    // Far beyond what doubles round off and far below what matters: what is closer to a limit than that is decided in decimals.
    private const double Doubt = 1e-9;

    private readonly double[] _settled = new double[instruments.Length];
    private readonly long[] _bookings = [.. Enumerable.Repeat(-1L, instruments.Length)];
    private EquityMarks _marks = new(long.MinValue, 0, 0);
    private double _dayStart;
    private double _peak;
    private double _now;
    private double _doubt;
    private bool _isPriced = true;

    /// <summary>Those of a session before are taken over before the first look.</summary>
    public EquityMarks Marks
    {
        get => _marks;
        set
        {
            _marks = value;
            (_dayStart, _peak) = ((double)value.DayStart, (double)value.Peak);
        }
    }

    public void Look(long nowNs)
    {
        Reckon();
        if (!_isPriced)
            return;
        long day = nowNs >= 0 ? nowNs / DayNs : -1;
        if (day > _marks.Day)
        {
            bool isFirst = _marks.Day == long.MinValue;
            decimal equity = Now();
            Marks = new EquityMarks(day, equity, isFirst ? equity : Math.Max(_marks.Peak, equity));
        }
        else if (_now > _peak - _doubt && Now() is var equity && equity > _marks.Peak)
        {
            Marks = _marks with { Peak = equity };
        }
    }

    /// <summary>As of the last look. What nobody can reckon may be lost.</summary>
    public bool HasLostToday(decimal limit) => !_isPriced || _dayStart - _now > (double)limit - _doubt && _marks.DayStart - Now() >= limit;

    /// <inheritdoc cref="HasLostToday"/>
    public bool HasLostFromPeak(decimal limit) => !_isPriced || _peak - _now > (double)limit - _doubt && _marks.Peak - Now() >= limit;

    /// <summary>Roughly, as of the last look, and by how much that may be off.</summary>
    public (double Value, double Doubt) Quick => (_now, _doubt);

    /// <summary>To the last digit.</summary>
    public decimal Now()
    {
        decimal equity = 0;
        for (int i = 0; i < holdings.Length; i++)
        {
            if (holdings[i].Ledger.Bookings == 0)
                continue;
            instruments[i].RememberMid();
            equity += holdings[i].Ledger.Equity(instruments[i].Instrument, instruments[i].LastMid);
        }

        return equity;
    }

    private void Reckon()
    {
        bool isPriced = true;
        double now = 0, size = Math.Abs(_dayStart) + Math.Abs(_peak);
        for (int i = 0; i < holdings.Length; i++)
        {
            Ledger ledger = holdings[i].Ledger;
            if (ledger.Bookings != _bookings[i])
            {
                _bookings[i] = ledger.Bookings;
                _settled[i] = (double)(ledger.Balance - ledger.Fees + ledger.Funding);
            }

            if (ledger.Bookings == 0)
                continue;
            double mid = instruments[i].Mid;
            isPriced &= mid != 0 || ledger.Position.IsZero;
            double value = ledger.Position.Units * mid * instruments[i].UnitValue;
            now += _settled[i] + value;
            size += Math.Abs(_settled[i]) + Math.Abs(value);
        }

        _now = now;
        _doubt = size * Doubt;
        _isPriced = isPriced;
    }
}
