using System.Globalization;

namespace Samples;

/// <summary>
/// Follows a candle that moves far on the side to which the book leans: takes the touch, and leaves after a while or when it has lost
/// enough. One position at a time, in the first instrument.
/// </summary>
public sealed class ImpulseFollower : Strategy
{
    private const int Traded = 0;
    private const int LeaveTimer = 1;

    private readonly DurationParameter _candle = new("candle", 1_000_000_000, 100_000_000, 3_600_000_000_000, "length of the candles it looks at");
    private readonly DecimalParameter _impulse = new("impulse", 0.0005m, 0, 1, "share of the price", "least move of a candle that is followed");
    private readonly DecimalParameter _size = new("size", 0.01m, 0.000001m, 1000, "quantity", "quantity it enters with");
    private readonly DurationParameter _holding = new("holding", 5_000_000_000, 1_000_000, 3_600_000_000_000, "longest time in a position");
    private readonly DecimalParameter _stopLoss = new("stop_loss", 5, 0, 1e9m, "quote currency", "loss at which it leaves");
    private readonly ChoiceParameter _direction = new("direction", "both", ["both", "long", "short"], "which way it may go");

    private OrderId _working;
    private bool _isLeaving;
    private int _rejected;

    private bool IsFlat => Context.Position(Traded).IsZero;

    public override void OnStart()
    {
        if (Context.Instruments[Traded].WholeLots(_size.Value).IsZero)
            throw new BadInputException($"parameter size is {_size.Value}; right is at least the lot {Context.Instruments[Traded].Lot}");
        Context.Candles(Traded, _candle.Ns);
    }

    public override void OnCandle(int instrument, in Candle candle)
    {
        if (instrument != Traded || candle.IntervalNs != _candle.Ns || candle.IsEmpty || !IsFlat || !_working.IsNone)
            return;
        decimal move = (candle.Close - candle.Open) / (decimal)candle.Open.Units;
        Side side = move > 0 ? Side.Buy : Side.Sell;
        bool isAllowed = _direction.Value == "both" || _direction.Value == (side == Side.Buy ? "long" : "short");
        double lean = Context.Book(Traded).Imbalance(3) * side.Sign();
        if (Math.Abs(move) < _impulse.Value || lean <= 0 || !isAllowed)
            return;
        string reason = string.Create(CultureInfo.InvariantCulture, $"candle moved {move * 10_000:0.0} bp");
        Context.Emit(new Signal(Traded, side, Math.Min(1, lean), reason, nameof(ImpulseFollower), Context.NowNs));
        Take(side, Context.Instruments[Traded].WholeLots(_size.Value));
    }

    public override void OnBook(int instrument)
    {
        if (instrument == Traded && !IsFlat && Context.ProfitAndLoss(Traded).Unrealised <= -_stopLoss.Value)
            Leave("stop loss");
    }

    public override void OnTimer(int id)
    {
        if (id == LeaveTimer)
            Leave("held long enough");
    }

    public override void OnFill(in Fill fill)
    {
        if (!_isLeaving)
            Context.SetTimer(LeaveTimer, Context.NowNs + _holding.Ns);
        Context.Metric("net", (double)Context.ProfitAndLoss(Traded).Net);
    }

    public override void OnOrder(in OrderUpdate order)
    {
        if (order.Id != _working || !order.State.IsTerminal())
            return;
        _working = default;
        _rejected += order.State == OrderState.Rejected ? 1 : 0;
        if (IsFlat)
            _isLeaving = false;
    }

    public override void OnFunding(int instrument, in Funding funding) =>
        Context.Log(string.Create(CultureInfo.InvariantCulture, $"funding of {Context.Instruments[instrument].Symbol} is {funding.Rate}"));

    public override void OnStop() => Context.Log($"{_rejected} orders were rejected");

    private void Leave(string reason)
    {
        if (IsFlat || !_working.IsNone)
            return;
        _isLeaving = true;
        Context.CancelTimer(LeaveTimer);
        Context.Log($"leaving: {reason}");
        Quantity held = Context.Position(Traded);
        Take(held.Units > 0 ? Side.Sell : Side.Buy, new Quantity(Math.Abs(held.Units)));
    }

    // At the touch's price or not at all.
    private void Take(Side side, Quantity quantity)
    {
        BookView book = Context.Book(Traded);
        if (book.IsStale || !book.IsTwoSided)
            return;
        Price price = side == Side.Buy ? book.BestAsk : book.BestBid;
        Placement placed = Context.Place(NewOrder.Limit(Traded, side, price, quantity, TimeInForce.ImmediateOrCancel));
        if (placed.IsPlaced)
            _working = placed.Id;
        else
            Context.Log($"{side} {quantity} refused: {placed.Refusal}");
    }
}
