using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// What a venue says about a position rather than an order: funding and liquidations. The account has it whole; strategies have their parts,
/// which add up to it to the last digit.
/// </summary>
internal sealed partial class OrderDesk
{
    private const int MoneyDecimals = 12;

    private decimal[] _paid = [];
    private long[] _closed = [];

    private void OnPositionReport(in OrderReport report)
    {
        if ((uint)report.Instrument >= (uint)_instruments.Length)
        {
            CountIllegal();
            return;
        }

        if (_paid.Length != _engine.Strategies.Count)
        {
            _paid = new decimal[_engine.Strategies.Count];
            _closed = new long[_engine.Strategies.Count];
        }

        if (report.Kind == ReportKind.Funding)
            OnFunding(report);
        else
            OnLiquidation(report);
    }

    private void OnFunding(in OrderReport report)
    {
        InstrumentState state = _instruments[report.Instrument];
        if (report.ExchangeNs <= state.LastFundingNs)
        {
            CountIllegal(); // it came twice
            return;
        }

        state.LastFundingNs = report.ExchangeNs;
        state.Account.Ledger.ApplyFunding(-report.Fee);
        ShareFunding(report, state.Account.Ledger.Position.Units);
        for (int i = 0; i < _paid.Length; i++)
            _engine.Slot(i).Ledger(report.Instrument).ApplyFunding(-_paid[i]);
        for (int i = 0; i < _paid.Length; i++)
        {
            Quantity position = _engine.Slot(i).Ledger(report.Instrument).Position;
            if (!position.IsZero || _paid[i] != 0)
                _engine.Slot(i).OnFundingPayment(new FundingPayment(report.Instrument, -_paid[i], position, report.ExchangeNs));
        }
    }

    // By the strategies' positions: one on the other side than the account's earns what the others pay for it. Each part is rounded to 12
    // decimals, the last position takes what that leaves. A payment for a position that isn't here is the first strategy's.
    private void ShareFunding(in OrderReport report, long account)
    {
        decimal left = report.Fee;
        int last = 0;
        for (int i = 0; i < _paid.Length; i++)
        {
            long position = _engine.Slot(i).Ledger(report.Instrument).Position.Units;
            _paid[i] = account == 0 ? 0 : Share(report.Fee, position, account);
            left -= _paid[i];
            if (account != 0 && position != 0)
                last = i;
        }

        if (account == 0)
            CountIllegal();
        _paid[last] += left;
    }

    private void OnLiquidation(in OrderReport report)
    {
        InstrumentState state = _instruments[report.Instrument];
        if (report.TradeId != 0 && report.TradeId <= state.LastLiquidation)
        {
            Anomalies = Anomalies with { DuplicateFills = Anomalies.DuplicateFills + 1 };
            return;
        }

        state.LastLiquidation = report.TradeId;
        state.Account.Ledger.Apply(report.Side, report.Quantity, state.Instrument.Value(report.Price, report.Quantity), report.Fee);
        Split(report, _closed);
        BookClosed(report, state.Instrument);
        for (int i = 0; i < _closed.Length; i++)
        {
            if (_closed[i] == 0)
                continue;
            Brackets.OnPosition(i, report.Instrument);
            _engine.Slot(i).OnLiquidationFill(new Fill(
                default, report.Instrument, report.Side, report.Price, new Quantity(_closed[i]), report.IsMaker, report.ExchangeNs)
            { IsLiquidation = true, Reason = OrderReason.Liquidation });
        }
    }

    private void BookClosed(in OrderReport report, Instrument instrument)
    {
        decimal feeLeft = report.Fee;
        long unitsLeft = report.Quantity.Units;
        for (int i = 0; i < _closed.Length; i++)
        {
            if (_closed[i] == 0)
                continue;
            unitsLeft -= _closed[i];
            decimal fee = unitsLeft == 0 ? feeLeft : Share(report.Fee, _closed[i], report.Quantity.Units);
            feeLeft -= fee;
            var part = new Quantity(_closed[i]);
            _engine.Slot(i).Ledger(report.Instrument).Apply(report.Side, part, instrument.Value(report.Price, part), fee);
            Positions.OnFill(i, report.Instrument, OrderReason.Liquidation, report.ExchangeNs);
            Positions.Settle(i, report.Instrument, OrderReason.Liquidation, report.ExchangeNs);
        }
    }

    // By the positions that it closes, in whole lots rounded down; the lots that this leaves go to the first that still have some. What the
    // venue closed beyond all of them, which can't be while it is right about the account, is the first strategy's.
    private void Split(in OrderReport report, long[] parts)
    {
        long lot = _instruments[report.Instrument].Instrument.LotUnits, left = report.Quantity.Units;
        Int128 total = 0;
        for (int i = 0; i < parts.Length; i++)
            total += parts[i] = Closable(i, report);
        for (int i = 0; i < parts.Length; i++)
        {
            long closable = parts[i];
            long part = total == 0 ? 0 : (long)(report.Quantity.Units * (Int128)closable / total);
            parts[i] = Math.Min(part - part % lot, closable);
            left -= parts[i];
        }

        for (int i = 0; i < parts.Length && left > 0; i++)
        {
            long more = Math.Clamp(Closable(i, report) - parts[i], 0, left);
            parts[i] += more;
            left -= more;
        }

        parts[0] += left;
    }

    private long Closable(int strategy, in OrderReport report) =>
        Math.Max(0, -report.Side.Sign() * _engine.Slot(strategy).Ledger(report.Instrument).Position.Units);

    private static decimal Share(decimal amount, long part, long whole) =>
        Math.Round(amount * part / whole, MoneyDecimals, MidpointRounding.AwayFromZero);
}
