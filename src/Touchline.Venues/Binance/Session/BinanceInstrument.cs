using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>What exchangeInfo says of a symbol, as far as it is needed. A number that isn't said is 0.</summary>
internal sealed record BinanceSymbolFacts(string Symbol, string Status, string ContractType, string QuoteAsset, string MarginAsset, string Tick, string Step)
{
    // A perpetual's delivery is in 2100 as long as it is to stay.
    private const long NeverMs = 4_133_404_800_000;

    public decimal MinNotional { get; init; }

    public decimal PriceBandUp { get; init; }

    public decimal PriceBandDown { get; init; }

    public long DeliveryMs { get; init; }

    public InstrumentStatus Trading =>
        Status != "TRADING" ? InstrumentStatus.Halted
        : ContractType == "PERPETUAL" && DeliveryMs is > 0 and < NeverMs ? InstrumentStatus.Delisting
        : InstrumentStatus.Trading;
}

/// <summary>One instrument of the session: its units, its book, its streams, and what has been seen of it.</summary>
internal sealed class BinanceInstrument
{
    public const string Venue = "binance-usdm";

    private readonly BinanceSession _session;
    private ulong _recentTrades;
    private long _lastTrade;
    private bool _areTradesCut;

    public BinanceInstrument(BinanceSession session, int index, string symbol)
    {
        _session = session;
        Index = index;
        Symbol = symbol;
        SymbolUtf8 = System.Text.Encoding.UTF8.GetBytes(symbol);
        Query = "symbol=" + Uri.EscapeDataString(symbol);
        Book = new BinanceBook(session, this);
    }

    public int Index { get; }

    public string Symbol { get; }

    public byte[] SymbolUtf8 { get; }

    /// <summary>symbol=... as in a URL.</summary>
    public string Query { get; }

    /// <summary>Null until its reference data is there.</summary>
    public Instrument? Units { get; private set; }

    public BinanceSymbolFacts? Facts { get; private set; }

    public FeedStreams Wanted { get; set; }

    public BinanceBook Book { get; }

    /// <summary>Streams by the number of their bit; null where there is none.</summary>
    public BinanceStream?[] Streams { get; } = new BinanceStream?[8];

    /// <summary>Trades that the venue's numbers say were never received.</summary>
    public long MissedTrades { get; private set; }

    /// <summary>Of the newest trade, with the unit of the time; no price before the first.</summary>
    public (Price Price, PriceUnit Unit) LastTraded { get; set; }

    public long LastQuoteId { get; set; } = -1;

    public long LastPartialId { get; set; } = -1;

    public long LastMarkMs { get; set; } = -1;

    public long LastLiquidationMs { get; set; } = -1;

    public long LastCandleNs { get; set; } = -1;

    /// <summary>What of it was traded by us; made with the first order.</summary>
    public BinanceTraded? Traded { get; set; }

    /// <summary>Signed, as the venue said last.</summary>
    public decimal Position { get; set; }

    /// <summary>All fills that were told, signed and added up: what the position moves by without them is a fill that wasn't told, whatever else the venue told of the position.</summary>
    public decimal Told { get; private set; }

    // The position less what was told of it, first and at the last whole reconciliation.
    private decimal? _untold, _lastUntold;

    public void OnTold(Side side, Quantity quantity) => Told += side.Sign() * Units!.QuantityUnit.ToDecimal(quantity);

    /// <summary>The position has come. False: a fill is missing.</summary>
    /// <param name="isWhole">All fills were asked for: what they don't explain twice in a row is no fill.</param>
    public bool IsExplained(bool isWhole)
    {
        decimal untold = Position - Told;
        if (_untold is null || (isWhole && untold == _lastUntold))
            _untold = untold;
        if (isWhole)
            _lastUntold = untold;
        return untold == _untold;
    }

    /// <summary>It can't be had: unknown, or not trading.</summary>
    public bool IsRefused { get; set; }

    /// <summary>As it was told last; null: it wasn't.</summary>
    public InstrumentStatus? Status { get; set; }

    /// <summary>Null: unknown.</summary>
    public int? Leverage { get; set; }

    /// <summary>Why it can't be had; null: nothing stands against it.</summary>
    public string? SetFacts(BinanceSymbolFacts facts)
    {
        if (facts.Status != "TRADING")
            return $"{Symbol} doesn't trade at Binance now (its status is {facts.Status}): choose another symbol, or try again when it trades";
        if (!TryStep(facts.Tick, out DecimalUnit tick) || !TryStep(facts.Step, out DecimalUnit lot))
            return $"{Symbol} is listed at Binance but has no tick or lot size yet (tickSize {facts.Tick}, stepSize {facts.Step}): choose another symbol, or try again when it trades";
        Facts = facts;
        if (Units is null)
            Units = Instrument.Linear(Venue, Symbol, tick, lot) with { MinNotional = facts.MinNotional, PriceBandUp = facts.PriceBandUp, PriceBandDown = facts.PriceBandDown };
        else
            ChangeGrid(tick, lot);
        return null;
    }

