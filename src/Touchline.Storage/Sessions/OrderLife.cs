using Touchline.Core;

namespace Touchline.Storage;

/// <summary>An order of the session as its entries tell it, and its row.</summary>
internal sealed class OrderLife(OrderRow row, int strategy, int instrument, Side side, OrderState state, long units, long filledUnits)
{
    // More fills of one order than that, and a trade told twice is only found by the database.
    private const int MostTrades = 1 << 14;

    private readonly HashSet<long> _trades = [];
    private long _units = units;
    private long _filled = filledUnits;
    private (Price Price, long Units)? _amend;
    private long _amendedNs = long.MinValue;

    public OrderRow Row => row;

    public int Strategy => strategy;

    public int Instrument => instrument;

    public Side Side => side;

    public OrderState State { get; private set; } = state;

    public bool IsEnded => State.IsTerminal();

    /// <summary>An amend is on its way.</summary>
    public void AskAmend(Price price, Quantity quantity) => _amend = (price, quantity.Units);

    /// <summary>When the venue last changed its terms, by the venue's clock, as an earlier session knew.</summary>
    public void Resume(long amendedNs) => _amendedNs = amendedNs;

    /// <summary>False: the fill was told before.</summary>
    public bool TryAddTrade(long trade)
    {
        if (_trades.Count == MostTrades)
            _trades.Clear();
        return trade == 0 || _trades.Add(trade);
    }

    /// <summary>Takes what the venue says of the order; fills come by <see cref="TakeFill"/>.</summary>
    public void Take(in OrderReport report, Instrument traded)
    {
        switch (report.Kind)
        {
            case ReportKind.Acknowledged:
                if (State == OrderState.Pending)
                    Become(OrderState.Placed, report.LocalNs);
                row.IsUnknown = false;
                break;
            case ReportKind.Rejected:
                End(OrderState.Rejected, report.LocalNs);
                break;
            case ReportKind.Cancelled:
                End(OrderState.Cancelled, report.LocalNs);
                break;
            case ReportKind.Expired:
                End(OrderState.Expired, report.LocalNs);
                break;
            case ReportKind.Amended:
                TakeAmend(report, traded);
                break;
            case ReportKind.Reduced:
                if (report.Quantity.Units < _units && report.ExchangeNs >= _amendedNs)
                    TakeQuantity(report, traded);
                break;
            case ReportKind.AmendRejected:
                _amend = null;
                row.IsUnknown = false;
                EndWhenFilled(report.LocalNs);
                break;
            case ReportKind.CancelRejected:
                row.IsUnknown = false;
                break;
            case ReportKind.Unknown:
                row.IsUnknown = !IsEnded;
                break;
        }

        row.UpdatedNs = Math.Max(row.UpdatedNs, report.LocalNs);
    }

    public void TakeFill(in OrderReport report, Instrument traded)
    {
        _filled += report.Quantity.Units;
        row.Filled = traded.QuantityUnit.ToDecimal(new Quantity(_filled));
        row.FilledValue += traded.Value(report.Price, report.Quantity);
        row.AveragePrice = RoundTrip.Mean(row.FilledValue, row.Filled * traded.Multiplier);
        row.Fees += report.FeeInQuote;
        row.IsUnknown = false;
        row.UpdatedNs = Math.Max(row.UpdatedNs, report.LocalNs);
        if (IsEnded)
            EndLate();
        else if (!EndWhenFilled(report.LocalNs))
            Become(OrderState.PartiallyFilled, report.LocalNs);
    }

    // Its last fill came after its end: it is filled all the same.
    private void EndLate()
    {
        if (_filled >= _units)
            State = OrderState.Filled;
        row.State = RowTexts.Of(State);
    }

    // As the engine takes it: terms that weren't asked for are the venue's own doing, unless the news is old.
    private void TakeAmend(in OrderReport report, Instrument traded)
    {
        bool isAnswer = _amend is { } asked && asked == (report.Price, report.Quantity.Units);
        if (IsEnded || (!isAnswer && report.ExchangeNs <= _amendedNs))
            return;
        if (isAnswer)
            _amend = null;
        row.Price = traded.PriceUnit.ToDecimal(report.Price);
        TakeQuantity(report, traded);
    }

    private void TakeQuantity(in OrderReport report, Instrument traded)
    {
        if (IsEnded)
            return;
        _amendedNs = report.ExchangeNs;
        _units = report.Quantity.Units;
        row.Quantity = traded.QuantityUnit.ToDecimal(report.Quantity);
        EndWhenFilled(report.LocalNs);
    }

    // An amend to a larger quantity may be on its way: until its outcome is known the order isn't over.
    private bool EndWhenFilled(long localNs)
    {
        if (IsEnded || _filled == 0 || _filled < Math.Max(_units, _amend?.Units ?? 0))
            return false;
        End(OrderState.Filled, localNs);
        return true;
    }

    private void End(OrderState state, long localNs)
    {
        if (Become(state, localNs))
            row.EndedNs = localNs;
    }

    private bool Become(OrderState next, long localNs)
    {
        if (!State.CanBecome(next))
            return false;
        State = next;
        row.State = RowTexts.Of(next);
        if (next.IsTerminal())
            row.IsUnknown = false;
        row.UpdatedNs = Math.Max(row.UpdatedNs, localNs);
        return true;
    }
}
