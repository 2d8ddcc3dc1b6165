using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>What people are told of pairs whose second leg isn't let out. It decides nothing, and a recovery tells nothing of it.</content>
internal sealed partial class LegsBook
{
    // Failures in a row before people are told, unless it is plain that more tries won't help.
    private const int ToldAfter = 3;

    private void TellStuck(ref LegsSlot legs, RiskRefusal refusal)
    {
        bool isLasting = legs.Failures >= ToldAfter || refusal == RiskRefusal.MaxOrder;
        if (legs.IsToldOf || !isLasting || desk.IsRedoing)
            return;
        legs.IsToldOf = true;
        bool unwinds = legs.State == LegsState.Late && legs.Terms.Late == LateHedge.Unwind, waits = legs.State == LegsState.Working && legs.HedgeFailed;
        engine.Note($"{SymbolOf(unwinds ? legs.FirstTerms : legs.HedgeTerms)}: what {(unwinds ? "gives back" : "hedges")} order {legs.First} isn't out as it should be, because {desk.WhyNot(refusal)}; "
            + $"{Unhedged(legs)}. {(waits ? "What is missing waits until the time is over" : "It is tried again")}");
    }

    private void TellIsRight(ref LegsSlot legs)
    {
        if (!legs.IsToldOf || desk.IsRedoing)
            return;
        legs.IsToldOf = false;
        engine.Note($"{SymbolOf(legs.FirstTerms)}: the legs of order {legs.First} are as they should be again; {Unhedged(legs)}");
    }

    private string Unhedged(in LegsSlot legs) =>
        $"{instruments[legs.FirstTerms.Instrument].Instrument.QuantityUnit.ToDecimal(new Quantity(legs.Unhedged))} {SymbolOf(legs.FirstTerms)} have no hedge";

    private string SymbolOf(in NewOrder terms) => instruments[terms.Instrument].Instrument.Symbol;
}
