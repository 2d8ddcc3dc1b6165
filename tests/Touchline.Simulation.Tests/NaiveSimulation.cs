using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>
/// The rules of the simulation a second time, as plainly and slowly as they can be written down, to compare with: two timelines,
/// constant latency, risk-averse queue, no-partial-fill. Queues, sorted dictionaries, and quantities as doubles in base units; it shares
/// nothing with the product but value types.
/// </summary>
internal sealed class NaiveSimulation
{
    private readonly Market _market;
    private readonly double _lot;
    private long _lastArrival;
    private long _lastAnswer;
    private readonly Queue<(long At, Row Row)> _localRows;
    private readonly Queue<(long At, Row Row)> _exchangeRows;
    private readonly Queue<(long At, int Action)> _timers;
    private readonly Queue<Request> _requests = [];
    private readonly Queue<Answer> _answers = [];

    // The exchange's side.
    private readonly NaiveBook _exchangeBook = new();
    private readonly List<Resting> _resting = [];

    // Our side.
    private readonly NaiveBook _localBook = new();
    private readonly Dictionary<int, long> _orderOfAction = [];
    private readonly Dictionary<long, ScriptedAction> _live = [];
    private readonly HashSet<long> _beingCancelled = [];
    private readonly List<Answer> _told = [];
    private readonly List<Moment> _moments = [];
    private long _lastRowNs;
    private bool _isStale;
    private decimal? _lastMid;
    private long _sent;
    private long _refused;
    private decimal _position;
    private decimal _balance;
    private decimal _fees;
    private decimal _turnover;
    private decimal _average;
    private readonly List<(decimal Quantity, decimal Price)> _lots = [];
    private decimal _realised;
    private decimal _realisedFifo;

    private NaiveSimulation(Market market)
    {
        _market = market;
        _lot = (double)market.Instrument.Lot;
        _localRows = new(market.Rows.Where(r => r.Local != -1).Select(r => (r.Local + market.ClockOffsetNs, r)));
        _exchangeRows = new(market.Rows.Where(r => r.Exchange != -1).OrderBy(r => r.Exchange).Select(r => (r.Exchange, r)));
        long start = _localRows.Peek().At;
        _timers = new(market.Script.Select((a, i) => (Math.Max(a.At, start), i)).OrderBy(t => t));
    }

    private sealed record Request(long At, long Order, ScriptedAction? New);

    private sealed class Resting(long order, ScriptedAction terms, double ahead)
    {
        public long Order { get; } = order;
        public Side Side { get; } = terms.Side;
        public decimal Price { get; } = terms.Price;
        public decimal Quantity { get; } = terms.Quantity;
        public double Ahead { get; set; } = ahead;
    }

    public static Outcome Play(Market market)
    {
        var simulation = new NaiveSimulation(market);
        simulation.PlayAll();
        return new Outcome(simulation._told, simulation.Figures());
    }

    private void PlayAll()
    {
        while (true)
        {
            long local = Next(_localRows, r => r.At), answer = Next(_answers, a => a.LocalNs);
            long exchange = Next(_exchangeRows, r => r.At), request = Next(_requests, r => r.At);
            long timer = Next(_timers, t => t.At);
            long next = new[] { local, answer, exchange, request, timer }.Min();
            bool isOver = _localRows.Count == 0 && _exchangeRows.Count == 0 && next > _lastRowNs;
            if (isOver || next == long.MaxValue)
                return;
            if (local == next)
            {
                _lastRowNs = next;
                SeeRow(_localRows.Dequeue().Row);
                Remember(next);
            }
            else if (answer == next)
            {
                Answer taken = _answers.Dequeue();
                decimal bought = -_position;
                SeeAnswer(taken);
                bought += _position;
                Remember(next, taken.Kind == ReportKind.Fill ? taken : null, bought);
            }
            else if (exchange == next)
            {
                _lastRowNs = next;
                ApplyRow(_exchangeRows.Dequeue().Row);
            }
            else if (request == next)
            {
                TakeRequest(_requests.Dequeue());
            }
            else
            {
                while (Next(_timers, t => t.At) == next)
                    Act(_timers.Dequeue().Action, next);
                Remember(next);
            }
        }
    }

    private static long Next<T>(Queue<T> queue, Func<T, long> time) => queue.Count == 0 ? long.MaxValue : time(queue.Peek());

    // ---- our side ----

    private void SeeRow(Row row)
    {
        _localBook.Apply(row);
        if (row.Kind == EventKind.Gap)
            _isStale = true;
        if (row.Kind == EventKind.Snapshot && row.EndsBatch)
            _isStale = false;
        _lastMid = _localBook.Mid ?? _lastMid;
    }

