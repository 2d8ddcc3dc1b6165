using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>
/// A recording played from the exchange's start on: its book, its trades, its mark price and funding where it has them. When it ends it begins anew a second later.
/// Clients trade with it and not with each other, and it doesn't answer to what they do:
/// a marketable order takes the levels shown, and what was taken of a level is gone until the recording tells the level changed;
/// a resting order waits in the queue of its level (<see cref="RecordedQueue"/>), and takes an opposite level that comes to its price.
/// Every fill of a client is a trade of the market; a recorded trade is told with what clients left of it. Clients' resting orders aren't shown.
/// </summary>
internal sealed partial class RecordedBinanceMarket : BinanceMarket
{
    private const long PauseNs = 1_000_000_000;
    private const long MarkEveryNs = 1_000_000_000;
    private const decimal PerPriceUnit = 100_000_000;
    private const decimal PerRateUnit = 1_000_000_000_000;

    private readonly RowSource _source;
    private readonly Instrument _instrument;
    private readonly OrderBook _recorded = new();
    private readonly OrderBook _shown = new();
    private readonly HashSet<(Side Side, Price Price)> _told = [];
    private readonly Dictionary<(Side Side, Price Price), long> _taken = [];
    private readonly RecordedQueue _queue = new();
    private ExchangeTimeline _timeline;
    private UnitHistory _units;
    private long _shiftNs;
    private long _nowNs;
    private long _lastRowNs;
    private long _updates;
    private long _nextMarkNs;
    private bool _isOpening = true;
    private bool _tellsMark;
    private bool _tellsFunding;
    private (long Ns, decimal Rate)? _later;

    /// <param name="symbol">In the units of the recording's last instrument version.</param>
    /// <param name="source">One instrument, told level by level.</param>
    /// <param name="startNs">When its first whole book stands.</param>
    /// <exception cref="BadInputException">The recording has several instruments, tells orders instead of levels, or never a whole book.</exception>
    public RecordedBinanceMarket(BinanceSymbol symbol, RowSource source, long startNs)
    {
        Symbol = symbol;
        _source = source;
        _instrument = InstrumentOf(source);
        _timeline = new ExchangeTimeline(source);
        _units = new UnitHistory(source, _instrument);
        PlayOpening();
        _shiftNs = startNs - _nowNs;
        _nowNs = _lastRowNs = startNs;
        MarkPrice = IndexPrice = Mid;
        NextFundingNs = WholePeriod(startNs);
        _nextMarkNs = startNs + MarkEveryNs;
        Changes.Clear();
        OpenAt(MarkPrice);
    }

    public override BinanceSymbol Symbol { get; }

    public override OrderBook Book => _shown;

    public override long UpdateId => _updates;

    public override bool IsShared => false;

    public override long NextNs
    {
        get
        {
            long rows = Math.Max(_nowNs, _timeline.NextNs == long.MaxValue ? _lastRowNs + PauseNs : _timeline.NextNs + _shiftNs);
            return _tellsMark ? rows : Math.Min(rows, _nextMarkNs);
        }
    }

    /// <summary>The instrument as its last version has it.</summary>
    public static Instrument InstrumentOf(RowSource source)
    {
        if (source.Instruments.Count == 0)
            throw new BadInputException($"{source.Name} has no rows: give a recording of one instrument");
        if (source.Instruments.Any(i => i.Index != source.Instruments[0].Index))
            throw new BadInputException($"{source.Name} has several instruments: give a recording of one");
        if (!source.TellsLevels())
            throw new BadInputException($"{source.Name} tells no price levels: give a recording with a book by level");
        return source.Instruments[^1].Instrument;
    }

    public override void Step()
    {
        _nowNs = NextNs;
        if (!_tellsMark && _nextMarkNs <= _nowNs)
        {
            (MarkPrice, IndexPrice, HasNewMark) = (Mid, Mid, true);
            _nextMarkNs = _nowNs + MarkEveryNs;
            return;
        }

        if (_timeline.NextNs == long.MaxValue)
            BeginAnew();
        PlayBatch();
    }

    public override Reach Reach(BinanceAccount account, Side side, Price limit, Quantity quantity, SelfTradePrevention mode, List<BinanceOrder> met)
    {
        met.Clear();
        long left = quantity.Units;
        foreach (BookLevel level in _shown.Snapshot(side.Opposite()))
        {
            if (left == 0 || (side == Side.Buy ? level.Price > limit : level.Price < limit))
                break;
            left -= Math.Min(left, level.Quantity.Units);
        }

        return new Reach(quantity - new Quantity(left), false);
    }

