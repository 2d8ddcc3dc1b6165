// Enters with the pressure of the book, with a take-profit and a stop-loss, and tells the other strategies.
class {{STRATEGY_NAME}} : Strategy
{
    private readonly DecimalParameter _size = new("size", 0.001m, 0.000001m, 1000, "quantity", "quantity it enters with");
    private readonly DecimalParameter _pressure = new("pressure", 0.6m, 0, 1, "share", "imbalance of five levels from which on it enters");
    private readonly WholeParameter _profit = new("profit", 40, 1, 100_000, "ticks", "distance of the take-profit");
    private readonly WholeParameter _loss = new("loss", 20, 1, 100_000, "ticks", "distance of the stop-loss");

    private OrderId _entry;

    public override void OnBook(int instrument)
    {
        BookView book = Context.Book(instrument);
        if (instrument != 0 || !book.IsTwoSided || book.IsCrossed || book.IsStale || Context.TryBracket(_entry, out _) || !Context.Position(0).IsZero)
            return;
        double imbalance = book.Imbalance(5);
        if (Math.Abs(imbalance) < (double)_pressure.Value)
            return;
        Enter(book, imbalance > 0 ? Side.Buy : Side.Sell, Math.Abs(imbalance));
    }

    public override void OnBracket(in BracketUpdate bracket)
    {
        if (bracket.State == BracketState.Ended && !bracket.Filled.IsZero)
            Context.Log($"out: {bracket.Reason}");
    }

    public override void OnParametersChanged()
    {
    }

    private void Enter(BookView book, Side side, double confidence)
    {
        Instrument traded = Context.Instruments[0];
        Price price = side == Side.Buy ? book.BestAsk : book.BestBid;
        long profit = side.Sign() * _profit.Value * traded.TickUnits, loss = side.Sign() * _loss.Value * traded.TickUnits;
        NewOrder entry = NewOrder.Limit(0, side, price, traded.WholeLots(_size.Value), TimeInForce.ImmediateOrCancel) with { Reason = Context.Reason("pressure") };
        Placement placed = Context.PlaceBracket(entry, new Bracket { TakeProfit = price + profit, StopLoss = price - loss });
        _entry = placed.Id;
        if (placed.IsPlaced)
            Context.Emit(new Signal(0, side, confidence, "pressure of the book", nameof({{STRATEGY_NAME}}), Context.NowNs));
    }
}
