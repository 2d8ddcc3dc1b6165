// Buys where it is cheap and sells where it is dear: two instruments of the same worth, the second leg at once.
class {{STRATEGY_NAME}} : Strategy
{
    private readonly DecimalParameter _size = new("size", 0.001m, 0.000001m, 1000, "quantity", "quantity of each leg");
    private readonly DecimalParameter _most = new("most", 0.01m, 0, 1000, "quantity", "largest position in the first instrument");
    private readonly DecimalParameter _edge = new("edge", 0.001m, 0, 1, "share", "what the sale has to bring above the purchase, fees included");
    private readonly DurationParameter _within = new("within", 200_000_000, 1_000_000, 60_000_000_000, "time for the second leg before it is crossed");

    private OrderId _pair;
    private bool _isOpen;

    public override void OnStart()
    {
        if (Context.Instruments.Count != 2)
            throw new BadInputException($"this strategy trades two instruments against each other; there are {Context.Instruments.Count}");
    }

    public override void OnBook(int instrument)
    {
        BookView first = Context.Book(0), second = Context.Book(1);
        if (_isOpen || !IsSound(first) || !IsSound(second))
            return;
        double buyFirst = Worth(1, second.BestBid) / Worth(0, first.BestAsk) - 1, sellFirst = Worth(0, first.BestBid) / Worth(1, second.BestAsk) - 1;
        double edge = (double)_edge.Value;
        if (buyFirst > edge)
            Trade(Side.Buy, first.BestAsk, second.BestBid);
        else if (sellFirst > edge)
            Trade(Side.Sell, first.BestBid, second.BestAsk);
    }

    public override void OnLegs(in LegsUpdate legs)
    {
        if (legs.First == _pair && legs.State == LegsState.Ended)
            _isOpen = false;
    }

    public override void OnParametersChanged()
    {
    }

    private void Trade(Side side, Price first, Price second)
    {
        Quantity size = Context.Instruments[0].WholeLots(_size.Value), most = Context.Instruments[0].WholeLots(_most.Value);
        Quantity after = side == Side.Buy ? Context.Position(0) + size : Context.Position(0) - size;
        if (after > most || after < -most)
            return;
        Placement placed = Context.PlaceLegs(
            NewOrder.Limit(0, side, first, size, TimeInForce.ImmediateOrCancel),
            NewOrder.Limit(1, side.Opposite(), second, Context.Instruments[1].WholeLots(_size.Value), TimeInForce.ImmediateOrCancel),
            new LegTerms(_within.Ns, LateHedge.Cross));
        (_pair, _isOpen) = (placed.Id, placed.IsPlaced);
    }

    private static bool IsSound(BookView book) => book.IsTwoSided && !book.IsCrossed && !book.IsStale;

    private double Worth(int instrument, Price price) => Context.Instruments[instrument].PriceUnit.ToDouble(price);
}