    public override void Take(BinanceOrder order, Price limit, Quantity quantity, long nowNs)
    {
        Side theirs = order.Side.Opposite();
        for (long left = quantity.Units; left > 0 && Crosses(order.Side, limit);)
        {
            Price price = theirs == Side.Sell ? _shown.BestAsk : _shown.BestBid;
            var traded = new Quantity(Math.Min(left, _shown.QuantityAt(theirs, price).Units));
            AddTrade(price, traded, order.Side, null, order, nowNs);
            TakeFrom(theirs, price, traded, nowNs);
            left -= traded.Units;
        }
    }

    public override void Rest(BinanceOrder order, Price price, Quantity quantity, long nowNs) =>
        _queue.Add(order, price, quantity, _shown.QuantityAt(order.Side, price));

    public override void Reduce(BinanceOrder order, Quantity left, long nowNs) => _queue.Reduce(order, left);

    public override void FundingDone()
    {
        if (_later is { } later)
            (NextFundingNs, FundingRate, _later) = (later.Ns, later.Rate, null);
        else
            NextFundingNs += Symbol.FundingHours * 3600 * 1_000_000_000L;
    }

    private long WholePeriod(long afterNs)
    {
        long every = Symbol.FundingHours * 3600 * 1_000_000_000L;
        return (afterNs / every + 1) * every;
    }

    private void PlayOpening()
    {
        while (_timeline.NextNs != long.MaxValue)
        {
            _nowNs = _timeline.NextNs;
            PlayBatch();
            if (!_isOpening)
                return;
        }

        throw new BadInputException($"{_source.Name} never tells a whole book: give a recording with bids and asks");
    }

    private void BeginAnew()
    {
        _timeline = new ExchangeTimeline(_source);
        _units = new UnitHistory(_source, _instrument);
        _shiftNs = _nowNs - _timeline.NextNs;
        _tellsFunding = false;
        _later = null;
    }

    // Up to the end of a message, or of a moment.
    private void PlayBatch()
    {
        long at = _timeline.NextNs;
        bool ends = false;
        while (!ends && _timeline.NextNs == at)
        {
            MarketEvent row = _units.Take(_timeline.Row);
            ends = row.EndsBatch;
            Play(row);
            _timeline.Advance();
        }

        _lastRowNs = _nowNs;
        Show();
    }

    // A side that is being told anew is shown when it stands.
    private void Show()
    {
        if (_isOpening && !_recorded.IsTwoSided)
            return;
        _isOpening = false;
        foreach ((Side side, Price price) in _told)
        {
            long quantity = Math.Max(0, _recorded.QuantityAt(side, price).Units - _taken.GetValueOrDefault((side, price)));
            SetShown(side, price, new Quantity(quantity), _nowNs);
        }

        _told.Clear();
        MeetCrossed();
    }

    private void SetShown(Side side, Price price, Quantity quantity, long nowNs)
    {
        if (_shown.Set(side, price, quantity) == quantity)
            return;
        _updates++;
        AddChange(side, price, quantity, nowNs);
    }

    private void TakeFrom(Side side, Price price, Quantity quantity, long nowNs)
    {
        _taken[(side, price)] = _taken.GetValueOrDefault((side, price)) + quantity.Units;
        SetShown(side, price, _shown.QuantityAt(side, price) - quantity, nowNs);
    }

    // The recording's other side came to orders that rest: it takes them at their prices, as far as it shows.
    private void MeetCrossed()
    {
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            while (_queue.Best(side) is { } resting && Crosses(side, resting.Price))
            {
                Quantity may = MayTrade(resting.Order, resting.Left, 0);
                if (may < resting.Left)
                    _queue.Reduce(resting.Order, may);
                if (may.IsZero)
                    continue;
                Side theirs = side.Opposite();
                Price price = theirs == Side.Sell ? _shown.BestAsk : _shown.BestBid;
                var traded = new Quantity(Math.Min(may.Units, _shown.QuantityAt(theirs, price).Units));
                AddTrade(resting.Price, traded, theirs, resting.Order, null, _nowNs);
                TakeFrom(theirs, price, traded, _nowNs);
                _queue.Reduce(resting.Order, resting.Left - traded);
            }
        }
    }
}
