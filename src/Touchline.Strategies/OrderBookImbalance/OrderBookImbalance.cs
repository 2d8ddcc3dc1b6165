using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// Follows the pressure of the visible book in any number of instruments: buys where bids outweigh asks, sells where asks outweigh bids,
/// and leaves by the opposite signal, a target, a stop or after a time. docs/strategies/order-book-imbalance.md.
/// </summary>
public sealed class OrderBookImbalance : Strategy
{
    private const string Weighted = "weighted";
    private const string Join = "join";
    private const string On = "on";

    private readonly ChoiceParameter _measure = new("measure", "basic", ["basic", Weighted], "basic: 5 levels a side; weighted: 10 levels, less the further from the mid");
    private readonly DecimalParameter _buyOver = new("buy_over", 0.75m, 0, 1, "share", "share of bids in the book above which it buys");
    private readonly DecimalParameter _sellUnder = new("sell_under", 0.25m, 0, 1, "share", "share of bids in the book below which it sells");
    private readonly DecimalParameter _minCluster = new("min_cluster", 10_000, 0, 1e12m, "quote currency", "value that the pressing side's levels must show");
    private readonly ChoiceParameter _entry = new("entry", "take", ["take", Join], "take: immediate-or-cancel at the other side's touch; join: post-only at the own side's");
    private readonly DurationParameter _entryWait = new("entry_wait", 5_000_000_000, 1_000_000, 3_600_000_000_000, "how long an entry by join may rest");
    private readonly DecimalParameter _orderValue = new("order_value", 500, 0, 1e9m, "quote currency", "value of an entry");
    private readonly DecimalParameter _minOrder = new("min_order", 5, 0, 1e12m, "quote currency", "an entry of less isn't sent");
    private readonly DecimalParameter _maxExposure = new("max_exposure", 10_000, 0, 1e12m, "quote currency", "positions and entries of all instruments together");
    private readonly WholeParameter _maxOpen = new("max_open", 5, 1, 10_000, "instruments", "instruments with a position or an entry at once");
    private readonly ChoiceParameter _opposite = new("opposite", On, [On, "off"], "on: the opposite signal ends a position");
    private readonly DecimalParameter _takeProfit = new("take_profit", 0.001m, 0, 10, "share of entry price", "gain at which it leaves; 0: none");
    private readonly DecimalParameter _stopLoss = new("stop_loss", 0.001m, 0, 1, "share of entry price", "loss at which it leaves; 0: none");
    private readonly DurationParameter _maxHold = new("max_hold", 60_000_000_000, 0, 86_400_000_000_000, "longest time in a position; 0s: none");
    private readonly DurationParameter _pause = new("pause", 1_000_000_000, 0, 3_600_000_000_000, "time between two entries in an instrument, and after a position");

    private ImbalanceDesk[] _desks = [];

    public override void OnStart()
    {
        Check();
        ImbalanceTerms terms = Terms();
        _desks = [.. Context.Instruments.Select((instrument, index) => new ImbalanceDesk(index, instrument) { Terms = terms })];
    }

    public override void OnParametersChanged()
    {
        Check();
        ImbalanceTerms terms = Terms();
        foreach (ImbalanceDesk desk in _desks)
            desk.Terms = terms;
    }

    public override void OnBook(int instrument) => Look(instrument);

    public override void OnTimer(int id) => Look(id / 2);

    public override void OnFill(in Fill fill) => _desks[fill.Instrument].OnFill(Context);

    public override void OnOrder(in OrderUpdate order) => _desks[order.Instrument].OnOrder(order);

    private void Look(int instrument)
    {
        Side side = _desks[instrument].Look(Context);
        if (side == Side.None)
            return;
        int open = 0;
        decimal exposure = 0;
        foreach (ImbalanceDesk desk in _desks)
        {
            if (!desk.IsOpen(Context))
                continue;
            open++;
            exposure += desk.Exposure(Context);
        }

        if (open < _maxOpen.Value && exposure < _maxExposure.Value)
            _desks[instrument].Enter(Context, side, _maxExposure.Value - exposure);
    }

    private void Check()
    {
        if (_sellUnder.Value >= _buyOver.Value)
            throw new BadInputException($"parameter sell_under is {_sellUnder.Value}; right is less than buy_over, which is {_buyOver.Value}");
        if (_orderValue.Value < _minOrder.Value || _orderValue.Value == 0)
            throw new BadInputException($"parameter order_value is {_orderValue.Value}; right is above 0 and at least min_order, which is {_minOrder.Value}");
        if (_maxExposure.Value < _orderValue.Value)
            throw new BadInputException($"parameter max_exposure is {_maxExposure.Value}; right is at least order_value, which is {_orderValue.Value}");
        if (_opposite.Value != On && _takeProfit.Value == 0 && _stopLoss.Value == 0 && _maxHold.Ns == 0)
            throw new BadInputException("parameters opposite, take_profit, stop_loss and max_hold are all off; right is at least one way out of a position");
    }

    private ImbalanceTerms Terms() => new()
    {
        BuyOver = (double)_buyOver.Value,
        SellUnder = (double)_sellUnder.Value,
        MinCluster = (double)_minCluster.Value,
        IsWeighted = _measure.Value == Weighted,
        Joins = _entry.Value == Join,
        OrderValue = _orderValue.Value,
        MinOrder = _minOrder.Value,
        EntryWaitNs = _entryWait.Ns,
        PauseNs = _pause.Ns,
        TakeProfit = _takeProfit.Value,
        StopLoss = _stopLoss.Value,
        MaxHoldNs = _maxHold.Ns,
        LeavesOnOpposite = _opposite.Value == On,
    };
}
