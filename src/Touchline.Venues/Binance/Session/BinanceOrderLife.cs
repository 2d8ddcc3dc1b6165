using System.Buffers.Text;
using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>One fill, from whichever source. Texts point into the message.</summary>
internal ref struct BinanceFillNews
{
    public long TradeId, TimeMs;
    public ReadOnlySpan<byte> Price, Quantity, Fee, FeeAsset;
    public bool IsMaker;
    public Side Side;
}

/// <summary>
/// What news about an order makes of it, from replies, the private stream, queries and REST alike, in whatever order they come and however often: the reports are the same in the end.
/// Fills are told before the end that the venue says comes after them.
/// </summary>
internal sealed class BinanceOrderLife(BinanceSession session, BinanceOrders orders)
{
    /// <summary>In which fees may be paid besides the quote currency: the only one of the venue's list.</summary>
    public const string FeeCoin = "BNB";

    // Assets of fees that the profit can't contain, by name; told of once each.
    private const int MaxStrangeAssets = 16;

    private readonly HashSet<string> _strangeAssets = new(StringComparer.Ordinal);

    /// <summary>Is told of orders that something is to be asked about.</summary>
    public BinanceInquiries Inquiries { get; set; } = null!;

    /// <summary>The venue has it.</summary>
    public void Acknowledge(BinanceOrder order, long venueMs, long nowNs)
    {
        order.New = default;
        if (order.IsAcknowledged || order.IsEnded)
            return;
        order.IsAcknowledged = true;
        Tell(ReportKind.Acknowledged, order, venueMs, nowNs);
    }

    /// <summary>An order as a reply or a query shows it.</summary>
    public void OnState(BinanceOrder order, in BinanceOrderState state, long nowNs)
    {
        orders.SetVenueId(order, state.VenueId);
        if (order.IsEnded)
            return;
        long executed = TryQuantity(order.Instrument, state.Executed, out Quantity units) ? units.Units : order.ExecutedUnits;
        switch (state.Status)
        {
            case BinanceOrderStatus.New or BinanceOrderStatus.PartiallyFilled:
                Acknowledge(order, state.UpdateMs, nowNs);
                OnTerms(order, state.Price, state.Quantity, state.UpdateMs, isReply: false, nowNs);
                OnExecuted(order, executed, nowNs);
                break;
            case BinanceOrderStatus.Filled:
                OnLastTerms(order, state, nowNs);
                OnEnd(order, default, executed, state.UpdateMs, nowNs);
                break;
            case BinanceOrderStatus.Canceled:
                OnLastTerms(order, state, nowNs);
                OnEnd(order, ReportKind.Cancelled, executed, state.UpdateMs, nowNs);
                break;
            case BinanceOrderStatus.Expired:
                OnLastTerms(order, state, nowNs);
                OnEnd(order, ReportKind.Expired, executed, state.UpdateMs, nowNs);
                break;
            case BinanceOrderStatus.Rejected:
                OnEnd(order, ReportKind.Rejected, executed, state.UpdateMs, nowNs);
                break;
        }
    }

    // It ended with the terms that were asked for: the fills that are still to come may need them.
    private void OnLastTerms(BinanceOrder order, in BinanceOrderState state, long nowNs)
    {
        if (order.Amend.IsOpen && TryPrice(order.Instrument, state.Price, out Price price) && TryQuantity(order.Instrument, state.Quantity, out Quantity quantity)
            && price == order.AmendPrice && quantity == order.AmendQuantity)
            OnTerms(order, state.Price, state.Quantity, state.UpdateMs, isReply: false, nowNs);
    }

