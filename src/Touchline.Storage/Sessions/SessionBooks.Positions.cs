using System.Text.Json.Nodes;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>What happens to positions. Funding and fills of no order are shared among the strategies, and what is nobody's, as the engine shares them.</summary>
internal sealed partial class SessionBooks
{
    /// <param name="Strategy">By index; one more than there are: nobody's.</param>
    /// <param name="Paid">The fee, in the asset that it was paid in.</param>
    private sealed record FillTerms(string Key, string Kind, int Strategy, int Instrument, Side Side, long Units, decimal Paid, string Reason);

    // Through zero the whole position is closed, and the rest opens one.
    private void Book(in SessionEntry entry, FillTerms fill, RowBatch batch)
    {
        RoundTrip? held = _positions.GetValueOrDefault((fill.Strategy, fill.Instrument));
        long closing = held is not null && held.IsLong != (fill.Side == Side.Buy) ? Math.Min(fill.Units, held.Units) : 0;
        decimal fee = InQuote(entry.Report, fill.Paid);
        decimal closeFee = closing == fill.Units ? fee : RoundTrip.Share(fee, closing, fill.Units);
        decimal? earned = closing > 0 ? Close(entry, fill, held!, closing, closeFee, batch) : null;
        RoundTrip? opened = closing < fill.Units ? OpenOrAdd(entry, fill, fill.Units - closing, fee - closeFee, batch) : null;
        Instrument traded = session.Instruments[fill.Instrument];
        RoundTrip of = closing > 0 ? held! : opened!;
        batch.Trades.Add(new TradeRow
        {
            FillKey = fill.Key,
            Journal = session.Journal,
            SessionKey = session.Key,
            OrderId = entry.Report.Id.IsNone ? null : entry.Report.Id.Number,
            TradeId = entry.Report.TradeId == 0 ? null : entry.Report.TradeId,
            PositionKey = of.Row.PositionKey,
            Strategy = NameOf(fill.Strategy),
            Venue = traded.Venue,
            Symbol = traded.Symbol,
            Side = RowTexts.Of(fill.Side),
            Kind = fill.Kind,
            Price = traded.PriceUnit.ToDecimal(entry.Report.Price),
            Quantity = traded.QuantityUnit.ToDecimal(new Quantity(fill.Units)),
            Value = traded.Value(entry.Report.Price, new Quantity(fill.Units)),
            Fee = fee,
            FeeAsset = entry.Report.FeeAsset == 0 ? null : AssetOf(entry.Report.FeeAsset),
            FeePaid = entry.Report.FeeAsset == 0 ? null : fill.Paid,
            RealisedPnl = earned,
            NetPnl = earned - fee,
            IsMaker = entry.Report.IsMaker,
            ExitReason = closing > 0 ? fill.Reason : null,
            SignalType = of.Row.SignalType,
            AtNs = entry.LocalNs,
            ExchangeNs = entry.Report.ExchangeNs,
        });
    }

    private decimal Close(in SessionEntry entry, FillTerms fill, RoundTrip held, long closing, decimal fee, RowBatch batch)
    {
        Instrument traded = session.Instruments[fill.Instrument];
        var part = new Quantity(closing);
        decimal earned = held.Close(closing, traded.QuantityUnit.ToDecimal(part), traded.Value(entry.Report.Price, part), fee, entry.LocalNs);
        batch.Positions.Add(held.Row);
        if (held.Units > 0)
            return earned;
        PositionRow row = held.Row;
        row.ClosedAt = entry.LocalNs;
        row.ExitReason = fill.Reason;
        PositionRow? was = known?.GetValueOrDefault(row.PositionKey);
        row.ExitSignalData = RowTexts.Signal(_signals.GetValueOrDefault((fill.Strategy, fill.Instrument))) ?? was?.ExitSignalData;
        row.ExitMarket = RowTexts.Market(traded, entry.Touch) ?? was?.ExitMarket;
        row.ExitIndicators = IndicatorsOf(fill.Strategy) ?? was?.ExitIndicators;
        _positions.Remove((fill.Strategy, fill.Instrument));
        batch.Audit.Add(Audit(entry, row.Strategy, "position.close", "position", row.PositionKey) with
        {
            NewValue = RowTexts.Json(new JsonObject { ["realised_pnl"] = row.RealisedPnl, ["fees"] = row.Fees, ["funding"] = row.Funding, ["net_pnl"] = row.NetPnl }),
            Reason = row.ExitReason,
            SignalData = row.ExitSignalData,
            Indicators = row.ExitIndicators,
            Market = row.ExitMarket,
        });
        return earned;
    }

    private RoundTrip OpenOrAdd(in SessionEntry entry, FillTerms fill, long units, decimal fee, RowBatch batch)
    {
        Instrument traded = session.Instruments[fill.Instrument];
        bool isNew = !_positions.TryGetValue((fill.Strategy, fill.Instrument), out RoundTrip? held);
        if (isNew)
            _positions[(fill.Strategy, fill.Instrument)] = held = new RoundTrip(NewPosition(entry, fill, traded), 0, traded.Multiplier);
        var part = new Quantity(units);
        held!.Open(units, traded.QuantityUnit.ToDecimal(part), traded.Value(entry.Report.Price, part), fee, entry.LocalNs);
        PositionRow row = held.Row;
        batch.Positions.Add(row);
        if (isNew)
        {
            batch.Audit.Add(Audit(entry, row.Strategy, "position.open", "position", row.PositionKey) with
            {
                NewValue = RowTexts.Json(new JsonObject { ["symbol"] = row.Symbol, ["side"] = row.Side, ["quantity"] = row.Quantity, ["price"] = row.EntryPrice }),
                Reason = row.EntryReason,
                SignalData = row.SignalData,
                Indicators = row.EntryIndicators,
                Market = row.EntryMarket,
            });
        }

        return held;
    }

