using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>What people ask of an engine.</summary>
public sealed partial class Engine
{
    /// <summary>An order as it stands; null when it isn't known, or ended too long ago.</summary>
    public OrderUpdate? FindOrder(OrderId id) => Desk.TryFind(id, out OrderUpdate order) ? order : null;

    /// <summary>
    /// A live order that protects a position or makes legs even: the engine looks after it, not its strategy. It isn't cancelled by a pause, a command <c>cancel</c> or a recovery, only by a kill and
    /// the session's end.
    /// </summary>
    public bool IsProtective(OrderId id) => Desk.IsProtective(id);

    /// <summary>
    /// The position on a side of an instrument if every order there that may still trade did, as the risk gate counts it: in the instrument's quantity, 0 at least.
    /// </summary>
    /// <param name="strategy">By index; -1: of the account.</param>
    public decimal WorstPosition(int instrument, Side side, int strategy = -1) =>
        (strategy < 0 ? _states[instrument].Account : _strategies[strategy].Holding(instrument)).WorstQuantity(side, 0);
}