    /// <summary>An order's price and whole quantity at the venue.</summary>
    /// <param name="isReply">It answers the open amend itself; else it is news of some time.</param>
    public void OnTerms(BinanceOrder order, ReadOnlySpan<byte> priceText, ReadOnlySpan<byte> quantityText, long venueMs, bool isReply, long nowNs)
    {
        if (order.IsEnded || order.Type != OrderType.Limit || !TryPrice(order.Instrument, priceText, out Price price)
            || !TryQuantity(order.Instrument, quantityText, out Quantity quantity))
            return;
        bool isOurs = order.Amend.IsOpen && price == order.AmendPrice && quantity == order.AmendQuantity && (isReply || venueMs > order.TermsMs);
        if (!isOurs && ((price == order.Price && quantity == order.Quantity) || venueMs <= order.TermsMs))
            return;
        bool isCut = !isOurs && order.ReduceOnly && price == order.Price && quantity < order.Quantity;
        if (isOurs)
            order.Amend = default;
        order.TermsMs = Math.Max(order.TermsMs, venueMs);
        order.Price = price;
        order.Quantity = quantity;
        TellTerms(isCut ? ReportKind.Reduced : ReportKind.Amended, order, price, quantity, venueMs, nowNs);
    }

    /// <summary>The venue says that so much has filled.</summary>
    public void OnExecuted(BinanceOrder order, long executedUnits, long nowNs)
    {
        order.ExecutedUnits = Math.Max(order.ExecutedUnits, executedUnits);
        if (order.MissesFills)
            Inquiries.Look(order, nowNs);
    }

    /// <summary>A fill of one of our orders.</summary>
    /// <param name="order">Null: one that isn't known any more.</param>
    public void OnFill(BinanceInstrument instrument, BinanceOrder? order, long number, in BinanceFillNews fill, long nowNs)
    {
        if (order is null && orders.IsForgotten(number))
        {
            if (instrument.Traded?.ToldBefore.WasTold(fill.TradeId, fill.Side) != true)
                OnExternalFill(instrument, fill, isVenues: false, nowNs);
            return;
        }

        if (!TryPrice(instrument, fill.Price, out Price price) || !TryQuantity(instrument, fill.Quantity, out Quantity quantity))
            return;
        BinanceTraded traded = instrument.Traded ??= new BinanceTraded();
        if (order?.WasToldBefore(fill.TradeId) == true || !traded.IsNewTrade(order, number, fill.TradeId))
            return;
        traded.LastTradeMs = Math.Max(traded.LastTradeMs, fill.TimeMs);
        if (order is { IsEnded: false })
            Acknowledge(order, fill.TimeMs, nowNs);
        if (order is { Conditional: not null } && WasStrangers(order, traded, fill.TradeId))
        {
            Count(order, quantity, fill.TimeMs, nowNs);
            return;
        }

        instrument.OnTold(fill.Side, quantity);
        (decimal fee, byte feeAsset, long feePrice) = FeeOf(instrument, fill.Fee, fill.FeeAsset);
        session.Report(new OrderReport
        {
            Kind = ReportKind.Fill,
            Id = new OrderId(number),
            Instrument = instrument.Index,
            ExchangeNs = fill.TimeMs * BinanceSession.NsPerMs,
            LocalNs = nowNs,
            Price = price,
            Quantity = quantity,
            TradeId = fill.TradeId,
            Fee = fee,
            FeeAsset = feeAsset,
            FeePrice = feePrice,
            IsMaker = fill.IsMaker,
        });
        if (order is not null)
            Count(order, quantity, fill.TimeMs, nowNs);
    }

    private void Count(BinanceOrder order, Quantity quantity, long venueMs, long nowNs)
    {
        if (order.IsEnded)
            return;
        order.FilledUnits += quantity.Units;
        order.ExecutedUnits = Math.Max(order.ExecutedUnits, order.FilledUnits);
        if (order.IsEnding && !order.MissesFills)
            Finish(order, nowNs);
        else if (order.FilledUnits >= order.Quantity.Units && !order.Amend.IsOpen)
            OnEnd(order, default, order.FilledUnits, venueMs, nowNs);
    }

    // What was told can't be taken back: the position has it, the order hasn't.
    private bool WasStrangers(BinanceOrder order, BinanceTraded traded, long trade)
    {
        bool wasStrangers = traded.Owners!.WasStrangers(trade, order.Side);
        traded.Owners.Add(trade, order.Side, isStrangers: false);
        if (wasStrangers && !order.Conditional!.HasLostFills)
            session.Note($"{order.Instrument.Symbol}: a fill of order {order.Number} was told as somebody else's before Binance said whose it was; the position is right, the order ends as expired");
        order.Conditional!.HasLostFills |= wasStrangers;
        return wasStrangers;
    }

