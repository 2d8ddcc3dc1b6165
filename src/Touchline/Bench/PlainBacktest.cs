using Touchline.Core;

namespace Touchline.Bench;

/// <summary>What the plain venue says about an order. Price and quantity of a fill only.</summary>
internal readonly record struct PlainAnswer(long AtNs, ReportKind Kind, long Order, Side Side, long Price, long Quantity);

/// <summary>
/// A backtest as one writes it first: rows sorted both ways beforehand, sorted dictionaries, a queue for what travels in either
/// direction, a list of what rests. The rules are the product's (docs/simulation.md): constant latency, risk-averse queue,
/// no-partial-fill; money is counted in price × quantity units.
/// </summary>
internal sealed class PlainBacktest
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly MarketEvent[] _localRows;
    private readonly MarketEvent[] _exchangeRows;
    private readonly PlainStrategy _strategy;
    private readonly long _latencyNs;
    private readonly PlainFeed _feed;
    private readonly SortedBook _exchangeBook = new();
    private readonly List<Resting> _resting = [];
    private readonly Queue<Request> _requests = [];
    private readonly Queue<PlainAnswer> _answers = [];
    private long _nextSecondNs;
    private long _lastOrder;
    private long _cash;
    private long _peak;

    public PlainBacktest(MarketEvent[] localRows, MarketEvent[] exchangeRows, PlainStrategy strategy, long latencyNs)
    {
        _localRows = localRows;
        _exchangeRows = exchangeRows;
        _strategy = strategy;
        _latencyNs = latencyNs;
        _feed = new PlainFeed(strategy);
    }

    private readonly record struct Request(long AtNs, bool IsCancel, long Order, Side Side, long Price, long Quantity);

    private sealed class Resting(in Request request, long ahead)
    {
        public long Order { get; } = request.Order;

        public Side Side { get; } = request.Side;

        public long Price { get; } = request.Price;

        public long Quantity { get; } = request.Quantity;

        public long Ahead { get; set; } = ahead;
    }

    /// <summary>Our book.</summary>
    public SortedBook Book => _feed.Book;

    public long NowNs { get; private set; }

    /// <summary>When the strategy wants to be called.</summary>
    public long TimerNs { get; set; } = long.MaxValue;

    public long Sent => _lastOrder;

    public long Fills { get; private set; }

    public long FillPrices { get; private set; }

    public long Position { get; private set; }

    public double MaxDrawdown { get; private set; }

    public long Place(Side side, long price, long quantity)
    {
        _requests.Enqueue(new Request(NowNs + _latencyNs, false, ++_lastOrder, side, price, quantity));
        return _lastOrder;
    }

    public void Cancel(long order) => _requests.Enqueue(new Request(NowNs + _latencyNs, true, order, default, 0, 0));

    public void Play()
    {
        NowNs = _localRows[0].LocalNs;
        _nextSecondNs = (Math.Min(NowNs, _exchangeRows[0].ExchangeNs) / NsPerSecond + 1) * NsPerSecond;
        _strategy.OnStart(this);
        long lastRow = 0;
        for (int local = 0, exchange = 0; ;)
        {
            long localAt = local < _localRows.Length ? _localRows[local].LocalNs : long.MaxValue;
            long exchangeAt = exchange < _exchangeRows.Length ? _exchangeRows[exchange].ExchangeNs : long.MaxValue;
            long answerAt = _answers.Count > 0 ? _answers.Peek().AtNs : long.MaxValue;
            long requestAt = _requests.Count > 0 ? _requests.Peek().AtNs : long.MaxValue;
            long next = Math.Min(Math.Min(Math.Min(localAt, exchangeAt), Math.Min(answerAt, requestAt)), TimerNs);
            if (local == _localRows.Length && exchange == _exchangeRows.Length && next > lastRow)
                return;
            if (next == localAt)
            {
                Pass(lastRow = next);
                _feed.Take(_localRows[local++], next);
            }
            else if (next == answerAt)
            {
                Pass(next);
                Take(_answers.Dequeue());
            }
            else if (next == exchangeAt)
            {
                lastRow = next;
                TakeRow(_exchangeRows[exchange++]);
            }
            else if (next == requestAt)
            {
                TakeRequest(_requests.Dequeue());
            }
            else
            {
                Pass(next);
                TimerNs = long.MaxValue;
                _strategy.OnTimer(this);
            }
        }
    }

    private void Pass(long now)
    {
        if (now > _nextSecondNs)
        {
            LookAtEquity();
            _nextSecondNs = ((now - 1) / NsPerSecond + 1) * NsPerSecond;
        }

        NowNs = now;
    }

    private void LookAtEquity()
    {
        Touch touch = Book.Touch;
        if (Fills == 0 || !touch.IsTwoSided)
            return;
        // Twice the money, so that the mid is whole.
        long equity = 2 * _cash + Position * (touch.BidPrice.Units + touch.AskPrice.Units);
        _peak = Math.Max(_peak, equity);
        MaxDrawdown = Math.Max(MaxDrawdown, (_peak - equity) / 2.0);
    }

    private void Take(in PlainAnswer answer)
    {
        if (answer.Kind == ReportKind.Fill)
        {
            Fills++;
            FillPrices += answer.Price;
            Position += answer.Side.Sign() * answer.Quantity;
            _cash -= answer.Side.Sign() * answer.Quantity * answer.Price;
            LookAtEquity();
        }

        _strategy.OnAnswer(answer);
    }

    private void TakeRow(in MarketEvent row)
    {
        switch (row.Kind)
        {
            case EventKind.Depth or EventKind.Snapshot:
                _exchangeBook.Set(row.Side, row.Price.Units, row.Quantity.Units);
                TakeLevel(row);
                break;
            case EventKind.Trade:
                TakeTrade(row);
                break;
            case EventKind.Clear:
                _exchangeBook.Clear(row.Side);
                break;
        }
    }

    private void TakeLevel(in MarketEvent row)
    {
        if (_resting.Count == 0)
            return;
        Touch touch = _exchangeBook.Touch;
        for (int i = 0; i < _resting.Count; i++)
        {
            Resting order = _resting[i];
            if (order.Side == row.Side && order.Price == row.Price.Units)
                order.Ahead = Math.Min(order.Ahead, row.Quantity.Units);
            else if (order.Side != row.Side && Crosses(order.Side, order.Price, touch))
                FillAt(i--, row.ExchangeNs);
        }
    }

    private void TakeTrade(in MarketEvent trade)
    {
        for (int i = 0; i < _resting.Count; i++)
        {
            Resting order = _resting[i];
            if (order.Side == trade.Side)
                continue;
            bool isThrough = order.Side == Side.Buy ? trade.Price.Units < order.Price : trade.Price.Units > order.Price;
            if (trade.Price.Units == order.Price)
                order.Ahead -= trade.Quantity.Units;
            if (isThrough || (trade.Price.Units == order.Price && order.Ahead < 0)) // the lot is one unit here
                FillAt(i--, trade.ExchangeNs);
        }
    }

    private void TakeRequest(in Request request)
    {
        long order = request.Order;
        if (request.IsCancel)
        {
            bool found = _resting.RemoveAll(o => o.Order == order) == 1;
            Answer(new PlainAnswer(request.AtNs, found ? ReportKind.Cancelled : ReportKind.CancelRejected, order, default, 0, 0));
        }
        else if (Crosses(request.Side, request.Price, _exchangeBook.Touch))
        {
            Answer(new PlainAnswer(request.AtNs, ReportKind.Expired, order, default, 0, 0));
        }
        else
        {
            _resting.Add(new Resting(request, _exchangeBook.QuantityAt(request.Side, request.Price)));
            Answer(new PlainAnswer(request.AtNs, ReportKind.Acknowledged, order, default, 0, 0));
        }
    }

    private static bool Crosses(Side side, long price, in Touch touch) =>
        side == Side.Buy ? touch.HasAsk && price >= touch.AskPrice.Units : touch.HasBid && price <= touch.BidPrice.Units;

    private void FillAt(int index, long at)
    {
        Resting order = _resting[index];
        _resting.RemoveAt(index);
        Answer(new PlainAnswer(at, ReportKind.Fill, order.Order, order.Side, order.Price, order.Quantity));
    }

    private void Answer(in PlainAnswer answer) => _answers.Enqueue(answer with { AtNs = answer.AtNs + _latencyNs });
}
