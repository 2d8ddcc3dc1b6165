using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// What a venue says about a position rather than an order of ours: funding, liquidations, trades of others. The account has it whole; strategies have their parts, and what is nobody's
/// the rest, which add up to it to the last digit.
/// </summary>
internal sealed partial class OrderDesk
{
    private const int MoneyDecimals = 12;

    // By strategy; the last is what belongs to none.
    private decimal[] _paid = [];
    private long[] _closed = [];

    private int Nobody => _engine.Strategies.Count;

    private void OnPositionReport(in OrderReport report)
    {
        if ((uint)report.Instrument >= (uint)_instruments.Length)
        {
            CountIllegal();
            return;
        }

        if (_paid.Length != Nobody + 1)
        {
            _paid = new decimal[Nobody + 1];
            _closed = new long[Nobody + 1];
        }

        if (report.Kind == ReportKind.Funding)
            OnFunding(report);
        else
            OnFillOfNoOrder(report);
    }

    private static OrderReason ReasonOf(in OrderReport report) => report.Kind == ReportKind.Liquidation ? OrderReason.Liquidation : OrderReason.External;

    private Ledger LedgerOf(int owner, int instrument) => owner == Nobody ? _instruments[instrument].Unassigned : _engine.Slot(owner).Ledger(instrument);

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
            LedgerOf(i, report.Instrument).ApplyFunding(-_paid[i]);
        for (int i = 0; i < Nobody; i++)
        {
            Quantity position = _engine.Slot(i).Ledger(report.Instrument).Position;
            if (!position.IsZero || _paid[i] != 0)
                _engine.Slot(i).OnFundingPayment(new FundingPayment(report.Instrument, -_paid[i], position, report.ExchangeNs));
        }
    }

    // By the positions: one on the other side than the account's earns what the others pay for it. Each part is rounded to 12 decimals, the
    // last position takes what that leaves. A payment for a position that isn't here is nobody's.
    private void ShareFunding(in OrderReport report, long account)
    {
        decimal left = report.Fee;
        int last = Nobody;
        for (int i = 0; i < _paid.Length; i++)
        {
            long position = LedgerOf(i, report.Instrument).Position.Units;
            _paid[i] = account == 0 ? 0 : Share(report.Fee, position, account);
            left -= _paid[i];
            if (account != 0 && position != 0)
                last = i;
        }

        if (account == 0)
            CountIllegal();
        _paid[last] += left;
    }

    private void OnFillOfNoOrder(in OrderReport report)
    {
        InstrumentState state = _instruments[report.Instrument];
        if (report.TradeId != 0 && (state.OwnTrades.Contains(report.TradeId, report.Side) || !state.ToldTrades.IsNew(report.TradeId, report.Side)))
        {
            Anomalies = Anomalies with { DuplicateFills = Anomalies.DuplicateFills + 1 };
            return;
        }

        bool isLiquidation = report.Kind == ReportKind.Liquidation;
        Fee fee = FeeOf(report);
        state.Account.Ledger.Apply(report.Side, report.Quantity, state.Instrument.Value(report.Price, report.Quantity), fee);
        if (isLiquidation)
            ShareLiquidation(report);
        else
            ShareExternal(report);
        Book(report, state.Instrument, fee);
        for (int i = 0; i < Nobody; i++)
        {
            if (_closed[i] == 0)
                continue;
            Brackets.OnPosition(i, report.Instrument);
            Legs.OnClosed(i, report.Instrument, report.Side, _closed[i]);
            _engine.Slot(i).OnFillOfNoOrder(new Fill(
                default, report.Instrument, report.Side, report.Price, new Quantity(_closed[i]), report.IsMaker, report.ExchangeNs)
            { IsLiquidation = isLiquidation, IsExternal = !isLiquidation, Reason = ReasonOf(report) });
        }
    }

    private void Book(in OrderReport report, Instrument instrument, in Fee whole)
    {
        decimal feeLeft = whole.Amount;
        long unitsLeft = report.Quantity.Units;
        for (int i = 0; i < _closed.Length; i++)
        {
            if (_closed[i] == 0)
                continue;
            unitsLeft -= _closed[i];
            decimal fee = unitsLeft == 0 ? feeLeft : Share(whole.Amount, _closed[i], report.Quantity.Units);
            feeLeft -= fee;
            var part = new Quantity(_closed[i]);
            LedgerOf(i, report.Instrument).Apply(report.Side, part, instrument.Value(report.Price, part), whole with { Amount = fee });
            if (i == Nobody)
                continue;
            Positions.OnFill(i, report.Instrument, ReasonOf(report), report.ExchangeNs);
            Positions.Settle(i, report.Instrument, ReasonOf(report), report.ExchangeNs);
        }
    }

    // The venue closes the account's position, whoever's it is. What it closed beyond all of them, which can't be while it is right about the
    // account, is nobody's.
    private void ShareLiquidation(in OrderReport report)
    {
        long beyond = Split(report, report.Quantity.Units, _closed);
        _closed[Nobody] += beyond;
    }

    // Whoever opened something beside the strategies closes that first; what is beyond everybody's position opens anew, for nobody.
    private void ShareExternal(in OrderReport report)
    {
        long own = Math.Min(Closable(Nobody, report), report.Quantity.Units);
        _closed[Nobody] = own + Split(report, report.Quantity.Units - own, _closed.AsSpan(0, Nobody));
    }

    // By the positions that it closes, in whole lots rounded down; the lots that this leaves go to the first that still have some. Returns
    // what is beyond all of them.
    private long Split(in OrderReport report, long units, Span<long> parts)
    {
        long lot = _instruments[report.Instrument].Instrument.LotUnits, left = units;
        Int128 total = 0;
        for (int i = 0; i < parts.Length; i++)
            total += parts[i] = Closable(i, report);
        for (int i = 0; i < parts.Length; i++)
        {
            long closable = parts[i];
            long part = total == 0 ? 0 : (long)Int128.Min(units * (Int128)closable / total, closable);
            parts[i] = part - part % lot;
            left -= parts[i];
        }

        for (int i = 0; i < parts.Length && left > 0; i++)
        {
            long more = Math.Clamp(Closable(i, report) - parts[i], 0, left);
            parts[i] += more;
            left -= more;
        }

        return left;
    }

    private long Closable(int owner, in OrderReport report) => Math.Max(0, -report.Side.Sign() * LedgerOf(owner, report.Instrument).Position.Units);

    private static decimal Share(decimal amount, long part, long whole) =>
        Math.Round(amount * part / whole, MoneyDecimals, MidpointRounding.AwayFromZero);
}