    /// <summary>A fill that closed some of a position for want of margin.</summary>
    public void OnForcedFill(BinanceInstrument instrument, in BinanceFillNews fill, long nowNs) => OnFillOfNoOrder(ReportKind.Liquidation, instrument, fill, isVenues: true, nowNs);

    /// <summary>A fill in the account that is of no order of ours.</summary>
    /// <param name="isVenues">Binance did it: auto-deleveraging, the end of a contract.</param>
    public void OnExternalFill(BinanceInstrument instrument, in BinanceFillNews fill, bool isVenues, long nowNs) => OnFillOfNoOrder(ReportKind.External, instrument, fill, isVenues, nowNs);

    private void OnFillOfNoOrder(ReportKind kind, BinanceInstrument instrument, in BinanceFillNews fill, bool isVenues, long nowNs)
    {
        if (!TryPrice(instrument, fill.Price, out Price price) || !TryQuantity(instrument, fill.Quantity, out Quantity quantity) || quantity.IsZero)
            return;
        BinanceTraded traded = instrument.Traded ??= new BinanceTraded();
        bool wasOurs = traded.ToldBefore.Contains(fill.TradeId, fill.Side) || traded.Owners?.WasOurs(fill.TradeId, fill.Side) == true;
        if (wasOurs || !traded.Told.IsNew(fill.TradeId, fill.Side) || fill.TimeMs < session.BeganMs)
            return;
        if (traded.Waiting > 0)
            traded.Owners!.Add(fill.TradeId, fill.Side, isStrangers: true);
        traded.LastTradeMs = Math.Max(traded.LastTradeMs, fill.TimeMs);
        if (isVenues)
            session.Note($"{instrument.Symbol}: Binance closed {instrument.Units!.QuantityUnit.ToDecimal(quantity)} at {instrument.Units.PriceUnit.ToDecimal(price)} by force ({(fill.Side == Side.Buy ? "bought" : "sold")})");
        instrument.OnTold(fill.Side, quantity);
        (decimal fee, byte feeAsset, long feePrice) = FeeOf(instrument, fill.Fee, fill.FeeAsset);
        session.Report(new OrderReport
        {
            Kind = kind,
            Instrument = instrument.Index,
            ExchangeNs = fill.TimeMs * BinanceSession.NsPerMs,
            LocalNs = nowNs,
            Price = price,
            Quantity = quantity,
            TradeId = fill.TradeId,
            Fee = fee,
            FeeAsset = feeAsset,
            FeePrice = feePrice,
            IsMaker = fill.IsMaker,
            Side = fill.Side,
        });
    }

    /// <summary>The venue says that it is over, with so much filled.</summary>
    /// <param name="kind">None: filled.</param>
    public void OnEnd(BinanceOrder order, ReportKind kind, long executedUnits, long venueMs, long nowNs)
    {
        if (order.IsEnded)
            return;
        order.ExecutedUnits = Math.Max(order.ExecutedUnits, executedUnits);
        order.IsEnding = true;
        // What was at the venue has ended there; that it never was would be wrong.
        order.EndKind = kind == ReportKind.Rejected && order.IsAcknowledged ? ReportKind.Expired : kind;
        order.EndMs = venueMs;
        if (order.MissesFills)
            Inquiries.Look(order, nowNs);
        else
            Finish(order, nowNs);
    }

    /// <summary>The new order certainly isn't there.</summary>
    /// <param name="order">It.</param>
    /// <param name="isVenueFault">The venue couldn't, rather than wouldn't.</param>
    /// <param name="nowNs">Now.</param>
    public void RefuseNew(BinanceOrder order, bool isVenueFault, long nowNs)
    {
        // It was seen there: that counts more.
        if (order.IsAcknowledged)
        {
            order.New = default;
            return;
        }

        order.IsVenueFault = isVenueFault;
        OnEnd(order, ReportKind.Rejected, 0, session.Clock.VenueMs(nowNs), nowNs);
    }

