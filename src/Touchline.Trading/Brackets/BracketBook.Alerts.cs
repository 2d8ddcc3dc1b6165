using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <content>What people are told of brackets whose orders don't get where they should. It decides nothing, and a recovery tells nothing of it.</content>
internal sealed partial class BracketBook
{
    // Failures in a row before people are told: one or two are over within a third of a second.
    private const int ToldAfter = 3;

    private void GiveUpGuard(ref BracketSlot bracket)
    {
        if (bracket.GuardRefused)
            return;
        bracket.GuardRefused = true;
        if (!desk.IsRedoing)
            engine.Note($"{GuardOf(bracket)} can't stand at the venue as it should, and isn't sent there again; the engine holds that part while it runs");
    }

    private void TellStuck(ref BracketSlot bracket, RiskRefusal refusal)
    {
        if (bracket.IsToldOf || bracket.Failures < ToldAfter || desk.IsRedoing)
            return;
        bracket.IsToldOf = true;
        string why = $"{bracket.Failures} tries in a row failed, the last because {desk.WhyNot(refusal)}";
        engine.Note(bracket.State == BracketState.Exiting
            ? $"{SymbolOf(bracket)}: {OpenOf(bracket)} of order {bracket.Entry} are to be taken out ({NameOf(bracket, bracket.Reason)}) and couldn't be: {why}; it is tried again"
            : $"{GuardOf(bracket)} doesn't stand at the venue as it should: {why}; it is tried again, and the engine holds that part while it runs");
    }

    private void TellGuardStands(ref BracketSlot bracket)
    {
        if (!bracket.IsToldOf || desk.IsRedoing)
            return;
        bracket.IsToldOf = false;
        engine.Note($"{GuardOf(bracket)} stands at the venue again");
    }

    private void TellExits(ref BracketSlot bracket)
    {
        if (!bracket.IsToldOf || desk.IsRedoing)
            return;
        bracket.IsToldOf = false;
        engine.Note($"{SymbolOf(bracket)}: order {bracket.Entry} is being taken out again; {OpenOf(bracket)} of it are open");
    }

    private string GuardOf(in BracketSlot bracket) =>
        $"{SymbolOf(bracket)}: the {NameOf(bracket, BracketTerms.ReasonOf(bracket.Terms.AtVenue))} of order {bracket.Entry}";

    private string SymbolOf(in BracketSlot bracket) => instruments[bracket.Instrument].Instrument.Symbol;

    private decimal OpenOf(in BracketSlot bracket) => instruments[bracket.Instrument].Instrument.QuantityUnit.ToDecimal(new Quantity(bracket.Open));

    private string NameOf(in BracketSlot bracket, OrderReason reason) => engine.Slot(bracket.Strategy).NameOf(reason);
}