    private PositionRow NewPosition(in SessionEntry entry, FillTerms fill, Instrument traded)
    {
        SessionSignal? signal = _signals.GetValueOrDefault((fill.Strategy, fill.Instrument));
        string key = $"{session.Key}/{entry.Input}/{fill.Strategy}";
        PositionRow? was = known?.GetValueOrDefault(key);
        return new PositionRow
        {
            PositionKey = key,
            Journal = session.Journal,
            SessionKey = session.Key,
            Strategy = NameOf(fill.Strategy),
            Venue = traded.Venue,
            Symbol = traded.Symbol,
            Side = fill.Side == Side.Buy ? RoundTrip.Long : RoundTrip.Short,
            EntryReason = fill.Reason,
            SignalType = signal?.Type ?? was?.SignalType ?? (fill.Strategy == Nobody ? fill.Kind : NameOf(fill.Strategy)),
            SignalData = RowTexts.Signal(signal) ?? was?.SignalData,
            EntryMarket = RowTexts.Market(traded, entry.Touch) ?? was?.EntryMarket,
            EntryIndicators = IndicatorsOf(fill.Strategy) ?? was?.EntryIndicators,
            OpenedAt = entry.LocalNs,
        };
    }

    private string? IndicatorsOf(int strategy) => RowTexts.Indicators([.. _indicators.Where(i => i.Strategy == strategy).Select(i => (i.Name, i.Value))]);

    // By the positions that it closes, in whole lots rounded down; the lots that this leaves go to the first that still have some, what is beyond all is
    // nobody's. Others who trade on the account close first what they opened beside the strategies. Fees likewise, the last takes what the rounding leaves.
    private void TakeFillOfNoOrder(in SessionEntry entry, RowBatch batch)
    {
        OrderReport report = entry.Report;
        if (report.TradeId != 0 && !_instruments[report.Instrument].Told.IsNew(report.TradeId, report.Side))
            return;
        string kind = report.Kind == ReportKind.Liquidation ? TradeRow.Liquidation : TradeRow.External, symbol = session.Instruments[report.Instrument].Symbol;
        long[] parts = new long[Nobody + 1];
        if (report.Kind == ReportKind.Liquidation)
        {
            long beyond = Split(report, report.Quantity.Units, parts);
            parts[Nobody] += beyond;
        }
        else
        {
            long own = Math.Min(Closable(Nobody, report), report.Quantity.Units);
            parts[Nobody] = own + Split(report, report.Quantity.Units - own, parts.AsSpan(0, Nobody));
        }

        decimal feeLeft = report.Fee;
        long left = report.Quantity.Units;
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i] == 0)
                continue;
            left -= parts[i];
            decimal fee = left == 0 ? feeLeft : RoundTrip.Share(report.Fee, parts[i], report.Quantity.Units);
            feeLeft -= fee;
            string key = report.TradeId != 0 ? $"{session.Journal}/{kind}/{symbol}/{RowTexts.Of(report.Side)}/{report.TradeId}/{i}" : $"{session.Key}/{entry.Input}/{i}";
            Book(entry, new FillTerms(key, kind, i, report.Instrument, report.Side, parts[i], fee, kind), batch);
        }
    }

    // Returns what is beyond all of them.
    private long Split(in OrderReport report, long units, Span<long> parts)
    {
        long lot = session.Instruments[report.Instrument].LotUnits, left = units;
        Int128 total = 0;
        for (int i = 0; i < parts.Length; i++)
            total += Closable(i, report);
        for (int i = 0; i < parts.Length; i++)
        {
            long closable = Closable(i, report);
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

    private long Closable(int owner, in OrderReport report) =>
        _positions.TryGetValue((owner, report.Instrument), out RoundTrip? held) && held.IsLong == (report.Side == Side.Sell) ? held.Units : 0;

    // By the positions; each part is rounded, the last position takes what that leaves. Without a position the payment stands in the audit log alone. One
    // that comes twice is known by its time.
    private void Fund(in SessionEntry entry, RowBatch batch)
    {
        OrderReport report = entry.Report;
        if (report.ExchangeNs <= _instruments[report.Instrument].LastFundingNs)
            return;
        _instruments[report.Instrument].LastFundingNs = report.ExchangeNs;
        Instrument traded = session.Instruments[report.Instrument];
        RoundTrip[] held = [.. _positions.Where(p => p.Key.Instrument == report.Instrument).OrderBy(p => p.Key.Strategy).Select(p => p.Value)];
        long account = held.Sum(Signed);
        decimal left = -report.Fee;
        for (int i = 0; i < held.Length && account != 0; i++)
        {
            decimal amount = i == held.Length - 1 ? left : RoundTrip.Share(-report.Fee, Signed(held[i]), account);
            left -= amount;
            held[i].Fund(amount, entry.LocalNs);
            batch.Positions.Add(held[i].Row);
        }

        batch.Audit.Add(Audit(entry, traded.Venue, "position.funding", "instrument", $"{traded.Venue}/{traded.Symbol}") with
        {
            NewValue = RowTexts.Json(new JsonObject { ["amount"] = -report.Fee, ["position"] = traded.QuantityUnit.ToDecimal(report.Quantity) }),
        });
    }

    private static decimal InQuote(in OrderReport report, decimal paid) => report.FeeAsset == 0 ? paid : paid * (report.FeePrice * OrderReport.FeePriceStep);

    // One that the session doesn't know keeps its number.
    private string AssetOf(byte asset) => asset <= session.FeeAssets.Count ? session.FeeAssets[asset - 1] : $"asset {asset}";

    private static long Signed(RoundTrip trip) => trip.IsLong ? trip.Units : -trip.Units;
}