    public void RefuseAmend(BinanceOrder order, bool isVenueFault, long nowNs)
    {
        if (order.IsEnded || !order.Amend.IsOpen)
            return;
        order.Amend = default;
        TellRefused(ReportKind.AmendRejected, order, isVenueFault, nowNs);
        if (order.FilledUnits >= order.Quantity.Units)
            OnEnd(order, default, order.FilledUnits, session.Clock.VenueMs(nowNs), nowNs);
    }

    public void RefuseCancel(BinanceOrder order, bool isVenueFault, long nowNs)
    {
        if (order.IsEnded || !order.Cancel.IsOpen)
            return;
        order.Cancel = default;
        TellRefused(ReportKind.CancelRejected, order, isVenueFault, nowNs);
    }

    /// <summary>Nobody knows what became of a request.</summary>
    public void MakeUnknown(BinanceOrder order, ref BinanceOpenRequest request, long nowNs)
    {
        if (order.IsEnded || request.IsUnknown)
            return;
        request.IsUnknown = true;
        Tell(ReportKind.Unknown, order, session.Clock.VenueMs(nowNs), nowNs);
        Inquiries.Ask(order, nowNs);
    }

    /// <summary>What became of it can't be found out in time; it is asked about all the same.</summary>
    public void TellUnresolved(BinanceOrder order, long nowNs)
    {
        order.IsUnresolved = true;
        session.Note($"{order.Instrument.Symbol}: what became of order {order.Number} couldn't be found out in {(nowNs - order.InquiredNs) / BinanceSession.NsPerSecond} s; Binance goes on being asked. Look at Binance's order history");
        Tell(ReportKind.Unresolved, order, session.Clock.VenueMs(nowNs), nowNs);
    }

    /// <summary>A number that the units don't divide makes them finer.</summary>
    public static bool TryPrice(BinanceInstrument instrument, ReadOnlySpan<byte> text, out Price price)
    {
        price = default;
        if (!instrument.Units!.PriceUnit.Step.TryParseCount(text, out long count)
            && !(DecimalText.TryParse(text, out DecimalText value) && instrument.Refine(value, null) && instrument.Units.PriceUnit.Step.TryParseCount(text, out count)))
            return false;
        price = new Price(count);
        return true;
    }

    public static bool TryQuantity(BinanceInstrument instrument, ReadOnlySpan<byte> text, out Quantity quantity)
    {
        quantity = default;
        if (!instrument.Units!.QuantityUnit.Step.TryParseCount(text, out long count)
            && !(DecimalText.TryParse(text, out DecimalText value) && instrument.Refine(null, value) && instrument.Units.QuantityUnit.Step.TryParseCount(text, out count)))
            return false;
        quantity = new Quantity(count);
        return true;
    }

    private void Finish(BinanceOrder order, long nowNs)
    {
        bool awaitsAmend = order.Amend.IsOpen;
        if (order is { EndKind: default(ReportKind), Conditional.HasLostFills: true })
            order.EndKind = ReportKind.Expired;
        orders.End(order, nowNs);
        if (order.EndKind != default)
        {
            OrderReport end = Report(order.EndKind, order, order.EndMs, nowNs);
            end.IsVenueFault = order.IsVenueFault;
            end.IsNotFound = order.IsPresumedGone;
            end.WasSetOff = order.EndKind == ReportKind.Expired && order.Conditional is { IsSetOff: true } or { HasLostFills: true };
            session.Report(end);
            return;
        }

        // Filled: what it was filled to may not be what was last told.
        if (awaitsAmend && order.FilledUnits == order.AmendQuantity.Units && order.FilledUnits != order.Quantity.Units)
        {
            TellTerms(ReportKind.Amended, order, order.AmendPrice, order.AmendQuantity, order.EndMs, nowNs);
            return;
        }

        if (awaitsAmend)
            Tell(ReportKind.AmendRejected, order, order.EndMs, nowNs);
        if (order.FilledUnits < order.Quantity.Units)
            TellTerms(ReportKind.Reduced, order, order.Price, new Quantity(order.FilledUnits), order.EndMs, nowNs);
    }