    private void SeeAnswer(Answer answer)
    {
        _told.Add(answer);
        if (answer.Kind == ReportKind.Fill)
        {
            decimal sign = _live[answer.Order].Side == Side.Buy ? 1 : -1;
            Realise(sign * answer.Quantity, answer.Price);
            CloseOldest(sign * answer.Quantity, answer.Price);
            _position += sign * answer.Quantity;
            _balance -= sign * answer.Quantity * answer.Price;
            _turnover += answer.Quantity * answer.Price;
            _fees += answer.Fee;
        }

        if (answer.Kind is not (ReportKind.Acknowledged or ReportKind.CancelRejected))
            _live.Remove(answer.Order);
    }

    private void Act(int index, long now)
    {
        ScriptedAction action = _market.Script[index];
        if (action.IsCancel)
        {
            if (_orderOfAction.TryGetValue(action.Cancels, out long order) && _live.ContainsKey(order) && _beingCancelled.Add(order))
                _requests.Enqueue(new Request(ArrivalOf(now), order, null));
        }
        else if (_isStale)
        {
            _refused++;
        }
        else
        {
            _orderOfAction[index] = ++_sent;
            _live[_sent] = action;
            _requests.Enqueue(new Request(ArrivalOf(now), _sent, action));
        }
    }

    // ---- the exchange's side ----

    private void ApplyRow(Row row)
    {
        if (row.Kind == EventKind.Trade)
        {
            Trade(row);
            return;
        }

        _exchangeBook.Apply(row);
        if (row.Kind is not (EventKind.Depth or EventKind.Snapshot))
            return;
        foreach (Resting order in _resting.Where(o => o.Side == row.Side && o.Price == row.Price))
            order.Ahead = Math.Min(order.Ahead, (double)row.Quantity);
        decimal? touch = _exchangeBook.Best(row.Side);
        foreach (Resting order in _resting.Where(o => o.Side != row.Side && Reaches(o.Side, o.Price, touch)).ToList())
            FillPassively(order, row.Exchange);
    }

    private void Trade(Row trade)
    {
        Side side = trade.Side == Side.Buy ? Side.Sell : Side.Buy;
        foreach (Resting order in _resting.Where(o => o.Side == side).ToList())
        {
            bool through = side == Side.Buy ? trade.Price < order.Price : trade.Price > order.Price;
            if (trade.Price == order.Price)
                order.Ahead -= (double)trade.Quantity;
            bool queueIsOver = trade.Price == order.Price && Math.Round(order.Ahead / _lot, MidpointRounding.AwayFromZero) <= -1;
            if (through || queueIsOver)
                FillPassively(order, trade.Exchange);
        }
    }

    private void TakeRequest(Request request)
    {
        if (request.New is null)
        {
            bool found = _resting.RemoveAll(o => o.Order == request.Order) == 1;
            Tell(new Answer(found ? ReportKind.Cancelled : ReportKind.CancelRejected, request.Order, request.At, 0));
            return;
        }

        ScriptedAction order = request.New;
        bool isMarket = order.Type == OrderType.Market;
        bool crosses = isMarket ? _exchangeBook.Best(Opposite(order.Side)) is not null : Reaches(order.Side, order.Price);
        bool mayRest = !isMarket && order.TimeInForce is (TimeInForce.GoodTillCancel or TimeInForce.PostOnly);
        bool mayTake = isMarket || order.TimeInForce != TimeInForce.PostOnly;
        if (crosses && mayTake)
        {
            Fill(request.Order, order.Quantity, _exchangeBook.Best(Opposite(order.Side))!.Value, isMaker: false, request.At);
        }
        else if (!crosses && mayRest)
        {
            _resting.Add(new Resting(request.Order, order, _exchangeBook.At(order.Side, order.Price)));
            Tell(new Answer(ReportKind.Acknowledged, request.Order, request.At, 0));
        }
        else
        {
            Tell(new Answer(ReportKind.Expired, request.Order, request.At, 0));
        }
    }

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    // The opposite touch is at or beyond our price.
    private bool Reaches(Side ours, decimal price) => Reaches(ours, price, _exchangeBook.Best(Opposite(ours)));

    private static bool Reaches(Side ours, decimal price, decimal? touch) => touch is { } best && (ours == Side.Buy ? best <= price : best >= price);

    private void FillPassively(Resting order, long now)
    {
        _resting.Remove(order);
        Fill(order.Order, order.Quantity, order.Price, isMaker: true, now);
    }

    private void Fill(long order, decimal quantity, decimal price, bool isMaker, long now)
    {
        decimal fee = price * quantity * (isMaker ? _market.Options.Fees.Maker : _market.Options.Fees.Taker);
        Tell(new Answer(ReportKind.Fill, order, now, 0, price, quantity, fee, isMaker));
    }

