using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Simulation.Tests;

/// <summary>Does what a script says, each action by a timer of its own.</summary>
internal sealed class ScriptedStrategy(ScriptedAction[] script, int traded = 0) : Strategy
{
    private readonly Placement[] _placed = new Placement[script.Length];

    public override void OnStart()
    {
        for (int i = 0; i < script.Length; i++)
            Context.SetTimer(i, script[i].At);
    }

    public override void OnTimer(int id)
    {
        ScriptedAction action = script[id];
        if (action.IsCancel)
        {
            Context.Cancel(_placed[action.Cancels].Id);
            return;
        }

        Instrument instrument = Context.Instruments[traded];
        var price = new Price((long)(action.Price / instrument.PriceUnit.Step.ToDecimal()));
        var quantity = new Quantity((long)(action.Quantity / instrument.QuantityUnit.Step.ToDecimal()));
        _placed[id] = Context.Place(new NewOrder(traded, action.Side, action.Type, action.TimeInForce, price, quantity));
    }
}
