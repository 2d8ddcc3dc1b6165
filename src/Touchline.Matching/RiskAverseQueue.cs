using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Matching;

/// <summary>
/// The risk-averse queue: only trades at our price move us forward, and a fall of the shown quantity below what was ahead of us
/// caps it. How trades do so is the fill rules' matter. Rules: docs/simulation.md, "Queue position".
/// </summary>
internal static class RiskAverseQueue
{
    public static long Join(Quantity shown) => shown.Units;

    public static void OnDepth(List<OwnOrder> orders, Price price, Quantity shown)
    {
        foreach (ref OwnOrder order in CollectionsMarshal.AsSpan(orders))
        {
            if (order.Price == price)
                order.Ahead = Math.Min(order.Ahead, shown.Units);
        }
    }
}
