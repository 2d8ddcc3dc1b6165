using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>Which terms a bracket may have, and the orders that they come to.</summary>
internal static class BracketTerms
{
    public static bool Fits(in NewOrder entry, in Bracket bracket, Instrument instrument)
    {
        if (entry.ReduceOnly || entry.Type is not (OrderType.Limit or OrderType.Market) || entry.Side is not (Side.Buy or Side.Sell))
            return false;
        bool hasParts = bracket.Has(BracketPart.TakeProfit) || bracket.Has(BracketPart.StopLoss) || bracket.Has(BracketPart.Trailing);
        bool fitsVenue = bracket.AtVenue == BracketPart.None || bracket.Has(bracket.AtVenue);
        bool fitsRanges = bracket.TrailingPpm is >= 0 and < NewOrder.CallbackScale && bracket.BarelyPpm is >= 0 and <= 1_000_000 && bracket.EntryNs >= 0
            && bracket.Trigger is >= BracketTrigger.LastTrade and <= BracketTrigger.Touch;
        bool fitsActivation = bracket.Activation.Units == 0 || (bracket.TrailingPpm != 0 && OrderTerms.IsPrice(bracket.Activation, instrument));
        return hasParts && fitsVenue && fitsRanges && fitsActivation && FitsPrices(entry, bracket, instrument);
    }

    // The stop is on the losing side of the entry and the profit on the other, as far as the entry has a price.
    private static bool FitsPrices(in NewOrder entry, in Bracket bracket, Instrument instrument)
    {
        Price profit = bracket.TakeProfit, stop = bracket.StopLoss;
        bool areOnTick = (profit.Units == 0 || OrderTerms.IsPrice(profit, instrument)) && (stop.Units == 0 || OrderTerms.IsPrice(stop, instrument));
        if (!areOnTick)
            return false;
        int sign = entry.Side.Sign();
        if (profit.Units != 0 && stop.Units != 0 && sign * (profit - stop) <= 0)
            return false;
        if (entry.Type == OrderType.Market)
            return true;
        return (profit.Units == 0 || sign * (profit - entry.Price) > 0) && (stop.Units == 0 || sign * (entry.Price - stop) > 0);
    }

    public static NewOrder Guard(in BracketSlot bracket, Quantity quantity)
    {
        Side side = bracket.Side.Opposite();
        TriggerSource source = bracket.Terms.Trigger == BracketTrigger.MarkPrice ? TriggerSource.MarkPrice : TriggerSource.LastTrade;
        NewOrder order = bracket.Terms.AtVenue switch
        {
            BracketPart.TakeProfit => NewOrder.TakeProfit(bracket.Instrument, side, bracket.Terms.TakeProfit, quantity, source),
            BracketPart.TakeProfitLimit => NewOrder.Limit(bracket.Instrument, side, bracket.Terms.TakeProfit, quantity),
            BracketPart.StopLoss => NewOrder.StopMarket(bracket.Instrument, side, bracket.Terms.StopLoss, quantity, source),
            _ => NewOrder.TrailingStop(bracket.Instrument, side, 0, quantity, bracket.Terms.Activation, source) with { CallbackPpm = bracket.Terms.TrailingPpm },
        };
        return order with { ReduceOnly = true, Reason = ReasonOf(bracket.Terms.AtVenue) };
    }

    public static OrderReason ReasonOf(BracketPart part) => part switch
    {
        BracketPart.TakeProfit or BracketPart.TakeProfitLimit => OrderReason.TakeProfit,
        BracketPart.StopLoss => OrderReason.StopLoss,
        BracketPart.Trailing => OrderReason.Trailing,
        _ => OrderReason.Strategy,
    };
}
