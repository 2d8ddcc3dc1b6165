using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// Sends what a file says, when it says so: to try out a venue, a simulation or limits from outside. Alone among strategies it reads a
/// file, in <see cref="OnStart"/> and never again: the file is its parameter. Format: docs/strategies/scripted.md.
/// </summary>
public sealed class Scripted : Strategy
{
    private const int NextRowTimer = 1;
    private const string DoneMetric = "script_lines_done";
    private const string LeftMetric = "script_lines_left";

    private readonly TextParameter _orders = new("orders", $"path of a CSV file with the header {Script.Header}");

    private Script _script = new([], []);
    private OrderId[] _placed = [];
    private int _next;

    public override void OnStart()
    {
        if (_orders.Value.Length == 0)
            throw new BadInputException($"parameter orders is missing; right is {_orders.Text}");
        _script = Script.Read(_orders.Value, Context.Instruments);
        _placed = new OrderId[_script.Ids.Length];
        WaitForNext();
    }

    public override void OnTimer(int id)
    {
        for (; _next < _script.Rows.Length && _script.Rows[_next].LocalNs <= Context.NowNs; _next++)
            Do(_script.Rows[_next]);
        WaitForNext();
    }

    // The end of a recording is no call to a strategy: what is left is told as the script goes.
    private void WaitForNext()
    {
        Context.Metric(DoneMetric, _next);
        Context.Metric(LeftMetric, _script.Rows.Length - _next);
        if (_next < _script.Rows.Length)
            Context.SetTimer(NextRowTimer, _script.Rows[_next].LocalNs);
    }

    private void Do(in ScriptRow row)
    {
        ref OrderId placed = ref _placed[row.Order];
        if (row.Action == ScriptAction.New)
        {
            Placement placement = Context.Place(row.Terms);
            placed = placement.Id;
            Tell(row, placement.Refusal);
        }
        else if (placed.IsNone)
        {
            Context.Log($"{_orders.Value} line {row.Line}: {row.Action} of order {_script.Ids[row.Order]} isn't sent: the order was refused");
        }
        else if (row.Action == ScriptAction.Amend)
        {
            Tell(row, Context.Amend(placed, row.Terms.Price, row.Terms.Quantity).Refusal);
        }
        else if (!Context.Cancel(placed))
        {
            Context.Log($"{_orders.Value} line {row.Line}: Cancel of order {_script.Ids[row.Order]} isn't sent: it has ended or is being cancelled");
        }
    }

    private void Tell(in ScriptRow row, RiskRefusal refusal)
    {
        if (refusal != RiskRefusal.None)
            Context.Log($"{_orders.Value} line {row.Line}: {row.Action} of order {_script.Ids[row.Order]} is refused: {refusal}");
    }
}
