using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>An order's life written down plainly: what each message does to it, case by case.</summary>
internal sealed class NaiveOrder
{
    private readonly HashSet<long> _trades = [];
    private long _amendedNs = long.MinValue;

    public OrderState State { get; private set; } = OrderState.Pending;

    public long Whole { get; private set; } = 3;

    public long Filled { get; private set; }

    public bool IsNewOpen { get; private set; } = true;

    public bool IsAmendOpen { get; private set; }

    public bool IsCancelOpen { get; private set; }

    public bool IsNewUnknown { get; private set; }

    public bool IsAmendUnknown { get; private set; }

    public bool IsCancelUnknown { get; private set; }

    public bool IsAcknowledged { get; private set; }

    public long AmendWhole { get; private set; }

    public int AmendRequest { get; private set; }

    public int CancelRequest { get; private set; }

    public int Requests { get; private set; } = 1;

    public long Illegal { get; private set; }

    public long Twice { get; private set; }

    public long Late { get; private set; }

    public long Over { get; private set; }

    public bool IsOver => State is OrderState.Filled or OrderState.Cancelled or OrderState.Rejected or OrderState.Expired;

    public bool IsUnknown => IsNewUnknown || IsAmendUnknown || IsCancelUnknown;

    public long Worst => IsOver ? 0 : Math.Max(0, Math.Max(Whole - Filled, IsAmendOpen ? AmendWhole - Filled : 0));

    /// <summary>Two orders of the same text answer whatever comes alike.</summary>
    public string Text =>
        $"{State} {Whole} {Filled} {IsNewOpen}{IsAmendOpen}{IsCancelOpen} {IsNewUnknown}{IsAmendUnknown}{IsCancelUnknown} {IsAcknowledged} {AmendWhole} "
        + $"{_trades.Count} {Math.Sign(_amendedNs)}";

    public bool Amend(long whole)
    {
        if (IsOver || IsAmendOpen || IsCancelOpen || IsUnknown || whole == Whole)
            return false;
        (IsAmendOpen, AmendWhole, AmendRequest) = (true, whole, ++Requests);
        return true;
    }

    public bool Cancel()
    {
        if (IsOver || IsCancelOpen)
            return false;
        (IsCancelOpen, CancelRequest) = (true, ++Requests);
        return true;
    }

    public void Take(in OrderReport report)
    {
        if (report.Kind == ReportKind.Fill)
            OnFill(report);
        else if (IsOver)
            Illegal += report.Kind is ReportKind.CancelRejected or ReportKind.AmendRejected or ReportKind.Unknown ? 0 : 1;
        else
            OnLive(report);
    }

    private void OnFill(in OrderReport report)
    {
        if (!_trades.Add(report.TradeId))
        {
            Twice++;
            return;
        }

        long quantity = report.Quantity.Units;
        if (quantity > Math.Max(0, Whole - Filled))
            Over++;
        Filled += quantity;
        if (IsOver)
        {
            Late++;
            State = Filled >= Whole ? OrderState.Filled : State;
            return;
        }

        IsNewUnknown = false;
        if (Worst == 0)
            End(OrderState.Filled);
        else
            State = OrderState.PartiallyFilled;
    }

    private void OnLive(in OrderReport report)
    {
        switch (report.Kind)
        {
            case ReportKind.Acknowledged:
                IsNewOpen = IsNewUnknown = false;
                IsAcknowledged = true;
                State = State == OrderState.Pending ? OrderState.Placed : State;
                break;
            case ReportKind.Cancelled:
                End(OrderState.Cancelled);
                break;
            case ReportKind.Expired:
                End(OrderState.Expired);
                break;
            case ReportKind.Rejected when State == OrderState.Pending:
                End(OrderState.Rejected);
                break;
            case ReportKind.CancelRejected when report.Request == 0 || (IsCancelOpen && report.Request == CancelRequest):
                IsCancelOpen = IsCancelUnknown = false;
                break;
            case ReportKind.AmendRejected when IsAmendOpen && (report.Request == 0 || report.Request == AmendRequest):
                EndAmend();
                break;
            case ReportKind.Amended when IsAmendOpen && (report.Request == 0 ? report.Quantity.Units == AmendWhole : report.Request == AmendRequest):
                (Whole, _amendedNs) = (report.Quantity.Units, report.ExchangeNs);
                EndAmend();
                break;
            case ReportKind.Amended when report.ExchangeNs > _amendedNs:
            case ReportKind.Reduced when report.Quantity.Units < Whole && report.ExchangeNs >= _amendedNs:
                (Whole, _amendedNs) = (report.Quantity.Units, report.ExchangeNs);
                FillIfNothingIsLeft();
                break;
            case ReportKind.Unknown when IsCancelOpen:
                IsCancelUnknown = true;
                break;
            case ReportKind.Unknown when IsAmendOpen:
                IsAmendUnknown = true;
                break;
            case ReportKind.Unknown when IsNewOpen:
                IsNewUnknown = true;
                break;
            default:
                Illegal++;
                break;
        }
    }

    private void EndAmend()
    {
        IsAmendOpen = IsAmendUnknown = false;
        AmendWhole = 0;
        FillIfNothingIsLeft();
    }

    private void FillIfNothingIsLeft()
    {
        if (Worst == 0)
            End(OrderState.Filled);
    }

    private void End(OrderState state)
    {
        State = state;
        IsNewOpen = IsAmendOpen = IsCancelOpen = IsNewUnknown = IsAmendUnknown = IsCancelUnknown = false;
        AmendWhole = 0;
    }
}