    private void Tell(Answer answer)
    {
        ConstantLatency? constant = _market.Options.Latency as ConstantLatency;
        long takes = constant?.ResponseNs ?? Interpolated([.. _market.Measured!.Select(s => (s.ExchangeNs, s.ResponseNs - s.ExchangeNs))], answer.ExchangeNs);
        _lastAnswer = Math.Max(_lastAnswer, answer.ExchangeNs + takes);
        _answers.Enqueue(answer with { LocalNs = _lastAnswer });
    }

    private long ArrivalOf(long sent)
    {
        ConstantLatency? constant = _market.Options.Latency as ConstantLatency;
        long takes = constant?.EntryNs ?? Interpolated([.. _market.Measured!.Select(s => (s.RequestNs, s.ExchangeNs - s.RequestNs))], sent);
        _lastArrival = Math.Max(_lastArrival, sent + takes);
        return _lastArrival;
    }

    private static long Interpolated((long At, long Takes)[] points, long at)
    {
        points = [.. points.OrderBy(p => p.At)];
        if (at < points[0].At)
            return points[0].Takes;
        (long At, long Takes) before = points.Last(p => p.At <= at);
        if (points.All(p => p.At <= at))
            return before.Takes;
        (long At, long Takes) after = points.First(p => p.At > at);
        return (long)Math.Floor(before.Takes + (decimal)(after.Takes - before.Takes) * (at - before.At) / (after.At - before.At));
    }

    // ---- figures ----

    // Average cost: adding moves the average, closing realises the difference to it, going through zero starts anew.
    private void Realise(decimal change, decimal price)
    {
        decimal after = _position + change;
        if (_position * change >= 0)
        {
            _average = (_average * Math.Abs(_position) + price * Math.Abs(change)) / Math.Abs(after);
            return;
        }

        decimal closed = Math.Min(Math.Abs(change), Math.Abs(_position)) * Math.Sign(_position);
        _realised += closed * (price - _average);
        if (after == 0 || Math.Sign(after) != Math.Sign(_position))
            _average = price;
    }

    // One lot a fill, the oldest closed first.
    private void CloseOldest(decimal change, decimal price)
    {
        while (change != 0 && _lots.Count > 0 && Math.Sign(_lots[0].Quantity) != Math.Sign(change))
        {
            decimal closed = Math.Min(Math.Abs(change), Math.Abs(_lots[0].Quantity)) * Math.Sign(_lots[0].Quantity);
            _realisedFifo += closed * (price - _lots[0].Price);
            change += closed;
            _lots[0] = (_lots[0].Quantity - closed, _lots[0].Price);
            if (_lots[0].Quantity == 0)
                _lots.RemoveAt(0);
        }

        if (change != 0)
            _lots.Add((change, price));
    }

    private decimal Equity => _balance + _position * (_lastMid ?? 0) - _fees;

    private void Remember(long now, Answer? fill = null, decimal bought = 0) =>
        _moments.Add(new Moment(now, _lastMid, _position, Equity, bought, fill?.Price ?? 0, fill?.Fee ?? 0));

    // Equity starts at 0 and is looked at after each fill, at each whole second after all that happened at or before it, and at the end.
    private decimal MaxDrawdown()
    {
        const long Second = 1_000_000_000;
        decimal peak = 0, deepest = 0, last = 0;
        long second = _moments[0].At / Second * Second;
        void Look(decimal equity)
        {
            peak = Math.Max(peak, equity);
            deepest = Math.Max(deepest, peak - equity);
        }

        foreach (Moment moment in _moments)
        {
            for (; second < moment.At; second += Second)
                Look(last);
            last = moment.Equity;
            if (moment.Bought != 0)
                Look(last);
        }

        Look(last);
        return deepest;
    }

    private NaiveResults Results => new(_moments, _lastRowNs);

    private BacktestFigures Figures() => new()
    {
        Orders = new OrderCounts(
            _sent, Count(ReportKind.Acknowledged), Count(ReportKind.Cancelled), Count(ReportKind.Rejected), Count(ReportKind.Expired),
            Count(ReportKind.Fill), _refused),
        Fills = Count(ReportKind.Fill),
        Position = _position,
        Balance = _balance,
        Fees = _fees,
        Funding = 0,
        Realised = _realised,
        RealisedFifo = _realisedFifo,
        Unrealised = _position * ((_lastMid ?? 0) - _average),
        Equity = Equity,
        MaxDrawdown = MaxDrawdown(),
        Turnover = _turnover,
        LastMid = _lastMid,
        Deposit = null,
        Split = Results.Split,
        Trades = Results.Trades,
        Returns = Results.Returns,
        Inventory = Results.Positions,
        SpanNs = Results.SpanNs,
    };

    private long Count(ReportKind kind) => _told.Count(a => a.Kind == kind);
}
