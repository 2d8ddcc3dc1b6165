using Touchline.Storage;

namespace Touchline.Monitoring;

/// <summary>What a line about an order has to say of it, whichever row tells the line.</summary>
/// <param name="Origin">The trace of the input that placed it; null: an earlier session did.</param>
internal sealed record KnownOrder(string Order, string Strategy, string Venue, string Symbol, string Side, string? Origin);

/// <summary>Remembers orders from their placing to their last report. The oldest are forgotten when there are too many.</summary>
internal sealed class OrderOrigins
{
    public const int MostOrders = 1 << 16;

    private readonly Dictionary<(string Journal, long Id), KnownOrder> _orders = [];
    private readonly Queue<(string Journal, long Id)> _oldest = new();

    public void Take(SessionRows rows)
    {
        foreach (OrderRow row in rows.Orders)
            Remember((row.Journal, row.OrderId), new KnownOrder(row.ClientOrderId ?? Name(row.Journal, row.OrderId), row.Strategy, row.Venue, row.Symbol, row.Side, null));
        foreach (TransitionRow placed in rows.Transitions.Where(t => t.Event == "place"))
        {
            if (_orders.TryGetValue((placed.Journal, placed.OrderId), out KnownOrder? order))
                _orders[(placed.Journal, placed.OrderId)] = order with { Origin = Trace(placed) };
        }
    }

    public KnownOrder Find(string journal, long id) => _orders.GetValueOrDefault((journal, id)) ?? new KnownOrder(Name(journal, id), "", "", "", "", null);

    /// <summary>The input that a row is of.</summary>
    public static string Trace(TransitionRow row) => $"{row.SessionKey}/{row.Input}";

    private static string Name(string journal, long id) => $"{journal}/{id}";

    private void Remember((string Journal, long Id) key, KnownOrder order)
    {
        if (!_orders.TryAdd(key, order))
            return;
        _oldest.Enqueue(key);
        if (_oldest.Count > MostOrders)
            _orders.Remove(_oldest.Dequeue());
    }
}