    /// <summary>A price or quantity came that the units don't divide: finer ones, as a new version.</summary>
    /// <returns>False: there are none fine enough.</returns>
    public bool Refine(DecimalText? price, DecimalText? quantity)
    {
        Instrument old = Units!;
        DecimalUnit priceStep = old.PriceUnit.Step, quantityStep = old.QuantityUnit.Step;
        if ((price is { } p && !priceStep.TryRefine(p, out priceStep)) || (quantity is { } q && !quantityStep.TryRefine(q, out quantityStep)))
            return false;
        Renew(old with { PriceUnit = new PriceUnit(priceStep), QuantityUnit = new QuantityUnit(quantityStep) });
        return true;
    }

    /// <summary>Whether an aggregated trade is new. One that was overtaken by up to 63 newer ones still is.</summary>
    public bool IsNewTrade(long id, long exchangeNs, long localNs)
    {
        if (_areTradesCut)
            OnTradesAgain(id, exchangeNs, localNs);
        long ahead = id - _lastTrade;
        if (_lastTrade == 0 || ahead > 0)
        {
            if (_lastTrade != 0)
                MissedTrades += ahead - 1;
            _recentTrades = (_lastTrade == 0 || ahead >= 64 ? 0 : _recentTrades << (int)ahead) | 1;
            _lastTrade = id;
            return true;
        }

        if (ahead <= -64 || (_recentTrades & (1UL << (int)-ahead)) != 0)
            return false;
        _recentTrades |= 1UL << (int)-ahead;
        MissedTrades--;
        return true;
    }

    /// <summary>One message's rows.</summary>
    public void Emit(Span<MarketEvent> rows, long exchangeNs, long localNs)
    {
        foreach (ref MarketEvent row in rows)
        {
            row.ExchangeNs = exchangeNs;
            row.LocalNs = localNs;
            row.Instrument = (ushort)Index;
            row.Flags = EventFlags.None;
        }

        rows[^1].Flags = EventFlags.EndOfBatch;
        _session.Market(rows);
    }

    /// <summary>The stream isn't connected any more: what comes next may begin anywhere.</summary>
    public void ForgetIds(FeedStreams stream)
    {
        switch (stream)
        {
            case FeedStreams.Trades: _areTradesCut = _lastTrade != 0; break;
            case FeedStreams.BestQuote: LastQuoteId = -1; break;
            case FeedStreams.PartialDepth: LastPartialId = -1; break;
            case FeedStreams.Mark: LastMarkMs = -1; break;
            case FeedStreams.Liquidations: LastLiquidationMs = -1; break;
        }
    }

    // Their numbers say what was lost with the connection; far behind what came before, the venue counts anew.
    private void OnTradesAgain(long id, long exchangeNs, long localNs)
    {
        _areTradesCut = false;
        long missed = id - _lastTrade - 1;
        if (missed < -64)
            _lastTrade = 0;
        if (missed <= 0)
            return;
        _session.Note($"{Symbol}: {missed} aggregated trades were missed while their stream was down");
        // Where there is a book its own gap has said so.
        if ((Wanted & FeedStreams.Depth) != 0)
            return;
        var gap = new EventBuffer();
        gap.Add(EventKind.Gap, Side.None);
        Emit(gap.Events, exchangeNs, localNs);
    }

    private static bool TryStep(string text, out DecimalUnit step)
    {
        step = default;
        return DecimalText.TryParse(text, out DecimalText value) && DecimalUnit.TryCreate(value, out step);
    }

    // The venue has changed its tick or lot. Units only ever get finer.
    private void ChangeGrid(DecimalUnit tick, DecimalUnit lot)
    {
        Instrument old = Units!;
        if (old.Tick == tick.ToDecimal() && old.Lot == lot.ToDecimal())
            return;
        if (!old.PriceUnit.Step.TryRefine(Text(tick), out DecimalUnit price) || !old.QuantityUnit.Step.TryRefine(Text(lot), out DecimalUnit quantity))
            return;
        price.TryCount(Text(tick), out long tickUnits);
        quantity.TryCount(Text(lot), out long lotUnits);
        Renew(old with { PriceUnit = new PriceUnit(price), QuantityUnit = new QuantityUnit(quantity) }, tickUnits, lotUnits);
        _session.Note($"{Symbol}: Binance's tick is {tick} now and its lot {lot}");
    }

    private void Renew(Instrument next, long tickUnits = 0, long lotUnits = 0)
    {
        Instrument old = Units!;
        UnitChange change = UnitChange.Between(old, next);
        Units = next with
        {
            Version = old.Version + 1,
            TickUnits = tickUnits > 0 ? tickUnits : old.TickUnits * change.PriceFactor,
            LotUnits = lotUnits > 0 ? lotUnits : old.LotUnits * change.QuantityFactor,
        };
        Traded?.Rescale(change);
        Book.OnNewUnits();
        _session.InstrumentIsKnown(this);
    }

    private static DecimalText Text(DecimalUnit unit) => new(unit.Mantissa, unit.Decimals);
}