    private void TellRefused(ReportKind kind, BinanceOrder order, bool isVenueFault, long nowNs)
    {
        OrderReport report = Report(kind, order, session.Clock.VenueMs(nowNs), nowNs);
        report.IsVenueFault = isVenueFault;
        session.Report(report);
    }

    private void TellTerms(ReportKind kind, BinanceOrder order, Price price, Quantity quantity, long venueMs, long nowNs)
    {
        OrderReport report = Report(kind, order, venueMs, nowNs);
        (report.Price, report.Quantity) = (price, quantity);
        session.Report(report);
    }

    private void Tell(ReportKind kind, BinanceOrder order, long venueMs, long nowNs) => session.Report(Report(kind, order, venueMs, nowNs));

    private OrderReport Report(ReportKind kind, BinanceOrder order, long venueMs, long nowNs) => new()
    {
        Kind = kind,
        Id = new OrderId(order.Number),
        Instrument = order.Instrument.Index,
        ExchangeNs = venueMs > 0 ? venueMs * BinanceSession.NsPerMs : session.Clock.VenueNs(nowNs),
        LocalNs = nowNs,
        Price = order.Price,
        Quantity = order.Quantity,
    };

    // BNFCR stands one to one for dollars in accounts with trading credits. What is paid in a coin that nobody declared has no place in a ledger: it is told, not guessed.
    private (decimal Fee, byte Asset, long Price) FeeOf(BinanceInstrument instrument, ReadOnlySpan<byte> text, ReadOnlySpan<byte> asset)
    {
        if (text.IsEmpty || !Utf8Parser.TryParse(text, out decimal fee, out int used) || used != text.Length)
            return default;
        BinanceSymbolFacts facts = instrument.Facts!;
        if (asset.IsEmpty || Ascii.Equals(asset, facts.QuoteAsset) || Ascii.Equals(asset, facts.MarginAsset) || asset.SequenceEqual("BNFCR"u8))
            return (fee, 0, 0);
        if (Ascii.Equals(asset, FeeCoin))
            return (fee, 1, FeeCoinPrice(instrument, facts.QuoteAsset, fee));
        if (IsNews(fee, asset))
        {
            session.Note($"{instrument.Symbol}: a fill's fee of {fee} {BinanceFailure.TextOf(asset)} isn't in {facts.QuoteAsset}: this fee and all others in {BinanceFailure.TextOf(asset)} count as 0 in the profit. "
                + $"Switch off paying fees in {BinanceFailure.TextOf(asset)} at Binance, or take them off the profit by hand");
        }

        return default;
    }

    private bool IsNews(decimal fee, ReadOnlySpan<byte> asset) => fee != 0 && _strangeAssets.Count < MaxStrangeAssets && _strangeAssets.Add(BinanceFailure.TextOf(asset));

    // The newest trade's where the session has that market too: a fill doesn't say what the coin was worth. In steps of 10^-8; 0: not known.
    private long FeeCoinPrice(BinanceInstrument instrument, string quote, decimal fee)
    {
        foreach (BinanceInstrument other in session.Instruments)
        {
            bool isIts = other.Symbol.Length == FeeCoin.Length + quote.Length && other.Symbol.StartsWith(FeeCoin, StringComparison.Ordinal) && other.Symbol.EndsWith(quote, StringComparison.Ordinal);
            if (isIts && other.LastTraded is { Price.Units: > 0 } last)
                return (long)decimal.Round(last.Unit.ToDecimal(last.Price) / OrderReport.FeePriceStep);
        }

        if (IsNews(fee, "BNB"u8))
        {
            session.Note($"{instrument.Symbol}: a fill's fee of {fee} {FeeCoin} has no price in {quote}: it is kept in {FeeCoin}, and this fee and all such ones are in no profit in {quote}. "
                + $"Trade with {FeeCoin}{quote} among the session's symbols, or switch off paying fees in {FeeCoin} at Binance");
        }

        return 0;
    }
}
